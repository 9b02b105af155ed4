//! Fresh ids: random, in the alphabets of AWS's ids, so that clients that check them accept them.

use crypto::seal::random_bytes;
use domain::LedgerId;
use uuid::{Builder, Uuid};

const LOWER_ALNUM: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const ALNUM: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A random UUID: subs, jtis, identity ids, request ids.
pub fn uuid() -> Uuid {
    Builder::from_random_bytes(random_bytes()).into_uuid()
}

/// `us-east-1_AbCdEf123`
pub fn user_pool(region: &str) -> LedgerId {
    LedgerId::new(format!("{region}_{}", text(ALNUM, 9)))
}

/// `us-east-1:<uuid>`: identity pools and identities.
pub fn regional(region: &str) -> String {
    format!("{region}:{}", uuid())
}

/// `import-TZqNQvDRnW`
pub fn import_job() -> String {
    format!("import-{}", text(ALNUM, 10))
}

/// 26 lower-case letters and digits.
pub fn client() -> String {
    text(LOWER_ALNUM, 26)
}

/// 52 lower-case letters and digits: about 268 bits.
pub fn client_secret() -> String {
    text(LOWER_ALNUM, 52)
}

/// A prefix (`AKIA`, `ASIA`, `AROA`) and 16 capitals and digits.
pub fn iam(prefix: &str) -> String {
    format!("{prefix}{}", text(BASE32, 16))
}

/// A secret access key: 40 letters and digits.
pub fn secret_access_key() -> String {
    text(ALNUM, 40)
}

/// A random text of an alphabet of at most 256 letters; none is likelier than another.
fn text(alphabet: &[u8], length: usize) -> String {
    let even = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let fair = random_bytes::<64>().into_iter().map(usize::from).filter(|byte| *byte < even);
        let letters = fair.map(|byte| char::from(alphabet[byte % alphabet.len()]));
        text.extend(letters.take(length - text.len()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_forms_that_clients_check() {
        let pool = user_pool("us-east-1");
        let (region, name) = pool.as_str().split_once('_').unwrap();
        assert_eq!((region, name.len()), ("us-east-1", 9));
        assert!(name.bytes().all(|b| b.is_ascii_alphanumeric()));
        assert_eq!(client().len(), 26);
        assert!(iam("AKIA").starts_with("AKIA") && iam("AKIA").len() == 20);
        assert_ne!(client_secret(), client_secret());
    }
}
