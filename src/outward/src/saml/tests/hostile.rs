//! Responses that are what a provider signed, but not for us, not now, not for this request; and messages that are none.

use ports::federation::saml::{Expected, MAX_MESSAGE_CHARS, Refused, Saml};

use super::{
    ADDRESS, AUDIENCE, ISSUER, NOW, REQUEST, ServiceProvider,
    documents::{Head, Parts, Signer, audience, posted, response, signed_response, status, usual},
    expected, is_refused, peer, read, read_as,
};

fn parts(change: impl FnOnce(&mut Parts)) -> String {
    let mut parts = Parts::default();
    change(&mut parts);
    response(&parts.signed())
}

fn head(change: impl FnOnce(&mut Head)) -> String {
    let mut head = Head::default();
    change(&mut head);
    head.around(&Parts::default().signed())
}

#[test]
fn a_name_that_differs_from_another_by_a_space_which_some_readers_cut_off_is_refused() {
    for name in ["\u{a0}ada", "ada\u{2003}", "\u{3000}ada", "ada\u{85}"] {
        let message = parts(|parts| parts.name = format!("<saml:NameID>{name}</saml:NameID>"));
        assert_eq!(read(&message).unwrap_err(), Refused::Structure, "{name:?}");
    }
}

#[test]
fn an_issuer_or_audience_with_elements_in_it_is_refused() {
    let filled = |text: &str, element: &str| {
        let end = format!("</saml:{element}>");
        text.replacen(&end, &format!("<saml:Extra>x</saml:Extra>{end}"), 1)
    };
    let meant = parts(|parts| parts.restrictions = filled(&audience(AUDIENCE), "Audience"));
    assert_eq!(read(&meant).unwrap_err(), Refused::Audience);
    assert_eq!(read(&filled(&usual(), "Issuer")).unwrap_err(), Refused::Issuer);
}

