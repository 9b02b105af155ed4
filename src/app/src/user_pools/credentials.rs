//! Passwords: checked against the policy, turned into the forms they are kept in, and checked against those. In the CPU pool.

use crypto::{
    seal::{Mac, random_bytes},
    srp,
};
use domain::{
    Secret,
    user_pools::user::{Credential, Profile},
    values::password_policy,
};

use crate::{
    Answer, Fault, Kind,
    kernel::{ids, making::Making},
    user_pools::{UserPools, pools::OpenPool},
};

impl UserPools {
    /// The forms of a new password, if the pool's policy takes it.
    pub(crate) async fn new_credential(
        &self,
        pool: &OpenPool,
        username: &str,
        password: &str,
    ) -> Answer<Credential> {
        check_policy(pool, password)?;
        self.credential(pool, username, password).await
    }

    /// The forms of a password that the pool's policy does not apply to.
    pub(crate) async fn credential(
        &self,
        pool: &OpenPool,
        username: &str,
        password: &str,
    ) -> Answer<Credential> {
        let (srp_name, username, password) =
            (pool.srp_name().to_owned(), username.to_owned(), password.to_owned());
        let version = ids::uuid().to_string();
        let making = self.core.making.clone();
        self.core.cpu.run(move || forms(&making, (&srp_name, &username), &password, version)).await
    }

    /// The same for a user who has had passwords, if the pool's policy takes it and the pool does not refuse to take one of those again.
    pub(crate) async fn changed_credential(
        &self,
        pool: &OpenPool,
        profile: &Profile,
        password: &str,
    ) -> Answer<Credential> {
        check_policy(pool, password)?;
        for former in profile.password_history(pool.config.password_history_size.unwrap_or(0)) {
            if self.matches(former.known().cloned(), password).await? {
                return Err(Fault::new(
                    Kind::PasswordHistoryPolicyViolation,
                    "Password has previously been used.",
                ));
            }
        }
        self.new_credential(pool, profile.name()?, password).await
    }

    /// Whether the password matches. Costs the same without a credential.
    pub(crate) async fn is_password(&self, credential: Option<&Credential>, password: &str) -> Answer<bool> {
        self.matches(credential.and_then(|credential| credential.phc.known()).cloned(), password).await
    }

    async fn matches(&self, phc: Option<String>, password: &str) -> Answer<bool> {
        let (making, password) = (self.core.making.clone(), password.to_owned());
        self.core.cpu.run(move || making.is_password(phc.as_deref(), &password)).await
    }

    /// The SRP verifier of a credential; without one, a decoy verifier, stable for the `sub`.
    pub(crate) fn verifier(
        &self,
        pool: &OpenPool,
        sub: &str,
        credential: Option<&Credential>,
    ) -> srp::Verifier {
        credential.and_then(known_verifier).unwrap_or_else(|| {
            let key = self.core.derived("srp of nobody", pool.id.as_str());
            srp::Verifier::of_nobody(Mac::new(&key).of(&[sub.as_bytes()]))
        })
    }
}

fn check_policy(pool: &OpenPool, password: &str) -> Answer<()> {
    password_policy::check(&pool.config.password_policy, password)
        .map_err(|violation| Fault::new(Kind::InvalidPassword, violation.to_string()))
}

/// A temporary password that every policy takes: as long as it must be, and one of each kind of character.
pub(crate) fn made_up_password(pool: &OpenPool) -> String {
    let length = usize::try_from(pool.config.password_policy.minimum_length).unwrap_or(8).max(12);
    let random: String = std::iter::repeat_with(ids::client_secret)
        .flat_map(|s| s.chars().collect::<Vec<_>>())
        .take(length - 3)
        .collect();
    format!("{random}A1!")
}

fn known_verifier(credential: &Credential) -> Option<srp::Verifier> {
    let salt = hex::decode(credential.srp_salt.known()?).ok()?;
    let v = hex::decode(credential.srp_verifier.known()?).ok()?;
    srp::Verifier::from_bytes(&salt, &v).ok()
}

fn forms(making: &Making, (srp_name, username): (&str, &str), password: &str, version: String) -> Credential {
    let verifier = srp::make_verifier(srp_name, username, password, srp::canonical_salt(random_bytes()));
    Credential {
        version,
        phc: Secret::Known(making.password_hash(password)),
        srp_salt: Secret::Known(verifier.salt_hex()),
        srp_verifier: Secret::Known(hex::encode(verifier.v())),
    }
}
