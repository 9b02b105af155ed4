//! Addresses as they are shown to a caller who asked for a code: enough to recognise one's own, no more.

use super::contact::Contact;

/// Digits of a phone number that stay readable.
const PHONE_DIGITS_SHOWN: usize = 4;

/// The address with stars for all but a few of its characters.
pub fn mask(contact: Contact, address: &str) -> String {
    match contact {
        Contact::Email => email(address),
        Contact::Phone => phone(address),
    }
}

/// `test@example.com` becomes `t***@e***`: the length of neither part is revealed.
pub fn email(address: &str) -> String {
    let (local, host) = address.rsplit_once('@').unwrap_or((address, ""));
    let first = |part: &str| part.chars().next().map(String::from).unwrap_or_default();
    format!("{}***@{}***", first(local), first(host))
}

/// `+14325554444` becomes `+*******4444`: all digits but the last four.
pub fn phone(number: &str) -> String {
    let digits: Vec<char> = number.trim_start_matches('+').chars().collect();
    let starred = digits.len().saturating_sub(PHONE_DIGITS_SHOWN);
    let shown: String = digits.iter().skip(starred).collect();
    format!("+{}{shown}", "*".repeat(starred))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_address_keeps_the_first_letters_only() {
        assert_eq!(mask(Contact::Email, "test@test.com"), "t***@t***");
        assert_eq!(email("ü@exämple.com"), "ü***@e***");
    }

    #[test]
    fn a_phone_number_keeps_its_last_four_digits() {
        assert_eq!(mask(Contact::Phone, "+14325554444"), "+*******4444");
        assert_eq!(phone("+123"), "+123");
    }
}
