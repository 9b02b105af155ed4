//! The forms of settings: a value that can never work is refused before anything starts, by words that say what would work.

use actix_web::http::Uri;
use clap::builder::RangedU64ValueParser;
use domain::{account::access_key, values::region};

/// Seconds of the longest delay between SIGTERM and the end: longer than any balancer takes, shorter than any supervisor waits.
const LEAVE_DELAY_MAX: u64 = 900;

/// Days of the longest time between two changes of signing keys.
const KEY_DAYS_MAX: u64 = 3_650;

/// A twelve-digit account.
pub(crate) fn account(text: &str) -> Result<String, String> {
    digits(text, 12)
}

/// A confirmation code.
pub(crate) fn six_digits(text: &str) -> Result<String, String> {
    digits(text, 6)
}

fn digits(text: &str, count: usize) -> Result<String, String> {
    let fits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.to_owned()).ok_or_else(|| format!("must be {count} digits"))
}

/// A region that fits into ids and signatures.
pub(crate) fn region(text: &str) -> Result<String, String> {
    let why = || {
        let max = region::MAX_CHARS;
        format!(
            "must be like us-east-1: up to {max} lower-case letters, digits and hyphens, with a letter first and no hyphen last"
        )
    };
    region::can_be_chosen(text).then(|| text.to_owned()).ok_or_else(why)
}

/// Where clients reach the service. A path is allowed (a proxy may take it away); what a client would leave out, or send to others, is not.
pub(crate) fn public_url(text: &str) -> Result<String, String> {
    let why = || {
        "must be like https://login.example.com or http://localhost:9229/path, without user, query or fragment".to_owned()
    };
    let url: Uri = text.parse().map_err(|_| why())?;
    let web = matches!(url.scheme_str(), Some("http" | "https"));
    let host = url.authority().is_some_and(|authority| {
        let port = authority.as_str().rsplit_once(':').filter(|(_, port)| !port.ends_with(']'));
        let port_fits = port.is_none_or(|(_, port)| port.parse::<u16>().is_ok_and(|port| port > 0));
        !authority.host().is_empty() && !authority.as_str().contains('@') && port_fits
    });
    let plain = url.query().is_none() && !text.contains(['#', '?']) && !text.contains(char::is_whitespace);
    (web && host && plain).then(|| text.to_owned()).ok_or_else(why)
}

/// A host name, without a scheme, a port or a path.
pub(crate) fn host(text: &str) -> Result<String, String> {
    let is_label = |label: &str| {
        let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !label.is_empty() && label.bytes().all(is_allowed) && !label.starts_with('-') && !label.ends_with('-')
    };
    let why = || "must be a host name in lower case, like auth.example.com".to_owned();
    text.split('.').all(is_label).then(|| text.to_owned()).ok_or_else(why)
}

/// The id of an access key.
pub(crate) fn access_key_id(text: &str) -> Result<String, String> {
    let why = || format!("must be 1 to {} letters and digits", access_key::ID_MAX_CHARS);
    access_key::is_id(text).then(|| text.to_owned()).ok_or_else(why)
}

/// Days, bounded.
pub(crate) fn key_days() -> RangedU64ValueParser<u16> {
    RangedU64ValueParser::new().range(0..=KEY_DAYS_MAX)
}

/// Seconds, bounded.
pub(crate) fn leave_delay() -> RangedU64ValueParser<u16> {
    RangedU64ValueParser::new().range(0..=LEAVE_DELAY_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_a_web_address_without_user_query_or_fragment() {
        for url in [
            "http://localhost:9229",
            "https://login.example.com",
            "https://login.example.com/",
            "https://example.com/auth/v1",
            "http://[::1]:9229",
            "http://[::1]",
            "http://127.0.0.1",
        ] {
            assert_eq!(public_url(url), Ok(url.to_owned()));
        }
        for other in [
            "",
            "login.example.com",
            "localhost:9229",
            "ftp://example.com",
            "http://",
            "https:///path",
            "/path",
            "https://a b",
            "https://user@example.com",
            "https://user:word@example.com",
            "https://example.com?x=1",
            "https://example.com#x",
            "https://example.com/?",
            "http://example.com:99999",
            "http://example.com:0",
            "http://example.com:",
        ] {
            assert!(public_url(other).is_err(), "{other}");
        }
    }

    #[test]
    fn a_host_is_a_name_alone() {
        assert!(host("localhost").is_ok() && host("auth.example.com").is_ok());
        for other in [
            "",
            "auth.example.com:443",
            "https://auth.example.com",
            "Auth.example.com",
            "a..b",
            "-a.b",
            "a b",
        ] {
            assert!(host(other).is_err(), "{other}");
        }
    }

    #[test]
    fn an_account_has_twelve_digits_and_a_code_six() {
        assert!(account("000000000000").is_ok() && six_digits("123456").is_ok());
        for other in ["", "1", "12345678901a", "\u{661}23456789012", "1234567890123"] {
            assert!(account(other).is_err(), "{other}");
        }
        for other in ["", "12345", "1234567", "12345x"] {
            assert!(six_digits(other).is_err(), "{other}");
        }
    }

    #[test]
    fn a_region_fits_into_ids() {
        assert!(region("eu-west-1").is_ok() && region("local").is_ok());
        for other in ["", "EU-WEST-1", "eu_west_1", "eu west", "a-very-long-region-1"] {
            assert!(region(other).is_err(), "{other}");
        }
    }
}
