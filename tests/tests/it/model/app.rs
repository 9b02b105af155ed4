//! An authenticator app: TOTP by RFC 6238.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::hmac;

/// One account in an app.
#[derive(Clone)]
pub(super) struct Authenticator {
    secret: Vec<u8>,
    /// No code is taken twice, nor one of an earlier step than one that was taken.
    used: u64,
}

impl Authenticator {
    /// With a secret in base32.
    pub(super) fn new(secret: &str) -> Self {
        const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
        for letter in secret.chars() {
            let value = LETTERS.find(letter).and_then(|place| u32::try_from(place).ok()).unwrap();
            (bits, held) = (bits << 5 | value, held + 5);
            if held >= 8 {
                held -= 8;
                bytes.push(u8::try_from(bits >> held & 0xff).unwrap());
            }
        }
        Self { secret: bytes, used: 0 }
    }

    /// The earliest code that is good now and was not used; none while all that are good were.
    pub(super) fn next_code(&mut self) -> Option<String> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 30;
        // The step before is good too, but may be over before the server sees its code.
        let step = [now, now + 1].into_iter().find(|step| *step > self.used)?;
        self.used = step;
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.secret);
        let digest = hmac::sign(&key, &step.to_be_bytes());
        let digest = digest.as_ref();
        let offset = usize::from(digest[digest.len() - 1] & 15);
        let word = u32::from_be_bytes(digest[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
        Some(format!("{:06}", word % 1_000_000))
    }
}
