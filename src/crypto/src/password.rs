//! Password hashing: Argon2id, PHC strings. It does not know what a good password is.

use std::sync::{Mutex, PoisonError};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use aws_lc_rs::constant_time::verify_slices_are_equal;

use crate::seal::random_bytes;

/// Lanes of a hash.
const LANES: u32 = 1;
/// Bytes of a salt.
pub const SALT_BYTES: usize = 16;

/// What a hash costs to make, and with it each guess at the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
}

impl Cost {
    /// Of passwords that protect something: two passes over 19 MiB.
    pub const USUAL: Self = Self { memory_kib: 19 * 1024, passes: 2 };
    /// The least that Argon2 permits, for tests: one pass over 8 KiB.
    pub const LEAST: Self = Self { memory_kib: Params::MIN_M_COST, passes: Params::MIN_T_COST };

    fn params(self) -> Params {
        Params::new(self.memory_kib, self.passes, LANES, None).expect("both constants are good parameters")
    }
}

/// The PHC string of a password: algorithm, parameters, salt and hash.
///
/// # Panics
/// Never: parameters and salt length are constants that Argon2 takes, and passwords are far below its 4 GiB.
pub fn hash(password: &str, salt: [u8; SALT_BYTES], cost: Cost) -> String {
    let params = cost.params();
    let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
    digest(&params, password, &salt, &mut output).expect("constant parameters, 16 bytes of salt");
    phc(&params, &salt, &output)
}

/// A PHC string that no password is known to have, for unknown users: to check against it costs the same as to check against a user's.
pub fn decoy(cost: Cost) -> String {
    let (salt, output) = (random_bytes::<SALT_BYTES>(), random_bytes::<{ Params::DEFAULT_OUTPUT_LEN }>());
    phc(&cost.params(), &salt, &output)
}

fn phc(params: &Params, salt: &[u8; SALT_BYTES], output: &[u8; Params::DEFAULT_OUTPUT_LEN]) -> String {
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).expect("constant parameters"),
        salt: Some(Salt::new(salt).expect("16 bytes are a salt")),
        hash: Some(Output::new(output).expect("32 bytes are a hash")),
    };
    hash.to_string()
}

/// Whether a password has this hash. False for text that is no PHC string of Argon2id.
pub fn verify(phc: &str, password: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(phc) else { return false };
    let (Some(salt), Some(expected), Ok(params)) = (&parsed.salt, &parsed.hash, Params::try_from(&parsed))
    else {
        return false;
    };
    let is_ours =
        parsed.algorithm == Algorithm::Argon2id.ident() && parsed.version == Some(Version::V0x13.into());
    let mut output = vec![0; expected.as_ref().len()];
    is_ours
        && digest(&params, password, salt.as_ref(), &mut output).is_ok()
        && verify_slices_are_equal(&output, expected.as_ref()).is_ok()
}

fn digest(params: &Params, password: &str, salt: &[u8], output: &mut [u8]) -> Result<(), argon2::Error> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    with_memory(params.block_count(), |memory| {
        argon2.hash_password_into_with_memory(password.as_bytes(), salt, output, memory)
    })
}

/// Lends memory to work in, and keeps it for the next hash: as much is kept as was ever in use at once. Returned to the allocator, it would
/// stay with each thread that ever hashed, and be cleared by the kernel for each hash.
fn with_memory<T>(blocks: usize, work: impl FnOnce(&mut [Block]) -> T) -> T {
    static FREE: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());
    let free = || FREE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut memory = free().pop().unwrap_or_default();
    if memory.len() < blocks {
        memory.resize(blocks, Block::default());
    }
    let done = work(&mut memory[..blocks]);
    free().push(memory);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_verifies_against_its_own_hash_only() {
        for (cost, said) in [(Cost::USUAL, "m=19456,t=2,p=1"), (Cost::LEAST, "m=8,t=1,p=1")] {
            let phc = hash("Passw0rd!", [7; SALT_BYTES], cost);
            assert!(phc.starts_with(&format!("$argon2id$v=19${said}$")), "{phc}");
            assert!(verify(&phc, "Passw0rd!"));
            assert!(!verify(&phc, "passw0rd!"));
        }
        assert!(!verify("no hash", "Passw0rd!"));
    }

    #[test]
    fn a_decoy_is_checked_at_the_same_cost_and_no_password_has_it() {
        let read = |phc: &str| Params::try_from(&PasswordHash::new(phc).unwrap()).unwrap();
        for cost in [Cost::USUAL, Cost::LEAST] {
            let decoy = decoy(cost);
            let hashed = hash("Passw0rd!", [7; SALT_BYTES], cost);
            assert_eq!((read(&decoy), decoy.len()), (read(&hashed), hashed.len()));
            assert!(!verify(&decoy, "") && !verify(&decoy, "Passw0rd!"));
        }
    }

    #[test]
    fn what_another_program_hashed_with_other_costs_verifies() {
        use argon2::{PasswordHasher, password_hash::phc::PasswordHash};
        let params = Params::new(8 * 1024, 1, 1, None).unwrap();
        let theirs: PasswordHash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_with_salt(b"Passw0rd!", b"another salt")
            .unwrap();
        assert!(verify(&theirs.to_string(), "Passw0rd!") && !verify(&theirs.to_string(), "Passw0rd?"));
        assert!(!verify(&theirs.to_string().replace("argon2id", "argon2d"), "Passw0rd!"));
    }
}
