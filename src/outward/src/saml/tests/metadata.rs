//! Metadata, as files of real providers are built, and such as say too little or too much.

use ports::federation::saml::{MAX_METADATA_BYTES, MetadataFault, Saml, SamlPeer};

use super::{CURVE_CERT, ISSUER, NOW, PROVIDER_CERT, ServiceProvider};

const WEAK_CERT: &str = include_str!("keys/weak.cert");
const EXPIRED_CERT: &str = include_str!("keys/expired.cert");
const REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

fn key(used_for: &str, certificate: &str) -> String {
    format!(
        r#"<md:KeyDescriptor{used_for}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"#
    )
}

fn service(name: &str, binding: &str, location: &str) -> String {
    format!(r#"<md:{name} Binding="{binding}" Location="{location}"/>"#)
}

fn entity(content: &str) -> String {
    format!(
        r#"<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{ISSUER}"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">{content}</md:IDPSSODescriptor></md:EntityDescriptor>"#
    )
}

fn usual(certificates: &str) -> String {
    let services = [
        service("SingleLogoutService", POST, "https://idp.example.com/slo-post"),
        service("SingleLogoutService", REDIRECT, "https://idp.example.com/slo"),
        service("SingleSignOnService", POST, "https://idp.example.com/sso-post"),
        service(
            "SingleSignOnService",
            "urn:mace:shibboleth:1.0:profiles:AuthnRequest",
            "https://idp.example.com/old",
        ),
        service("SingleSignOnService", REDIRECT, "https://idp.example.com/sso?a=1&amp;b=2"),
    ];
    entity(&format!("{certificates}<md:NameIDFormat>x</md:NameIDFormat>{}", services.concat()))
}

fn read(document: &str) -> Result<SamlPeer, MetadataFault> {
    ServiceProvider.read_metadata(document, NOW)
}

#[test]
fn metadata_say_who_a_provider_is_where_it_is_and_with_what_it_signs() {
    let lines =
        PROVIDER_CERT.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line)).collect::<Vec<_>>();
    let certificates = [
        key(r#" use="signing""#, &format!("\n  {}\n", lines.join("\n  "))),
        key("", CURVE_CERT),
        key(r#" use="encryption""#, "unread"),
    ];
    let peer = read(&format!(
        "\u{feff}<?xml version=\"1.0\"?>\n<!-- made by x -->{}",
        usual(&certificates.concat())
    ))
    .unwrap();
    assert_eq!(
        peer,
        SamlPeer {
            entity_id: ISSUER.to_owned(),
            sign_in_url: "https://idp.example.com/sso?a=1&b=2".to_owned(),
            sign_out_url: Some("https://idp.example.com/slo".to_owned()),
            certificates: vec![PROVIDER_CERT.to_owned(), CURVE_CERT.to_owned()],
        }
    );
}

#[test]
fn a_provider_is_found_among_other_entities_if_it_is_the_only_one() {
    let list = |entities: &str| {
        format!(
            r#"<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">{entities}</md:EntitiesDescriptor>"#
        )
    };
    let service = r#"<md:EntityDescriptor entityID="urn:sp"><md:SPSSODescriptor/></md:EntityDescriptor>"#;
    let provider = usual(&key("", PROVIDER_CERT));
    assert_eq!(read(&list(&format!("{service}{provider}"))).unwrap().entity_id, ISSUER);
    assert!(read(&list(service)).is_err() && read(&list(&provider.repeat(2))).is_err());
}

#[test]
fn a_certificate_that_cannot_speak_for_a_provider_is_refused() {
    let long = "A".repeat(4_097);
    for (certificate, why) in [
        (EXPIRED_CERT, "has expired"),
        (WEAK_CERT, "has a key of less than 2,048 bits"),
        (long.as_str(), "is too long"),
    ] {
        let both = format!("{}{}", key("", PROVIDER_CERT), key("", certificate));
        assert_eq!(read(&usual(&both)).unwrap_err(), MetadataFault::Certificate(why));
    }
    for certificate in ["", "AAAA", "no base64"] {
        assert!(matches!(read(&usual(&key("", certificate))).unwrap_err(), MetadataFault::Certificate(_)));
    }
}

#[test]
fn metadata_that_leave_out_what_is_needed_are_refused() {
    let good = usual(&key("", PROVIDER_CERT));
    assert!(read(&good).is_ok());
    for (document, why) in [
        (String::new(), "nothing"),
        ("no XML".to_owned(), "no XML"),
        (format!("<!DOCTYPE a>{good}"), "a document type"),
        (format!("{good}{}", " ".repeat(MAX_METADATA_BYTES)), "too long"),
        (usual(""), "no certificate"),
        (usual(&key(r#" use="encryption""#, PROVIDER_CERT)), "no signing certificate"),
        (usual(&[key("", PROVIDER_CERT), key("", CURVE_CERT)].concat().repeat(11)), "too many certificates"),
        (good.replace(&format!("entityID=\"{ISSUER}\""), ""), "no entityID"),
        (good.replace(ISSUER, &"a".repeat(1_025)), "a long entityID"),
        (good.replace("IDPSSODescriptor", "SPSSODescriptor"), "a service"),
        (good.replace("SAML:2.0:metadata", "SAML:1.0:metadata"), "another version"),
        (good.replace(REDIRECT, POST), "no redirect"),
        (good.replace("https://idp.example.com/sso?", "javascript:alert(1)?"), "a script"),
        (good.replace("https://idp.example.com/sso?", "ftp://idp.example.com/sso?"), "another protocol"),
        (good.replace("https://idp.example.com/slo\"", "/slo\""), "a relative address"),
        (good.replace("https://idp.example.com/sso?", "https://idp.example.com/s o?"), "a space"),
    ] {
        assert!(read(&document).is_err(), "{why}");
    }
}
