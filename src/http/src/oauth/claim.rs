//! What a request says of who sends it.

use actix_web::{HttpRequest, http::header::AUTHORIZATION};
use app::oauth::clients::ClientClaim;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::form::{Form, decoded};

/// The client that a request names: in the header `Authorization`, otherwise in its body.
pub(super) fn client(http: &HttpRequest, form: &Form) -> ClientClaim {
    if let Some(given) = authorization(http, "Basic") {
        return basic(given).unwrap_or(ClientClaim::Nothing);
    }
    match form.get("client_id") {
        Some(id) => ClientClaim::Body { id: id.to_owned(), secret: form.filled("client_secret") },
        None => ClientClaim::Nothing,
    }
}

/// The token that a request bears: in the header `Authorization`, otherwise in its body.
pub(super) fn token<'a>(http: &'a HttpRequest, form: &'a Form) -> &'a str {
    authorization(http, "Bearer").or_else(|| form.get("access_token")).unwrap_or_default()
}

/// What the header says behind the name of a scheme.
fn authorization<'a>(http: &'a HttpRequest, scheme: &str) -> Option<&'a str> {
    let header = http.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (named, given) = header.split_once(' ')?;
    named.eq_ignore_ascii_case(scheme).then(|| given.trim())
}

fn basic(given: &str) -> Option<ClientClaim> {
    let text = String::from_utf8(STANDARD.decode(given).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let secrets = [secret.to_owned(), decoded(secret).unwrap_or_default()];
    Some(ClientClaim::Basic { id: id.to_owned(), secrets })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn http(authorization: &str) -> HttpRequest {
        TestRequest::post().insert_header((AUTHORIZATION, authorization)).to_http_request()
    }

    fn named(authorization: &str) -> String {
        match client(&http(authorization), &Form::default()) {
            ClientClaim::Basic { id, secrets } => format!("{id} {secrets:?}"),
            ClientClaim::Body { .. } => "body".to_owned(),
            ClientClaim::Nothing => "nothing".to_owned(),
        }
    }

    #[test]
    fn a_secret_is_read_as_it_stands_and_decoded() {
        assert_eq!(
            named(&format!("Basic {}", STANDARD.encode("web:a%2Bb:c"))),
            r#"web ["a%2Bb:c", "a+b:c"]"#
        );
        assert_eq!(named(&format!("basic {}", STANDARD.encode("web:"))), r#"web ["", ""]"#);
        for unreadable in ["Basic", "Basic ???", "Basic d2Vi", "Bearer d2ViOg==", ""] {
            assert_eq!(named(unreadable), "nothing", "{unreadable}");
        }
    }

    #[test]
    fn the_token_of_the_header_comes_before_that_of_the_body() {
        assert_eq!(token(&http("Bearer abc"), &Form::default()), "abc");
        assert_eq!(token(&http("Basic abc"), &Form::default()), "");
    }
}
