//! RSA keys for services in process. To make one takes a core longer than most tests take for all else, so that each service is given keys
//! which were made once and lie beside this file. They are public, and link only into tests.

use std::sync::atomic::{AtomicUsize, Ordering};

use crypto::jwt;

use crate::Making;

/// PKCS#8, base64, a line each.
const RSA_KEYS: &str = include_str!("rsa_keys.txt");

/// The keys that were made before, each once; then fresh ones, so that two are never the same in one service. Hashes cost the least.
pub(super) fn making() -> Making {
    let given = AtomicUsize::new(0);
    Making::cheap(move |scheme| match RSA_KEYS.lines().nth(given.fetch_add(1, Ordering::Relaxed)) {
        Some(private) => jwt::made_before(private, scheme),
        None => jwt::make(scheme),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crypto::jwt::Scheme;

    use super::*;

    #[test]
    fn a_service_is_given_no_key_twice_and_another_service_the_same_ones() {
        let (one, other) = (making(), making());
        let kid = |making: &Making| making.rsa_key(Scheme::Rs256).unwrap().public.kid;
        let before = RSA_KEYS.lines().count();
        let kids: Vec<_> = (0..=before).map(|_| kid(&one)).collect();
        assert_eq!(kids.iter().collect::<BTreeSet<_>>().len(), before + 1);
        assert_eq!((0..before).map(|_| kid(&other)).collect::<Vec<_>>(), kids[..before]);
    }
}
