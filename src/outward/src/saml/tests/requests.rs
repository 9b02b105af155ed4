//! What is sent to a provider, read as a provider reads it.

use std::io::Read as _;

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::read::DeflateDecoder;
use ports::federation::saml::{Envelope, NameId, Saml, SigningKey, Unsent};

use super::{
    super::tree::{Element, Reading},
    ADDRESS, AUDIENCE, NOW, PROVIDER_CERT, PROVIDER_KEY, ServiceProvider, peer,
};

const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";

fn envelope(key: Option<SigningKey<'static>>) -> Envelope<'static> {
    Envelope { id: "_6f1c", now: NOW, issuer: AUDIENCE, relay_state: "a b&c=d/+", key }
}

fn parameters(url: &str) -> Vec<(String, String)> {
    let query = url.split_once('?').unwrap().1;
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn parameter(url: &str, name: &str) -> Option<String> {
    parameters(url).into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

fn message(url: &str) -> Element {
    let deflated = STANDARD.decode(parameter(url, "SAMLRequest").unwrap()).unwrap();
    let mut text = String::new();
    DeflateDecoder::new(&deflated[..]).read_to_string(&mut text).unwrap();
    Element::parse(&text, Reading::Message).unwrap()
}

fn name() -> NameId {
    NameId {
        value: "<ada> & \"co\"".to_owned(),
        format: Some("urn:x".to_owned()),
        qualifier: None,
        sp_qualifier: Some("urn:\"y\"".to_owned()),
    }
}

#[test]
fn a_sign_in_is_asked_for_at_the_address_of_the_metadata() {
    let url = ServiceProvider.sign_in_url(&peer(), &envelope(None), ADDRESS).unwrap();
    assert!(url.starts_with("https://idp.example.com/sso?SAMLRequest="), "{url}");
    let keys: Vec<_> = parameters(&url).into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["SAMLRequest", "RelayState"]);
    assert_eq!(parameter(&url, "RelayState").as_deref(), Some("a b&c=d/+"));
    let request = message(&url);
    assert!(request.is(PROTOCOL, "AuthnRequest"));
    for (key, value) in [
        ("ID", "_6f1c"),
        ("Version", "2.0"),
        ("IssueInstant", "2027-01-01T00:00:00Z"),
        ("Destination", "https://idp.example.com/sso"),
        ("AssertionConsumerServiceURL", ADDRESS),
        ("ProtocolBinding", "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"),
    ] {
        assert_eq!(request.attribute(key), Some(value), "{key}");
    }
    assert_eq!(request.only(ASSERTION, "Issuer").unwrap().text, AUDIENCE);
}

#[test]
fn a_sign_out_names_the_user_and_the_session() {
    let to = peer().sign_out_url.unwrap();
    let url = ServiceProvider.sign_out_url(&to, &envelope(None), &name(), Some("_s&1")).unwrap();
    assert!(url.starts_with("https://idp.example.com/slo?tenant=1&SAMLRequest="), "{url}");
    let request = message(&url);
    assert!(request.is(PROTOCOL, "LogoutRequest"));
    assert_eq!(request.attribute("NotOnOrAfter"), Some("2027-01-01T00:05:00Z"));
    let named = request.only(ASSERTION, "NameID").unwrap();
    assert_eq!(named.text, "<ada> & \"co\"");
    assert_eq!((named.attribute("Format"), named.attribute("NameQualifier")), (Some("urn:x"), None));
    assert_eq!(named.attribute("SPNameQualifier"), Some("urn:\"y\""));
    assert_eq!(request.only(PROTOCOL, "SessionIndex").unwrap().text, "_s&1");
}

#[test]
fn a_signature_is_over_the_parameters_as_they_stand_in_the_address() {
    let key = Some(SigningKey(PROVIDER_KEY));
    let to = peer().sign_out_url.unwrap();
    for url in [
        ServiceProvider.sign_in_url(&peer(), &envelope(key), ADDRESS).unwrap(),
        ServiceProvider.sign_out_url(&to, &envelope(key), &name(), None).unwrap(),
    ] {
        let algorithm = parameter(&url, "SigAlg").unwrap();
        assert_eq!(algorithm, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
        let from = url.find("SAMLRequest=").unwrap();
        let signed = &url[from..url.find("&Signature=").unwrap()];
        let signature = STANDARD.decode(parameter(&url, "Signature").unwrap()).unwrap();
        let certificate = saml::X509Certificate::from_base64_x509(PROVIDER_CERT).unwrap();
        let public =
            UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, certificate.subject_public_key_info_der());
        public.verify(signed.as_bytes(), &signature).unwrap();
        assert!(
            public.verify(signed.replace("RelayState=a", "RelayState=b").as_bytes(), &signature).is_err()
        );
    }
}

#[test]
fn what_is_no_key_signs_nothing_and_no_moment_is_made_up() {
    let bad = Envelope { key: Some(SigningKey("AAAA")), ..envelope(None) };
    assert_eq!(ServiceProvider.sign_in_url(&peer(), &bad, ADDRESS), Err(Unsent::Key));
    let never = Envelope { now: i64::MAX / 2, ..envelope(None) };
    assert_eq!(ServiceProvider.sign_in_url(&peer(), &never, ADDRESS), Err(Unsent::Moment));
}
