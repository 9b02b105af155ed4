//! `Strict-Transport-Security` (RFC 6797): a browser that has reached a host over TLS once does so always. Said over TLS alone, and only
//! where the certificate is the operator's: a browser that was told so under a certificate for development would reach nothing else of that
//! host any more.

use actix_web::{
    HttpResponse,
    http::header::{HeaderValue, STRICT_TRANSPORT_SECURITY},
};

use crate::doors::visit::Visit;

/// For a year, and for this host alone: what is below it is not ours to speak for.
const FOR_A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");
/// Every server of a developer's machine shares it.
const LOCALHOST: &str = "localhost";

/// Says so in an answer, where it is to be said.
pub(crate) fn say(visit: &Visit<'_>, response: &mut HttpResponse) {
    if visit.front.is_strict && visit.is_tls && !visit.host().is_none_or(|host| is_localhost(&host)) {
        response.headers_mut().insert(STRICT_TRANSPORT_SECURITY, FOR_A_YEAR);
    }
}

fn is_localhost(host: &str) -> bool {
    host.strip_suffix(LOCALHOST).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn localhost_and_what_is_below_it_is_this_machine() {
        for (host, is_this_machine) in [
            ("localhost", true),
            ("people.localhost", true),
            ("notlocalhost", false),
            ("localhost.example.com", false),
            ("login.example.com", false),
        ] {
            assert_eq!(is_localhost(host), is_this_machine, "{host}");
        }
    }
}
