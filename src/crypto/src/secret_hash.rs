//! `SecretHash`: proof that a client knows its secret, bound to the user name of the request.

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::STANDARD};

/// base64(HMAC-SHA256(secret, username | client id)).
pub fn secret_hash(secret: &str, username: &str, client_id: &str) -> String {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()));
    context.update(username.as_bytes());
    context.update(client_id.as_bytes());
    STANDARD.encode(context.sign())
}

/// Whether two texts are equal, in a time that does not reveal where they differ.
pub fn same(one: &str, other: &str) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(one.as_bytes(), other.as_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_over_name_and_client() {
        let hash = secret_hash("secret", "ada", "client");
        assert_eq!(hash.len(), 44);
        assert!(same(&hash, &secret_hash("secret", "adac", "lient")), "AWS runs them together");
        assert!(!same(&hash, &secret_hash("secret", "bob", "client")));
    }
}
