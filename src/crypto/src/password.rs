//! Password hashing: Argon2id, PHC strings. It does not know what a good password is.

use std::sync::OnceLock;

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash,
};

/// Memory of one hash, KiB: 19 MiB.
pub const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over that memory.
pub const PASSES: u32 = 2;
/// Lanes.
pub const LANES: u32 = 1;
/// Bytes of a salt.
pub const SALT_BYTES: usize = 16;

/// The PHC string of a password: algorithm, parameters, salt and hash.
///
/// # Panics
/// Never: parameters and salt length are constants that Argon2 takes, and passwords are far below its 4 GiB.
pub fn hash(password: &str, salt: [u8; SALT_BYTES]) -> String {
    let hash: PasswordHash = argon2()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .expect("constant parameters, 16 bytes of salt");
    hash.to_string()
}

/// Whether it is the password of a PHC string. Takes as long for a wrong one; false for a string that is none.
pub fn verify(phc: &str, password: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(phc) else { return false };
    argon2().verify_password(password.as_bytes(), &parsed).is_ok()
}

/// The PHC string of nobody's password: checking against it costs what checking against somebody's costs.
pub fn nobody() -> &'static str {
    static NOBODY: OnceLock<String> = OnceLock::new();
    NOBODY.get_or_init(|| hash("", crate::seal::random_bytes()))
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("constant parameters");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_verifies_against_its_own_hash_only() {
        let phc = hash("Passw0rd!", [7; SALT_BYTES]);
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify(&phc, "Passw0rd!"));
        assert!(!verify(&phc, "passw0rd!"));
        assert!(!verify("no hash", "Passw0rd!"));
        assert!(!verify(nobody(), "Passw0rd!"));
    }
}