#[test]
fn an_assertion_that_is_for_another_is_refused() {
    let other = format!("{}{}", audience(AUDIENCE), audience("urn:other"));
    for (message, refused) in [
        (parts(|parts| parts.restrictions = audience("urn:other")), Refused::Audience),
        (
            parts(|parts| parts.restrictions = audience("urn:amazon:cognito:sp:us-east-1_ExampleX")),
            Refused::Audience,
        ),
        (parts(|parts| parts.restrictions = other), Refused::Audience),
        (parts(|parts| parts.restrictions.clear()), Refused::Audience),
        (
            parts(|parts| parts.restrictions += "<saml:AudienceRestriction></saml:AudienceRestriction>"),
            Refused::Audience,
        ),
        (
            parts(|parts| parts.data = parts.data.replace("auth.example", "auth2.example")),
            Refused::Destination,
        ),
        (
            parts(|parts| parts.data = parts.data.replace(&format!(r#" Recipient="{ADDRESS}""#), "")),
            Refused::Destination,
        ),
        (
            head(|head| head.attributes = head.attributes.replace(ADDRESS, "https://x.example")),
            Refused::Destination,
        ),
        (parts(|parts| parts.data = parts.data.replace(REQUEST, "_other")), Refused::Request),
        (
            parts(|parts| parts.data = parts.data.replace(&format!(r#" InResponseTo="{REQUEST}""#), "")),
            Refused::Request,
        ),
        (head(|head| head.attributes = head.attributes.replace(REQUEST, "_other")), Refused::Request),
        (parts(|parts| parts.issuer = "https://idp.example.org".to_owned()), Refused::Issuer),
        (head(|head| head.issuer = head.issuer.replace(ISSUER, "https://idp.example.org")), Refused::Issuer),
    ] {
        assert_eq!(read(&message).unwrap_err(), refused, "{message}");
    }
}

#[test]
fn an_assertion_is_refused_before_and_after_its_time() {
    let early = |text: &str| text.replace("2026-12-31T23:59", "2027-01-01T00:04");
    let late = |text: &str| text.replace("2027-01-01T00:05", "2026-12-31T23:56");
    for (message, refused) in [
        (parts(|parts| parts.conditions = early(&parts.conditions)), Refused::Early),
        (parts(|parts| parts.issued = early(&parts.issued)), Refused::Early),
        (parts(|parts| parts.statement = early(&parts.statement)), Refused::Early),
        (head(|head| head.attributes = early(&head.attributes)), Refused::Early),
        (parts(|parts| parts.conditions = late(&parts.conditions)), Refused::Late),
        (parts(|parts| parts.data = late(&parts.data)), Refused::Late),
        (
            parts(|parts| {
                let ended = r#" SessionIndex="_s1" SessionNotOnOrAfter="2026-12-31T23:50:00Z""#;
                parts.statement = parts.statement.replace(r#" SessionIndex="_s1""#, ended);
            }),
            Refused::Late,
        ),
        (
            parts(|parts| parts.conditions = r#" NotBefore="2026-12-31T23:59:00Z""#.to_owned()),
            Refused::Lifetime,
        ),
        (
            parts(|parts| {
                parts.data = parts.data.replace("2027-01-01T00:05", "2027-01-01T02:05");
                parts.conditions = parts.conditions.replace("2027-01-01T00:05", "2027-01-01T02:05");
            }),
            Refused::Lifetime,
        ),
        (parts(|parts| parts.conditions = parts.conditions.replace("2027", "20x7")), Refused::Structure),
        (parts(|parts| parts.issued = "yesterday".to_owned()), Refused::Structure),
    ] {
        assert_eq!(read(&message).unwrap_err(), refused, "{message}");
    }
}

#[test]
fn a_response_is_dead_when_its_time_is_over() {
    let peer = peer();
    let dead_at = read(&usual()).unwrap().dead_at;
    assert!(read_as(&usual(), &Expected { now: dead_at - 1, ..expected(&peer) }).is_ok());
    let dead = Expected { now: dead_at, ..expected(&peer) };
    assert_eq!(read_as(&usual(), &dead).unwrap_err(), Refused::Late);
    assert_eq!(read_as(&signed_response(), &dead).unwrap_err(), Refused::Late);
}

#[test]
fn a_subject_without_a_name_or_a_bearer_is_refused() {
    let encrypted = "<saml:EncryptedID></saml:EncryptedID>";
    for (message, refused) in [
        (parts(|parts| parts.name.clear()), Refused::Subject),
        (parts(|parts| parts.name = "<saml:NameID> </saml:NameID>".to_owned()), Refused::Subject),
        (
            parts(|parts| parts.name = format!("<saml:NameID>{}</saml:NameID>", "a".repeat(1_025))),
            Refused::Subject,
        ),
        (parts(|parts| parts.name = parts.name.repeat(2)), Refused::Subject),
        (parts(|parts| parts.name = encrypted.to_owned()), Refused::Subject),
        (
            parts(|parts| parts.name = "<saml:NameID><saml:b>ada</saml:b></saml:NameID>".to_owned()),
            Refused::Subject,
        ),
        (parts(|parts| parts.method = parts.method.replace("bearer", "holder-of-key")), Refused::Subject),
        (parts(|parts| parts.method = parts.method.replace("bearer", "sender-vouches")), Refused::Subject),
        (parts(|parts| parts.statement.clear()), Refused::Structure),
        (parts(|parts| parts.restrictions += "<saml:Condition></saml:Condition>"), Refused::Structure),
    ] {
        assert_eq!(read(&message).unwrap_err(), refused, "{message}");
    }
}

#[test]
fn what_the_provider_calls_no_success_is_none() {
    let denied = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed";
    assert_eq!(read(&head(|head| head.status = status(denied))).unwrap_err(), Refused::Status);
    let empty = Head { status: status(denied), ..Head::default() };
    assert_eq!(read(&empty.around("")).unwrap_err(), Refused::Status);
    assert_eq!(read(&head(|head| head.status.clear())).unwrap_err(), Refused::Structure);
}

#[test]
fn a_message_of_another_kind_or_version_is_refused() {
    for message in [
        head(|head| head.attributes = head.attributes.replace("\"2.0\"", "\"1.1\"")),
        usual().replace("samlp:Response", "samlp:LogoutResponse"),
        usual().replace("SAML:2.0:protocol", "SAML:1.0:protocol"),
        response(""),
        Parts::default().signed(),
        response(
            &Signer::default()
                .sign(&Parts::default().assertion().replace("Version=\"2.0\"", "Version=\"2.1\"")),
        ),
    ] {
        assert_eq!(is_refused(&message, "another kind"), Refused::Structure);
    }
}

#[test]
fn what_is_no_message_is_refused() {
    let peer = peer();
    let whole = posted(&usual());
    let read = |text: &str| ServiceProvider.read_response(text, &expected(&peer)).unwrap_err();
    assert_eq!(read(""), Refused::Malformed);
    assert_eq!(read("%%%"), Refused::Malformed);
    assert_eq!(read(&whole[..whole.len() - 1]), Refused::Malformed, "truncated");
    assert_eq!(read(&whole[..whole.len() / 2 / 4 * 4]), Refused::Malformed, "half of it");
    assert_eq!(read(&whole.replace('A', "_")), Refused::Malformed, "another alphabet");
    assert_eq!(read("/////w=="), Refused::Malformed, "no UTF-8");
    assert_eq!(read(&posted("no XML")), Refused::Malformed);
    assert_eq!(read(&posted(&usual().replace("</samlp:Response>", ""))), Refused::Malformed);
    assert_eq!(read(&"A".repeat(MAX_MESSAGE_CHARS + 1)), Refused::TooLarge);
    let deep = response(&format!("{}{}", "<a>".repeat(60), "</a>".repeat(60)));
    assert_eq!(read(&posted(&deep)), Refused::TooLarge);
}

#[test]
fn a_large_message_is_read_or_refused_at_once() {
    let many = "<saml:Attribute Name=\"a\"></saml:Attribute>".repeat(1_500);
    assert!(read(&parts(|parts| parts.attributes = many)).is_ok());
    let wide = (0..4_000).map(|number| format!(" a{number}=\"\"")).collect::<Vec<_>>().concat();
    assert_eq!(read(&head(|head| head.attributes += &wide)).unwrap_err(), Refused::TooLarge);
    let spaces = (0..2_000).map(|number| format!(" xmlns:a{number}=\"urn:a\"")).collect::<Vec<_>>().concat();
    assert_eq!(read(&head(|head| head.attributes += &spaces)).unwrap_err(), Refused::Malformed);
}

#[test]
fn base64_may_have_line_breaks() {
    let peer = peer();
    let text = posted(&usual());
    let lines: Vec<_> = text.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let taken = ServiceProvider.read_response(&lines.join("\r\n"), &expected(&peer));
    assert_eq!(taken.unwrap().issued_at, NOW - 2);
}
