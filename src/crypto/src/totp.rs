//! Codes of authenticator apps: TOTP (RFC 6238) with SHA-1, steps of 30 seconds and six digits, which is what every such app can do.

use aws_lc_rs::hmac;

use crate::secret_hash::same;

/// Bytes of a secret.
pub const SECRET_LEN: usize = 20;
/// How long a code is shown.
const STEP_SECONDS: i64 = 30;
/// Six digits.
const CODES: u32 = 1_000_000;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A secret as apps take it: 32 characters of base32.
pub fn base32(secret: &[u8; SECRET_LEN]) -> String {
    let group = |bytes: &[u8; 5]| {
        let number = bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        (0..8).rev().map(move |place| char::from(BASE32[(number >> (5 * place) & 31) as usize]))
    };
    secret.as_chunks::<5>().0.iter().flat_map(group).collect()
}

/// The step whose code this is: the current one, or one of its two neighbours, for clocks differ. Takes as long for any code.
pub fn step_of(secret: &[u8; SECRET_LEN], given: &str, now_seconds: i64) -> Option<u64> {
    let now = now_seconds.div_euclid(STEP_SECONDS);
    let steps = [now - 1, now, now + 1].into_iter().filter_map(|step| u64::try_from(step).ok());
    steps.fold(None, |found, step| if same(&code(secret, step), given) { Some(step) } else { found })
}

/// The code of a step.
pub fn code(secret: &[u8; SECRET_LEN], step: u64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let digest = hmac::sign(&key, &step.to_be_bytes());
    let digest = digest.as_ref();
    let offset = usize::from(digest.last().copied().unwrap_or_default() & 15);
    let word = digest[offset..].first_chunk::<4>().map_or(0, |word| u32::from_be_bytes(*word));
    format!("{:06}", (word & 0x7fff_ffff) % CODES)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RFC: &[u8; SECRET_LEN] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B shows eight digits, of which six are the last.
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(RFC, seconds / 30), expected, "{seconds}");
        }
    }

    #[test]
    fn a_code_is_good_one_step_early_and_one_late() {
        let good = |step: u64| step_of(RFC, &code(RFC, step), 30 * 1_000 + 29);
        assert_eq!((good(998), good(999), good(1_000)), (None, Some(999), Some(1_000)));
        assert_eq!((good(1_001), good(1_002)), (Some(1_001), None));
        assert_eq!(step_of(RFC, "", 0), None);
    }

    #[test]
    fn a_secret_is_written_in_base32() {
        assert_eq!(base32(RFC), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }
}
