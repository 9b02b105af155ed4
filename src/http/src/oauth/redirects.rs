//! Redirects to clients as addresses.

use app::oauth::authorize::Redirect;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but what needs no escape in any part of an address (RFC 3986, 2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The address that a redirect leads to: what is told there, if anything is, stands behind what the client's own address has.
pub(crate) fn address(redirect: &Redirect) -> String {
    let escaped = |text: &str| utf8_percent_encode(text, ESCAPED).to_string();
    let told = redirect.parameters.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
    let told = told.collect::<Vec<_>>().join("&");
    if told.is_empty() {
        return redirect.to.clone();
    }
    let separator = match (redirect.is_fragment, redirect.to.contains('?')) {
        (true, _) => '#',
        (false, true) => '&',
        (false, false) => '?',
    };
    format!("{}{separator}{told}", redirect.to)
}

/// The source of a client's address, as a Content-Security-Policy names it: the origin, or the scheme of an app of its own.
pub(crate) fn source(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once(':') else { return String::new() };
    match rest.strip_prefix("//") {
        Some(rest) if scheme == "https" || scheme == "http" => {
            let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
            format!("{scheme}://{authority}")
        }
        _ => format!("{scheme}:"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redirect(to: &str, parameters: &[(&'static str, &str)], is_fragment: bool) -> String {
        let parameters = parameters.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        address(&Redirect { to: to.to_owned(), parameters, is_fragment })
    }

    #[test]
    fn what_is_told_stands_behind_the_clients_own_address() {
        let told = [("code", "a/b"), ("state", "x y+&=ä")];
        let escaped = "code=a%2Fb&state=x%20y%2B%26%3D%C3%A4";
        assert_eq!(redirect("https://a.example/cb", &told, false), format!("https://a.example/cb?{escaped}"));
        assert_eq!(
            redirect("https://a.example/cb?x=1", &told, false),
            format!("https://a.example/cb?x=1&{escaped}")
        );
        assert_eq!(redirect("myapp://cb", &told, true), format!("myapp://cb#{escaped}"));
        assert_eq!(redirect("https://a.example/bye?x=1", &[], false), "https://a.example/bye?x=1");
    }

    #[test]
    fn the_source_of_an_address_is_its_origin_or_the_apps_own_scheme() {
        for (address, expected) in [
            ("https://a.example:8443/cb?x=https://b.example", "https://a.example:8443"),
            ("http://localhost", "http://localhost"),
            ("myapp://cb", "myapp:"),
            ("com.example.app:/cb", "com.example.app:"),
            ("nothing", ""),
        ] {
            assert_eq!(source(address), expected, "{address}");
        }
    }
}
