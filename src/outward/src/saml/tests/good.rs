//! What providers send, in all the forms they send it.

use ports::federation::saml::{Expected, NameId};

use super::{
    ADDRESS, NOW, REQUEST,
    documents::{Head, Parts, Signer, attribute, audience, response, signed_response, usual},
    expected, peer, read, read_as,
};

#[test]
fn an_assertion_that_is_signed_is_taken_with_what_it_says() {
    let taken = read(&usual()).unwrap();
    assert_eq!(taken.user.subject, "ada");
    assert_eq!(
        taken.name,
        NameId { value: "ada".to_owned(), format: None, qualifier: None, sp_qualifier: None }
    );
    assert_eq!(taken.user.claims, [("email".to_owned(), "ada@example.com".to_owned())].into());
    assert_eq!(taken.user.acr.as_deref(), Some("urn:oasis:names:tc:SAML:2.0:ac:classes:Password"));
    assert_eq!((taken.assertion_id.as_str(), taken.session_index.as_deref()), ("_a1", Some("_s1")));
    assert_eq!((taken.issued_at, taken.dead_at), (NOW - 2, NOW + 300 + 180));
    let parts = serde_json::json!({ "samlResponse": { "NameID": "ada", "email": "ada@example.com" } });
    assert_eq!(serde_json::Value::Object(taken.user.parts), parts);
}

#[test]
fn white_space_around_a_name_and_a_byte_order_mark_are_of_no_account() {
    let name = "<saml:NameID>\n  ada\t</saml:NameID>".to_owned();
    assert_eq!(read(&response(&Parts { name, ..Parts::default() }.signed())).unwrap().user.subject, "ada");
    assert_eq!(read(&format!("\u{feff}{}", usual())), read(&usual()));
}

#[test]
fn a_response_that_is_signed_is_taken() {
    assert_eq!(read(&signed_response()).unwrap().user, read(&usual()).unwrap().user);
}

#[test]
fn a_response_that_is_signed_around_an_assertion_that_is_signed_is_taken() {
    let both = Signer::default().sign(&usual());
    assert_eq!(read(&both).unwrap().user, read(&usual()).unwrap().user);
}

#[test]
fn every_signing_certificate_of_the_metadata_is_tried() {
    let assertion = Signer::curve().sign(&Parts::default().assertion());
    assert_eq!(read(&response(&assertion)).unwrap().user.subject, "ada");
}

#[test]
fn stronger_digests_and_a_certificate_in_the_message_are_taken() {
    let signer = Signer {
        method: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512".to_owned(),
        digest: "http://www.w3.org/2001/04/xmlenc#sha512".to_owned(),
        key_info: format!(
            "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>",
            super::PROVIDER_CERT
        ),
        ..Signer::default()
    };
    assert!(read(&response(&signer.sign(&Parts::default().assertion()))).is_ok());
}

#[test]
fn a_name_has_any_format_and_its_qualifiers() {
    let persistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
    let email = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
    for (format, value) in [(persistent, "7f3-A"), (email, "ada@example.com"), ("urn:x:own", "ADA \u{1f600}")]
    {
        let name = format!(r#"<saml:NameID Format="{format}" NameQualifier="q">{value}</saml:NameID>"#);
        let taken = read(&response(&Parts { name, ..Parts::default() }.signed())).unwrap();
        assert_eq!((taken.user.subject.as_str(), taken.name.format.as_deref()), (value, Some(format)));
        assert_eq!(taken.name.qualifier.as_deref(), Some("q"));
    }
}

#[test]
fn several_values_of_an_attribute_are_one_text() {
    let attributes = [
        attribute("groups", &["a,b", "c d", "e.f-g*h_i", "\u{e4}"]),
        attribute("empty", &[""]),
        attribute("none", &[]),
        attribute("twice", &["1"]),
        attribute("twice", &["2"]),
        attribute("http://schemas.example.com/claims/name", &["Ada &amp; Co"]),
    ];
    let parts = Parts { attributes: attributes.concat(), ..Parts::default() };
    let claims = read(&response(&parts.signed())).unwrap().user.claims;
    let expected = [
        ("empty", ""),
        ("groups", "[a%2Cb,c+d,e.f-g*h_i,%C3%A4]"),
        ("http://schemas.example.com/claims/name", "Ada & Co"),
        ("twice", "[1,2]"),
    ];
    assert_eq!(claims, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
}

#[test]
fn clocks_may_differ_by_three_minutes() {
    let peer = peer();
    for now in [NOW - 60 - 180, NOW + 300 + 179] {
        let parts = Parts {
            issued: "2026-12-31T23:59:00Z".to_owned(),
            statement: Parts::default().statement.replace("23:59:50", "23:59:00"),
            ..Parts::default()
        };
        let head = Head {
            attributes: Head::default().attributes.replace("23:59:59", "23:59:00"),
            ..Head::default()
        };
        let message = head.around(&parts.signed());
        assert!(read_as(&message, &Expected { now, ..expected(&peer) }).is_ok(), "{now}");
    }
}

#[test]
fn one_of_several_confirmations_and_audiences_is_enough() {
    let other = r#"<saml:NameID>ada</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"></saml:SubjectConfirmation>"#;
    let two = "<saml:AudienceRestriction><saml:Audience>urn:other</saml:Audience><saml:Audience>urn:amazon:cognito:sp:us-east-1_Example</saml:Audience></saml:AudienceRestriction>";
    let parts = Parts { name: other.to_owned(), restrictions: two.to_owned(), ..Parts::default() };
    assert!(read(&response(&parts.signed())).is_ok());
    let once = Parts {
        restrictions: format!("{}<saml:OneTimeUse></saml:OneTimeUse>", audience(super::AUDIENCE)),
        ..Parts::default()
    };
    assert!(read(&response(&once.signed())).is_ok(), "the caller claims the id of every assertion");
}

#[test]
fn a_response_that_nobody_asked_for_is_taken_where_none_is_expected() {
    let peer = peer();
    let unasked = Expected { request: None, ..expected(&peer) };
    let data = Parts::default().data.replace(&format!(r#" InResponseTo="{REQUEST}""#), "");
    let attributes = Head::default().attributes.replace(&format!(r#" InResponseTo="{REQUEST}""#), "");
    let message = Head { attributes, ..Head::default() }.around(&Parts { data, ..Parts::default() }.signed());
    assert_eq!(read_as(&message, &unasked).unwrap().user.subject, "ada");
    assert!(read(&message).is_err() && read_as(&usual(), &unasked).is_err());
}

#[test]
fn a_response_in_which_only_the_assertion_is_signed_need_not_say_where_it_goes() {
    let attributes = Head::default().attributes.replace(&format!(r#" Destination="{ADDRESS}""#), "");
    let head = Head { attributes, ..Head::default() };
    assert!(read(&head.around(&Parts::default().signed())).is_ok());
    assert!(read(&Signer::default().sign(&head.around(&Parts::default().assertion()))).is_err());
}
