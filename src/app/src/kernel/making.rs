//! How keys and hashes of passwords are made. Both cost a core some time, by intent or by nature, so that tests make them in another way: with
//! keys that were made before, at the least cost of a hash. They are to be made in the pool for costly work.

use std::{fmt, sync::Arc};

use crypto::{
    jwt::{self, JwtFault, Made, Scheme},
    password::{self, Cost},
    seal::random_bytes,
};

/// How keys and hashes of passwords are made.
#[derive(Clone)]
pub struct Making {
    rsa_key: Arc<dyn Fn(Scheme) -> Result<Made, JwtFault> + Send + Sync>,
    password: Cost,
}

impl Making {
    /// Fresh keys, and hashes at the cost that protects passwords.
    pub fn secure() -> Self {
        Self { rsa_key: Arc::new(jwt::make), password: Cost::USUAL }
    }

    /// Keys as `rsa_key` gives them, and hashes at the least cost: for tests, whose keys and passwords protect nothing.
    #[cfg(feature = "testing")]
    pub(crate) fn cheap(rsa_key: impl Fn(Scheme) -> Result<Made, JwtFault> + Send + Sync + 'static) -> Self {
        Self { rsa_key: Arc::new(rsa_key), password: Cost::LEAST }
    }

    /// An RSA key that no other has been given.
    pub(crate) fn rsa_key(&self, scheme: Scheme) -> Result<Made, JwtFault> {
        (self.rsa_key)(scheme)
    }

    /// The PHC string of a new password.
    pub(crate) fn password_hash(&self, password: &str) -> String {
        password::hash(password, random_bytes(), self.password)
    }

    /// Whether a password has this hash. Costs the same without a hash.
    pub(crate) fn is_password(&self, phc: Option<&str>, password: &str) -> bool {
        match phc {
            Some(phc) => password::verify(phc, password),
            None => password::verify(&password::decoy(self.password), password),
        }
    }
}

impl fmt::Debug for Making {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Making").field("password", &self.password).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_hash_no_password_is_right() {
        let making = Making::secure();
        let phc = making.password_hash("Passw0rd!");
        assert!(making.is_password(Some(&phc), "Passw0rd!") && !making.is_password(Some(&phc), "passw0rd!"));
        assert!(!making.is_password(None, "Passw0rd!") && !making.is_password(None, ""));
    }
}
