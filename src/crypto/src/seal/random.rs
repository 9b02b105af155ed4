//! The one place where randomness enters.

/// `N` bytes from the operating system's seeded generator.
///
/// # Panics
/// Never in practice: aws-lc ends the process itself where the system has no entropy, rather than return.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes)
        .expect("aws-lc ends the process where there is no entropy, it never returns failure");
    bytes
}

#[cfg(test)]
mod tests {
    use super::random_bytes;

    #[test]
    fn no_two_draws_are_alike() {
        assert_ne!(random_bytes::<16>(), random_bytes::<16>());
    }
}
