//! Answers to a sign-out.

use ports::federation::saml::{ExpectedSignOut, Refused, Saml};

use super::{
    ATTACKER_KEY, ISSUER, REQUEST, ServiceProvider,
    documents::{Signer, posted, status, usual},
    peer,
};

const ADDRESS: &str = "https://auth.example.com/saml2/logout";
const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";

fn answer() -> String {
    format!(
        r#"<samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" Destination="{ADDRESS}" ID="_l1" InResponseTo="{REQUEST}" IssueInstant="2027-01-01T00:00:00Z" Version="2.0"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">{ISSUER}</saml:Issuer>{}</samlp:LogoutResponse>"#,
        status(SUCCESS)
    )
}

fn read(message: &str) -> Result<(), Refused> {
    let peer = peer();
    let expected = ExpectedSignOut { peer: &peer, address: ADDRESS, request: REQUEST };
    ServiceProvider.read_sign_out(&posted(message), &expected)
}

fn signed(message: &str) -> String {
    Signer::default().sign(message)
}

#[test]
fn a_signed_answer_to_the_request_is_taken() {
    assert_eq!(read(&signed(&answer())), Ok(()));
    assert_eq!(read(&Signer::curve().sign(&answer())), Ok(()));
}

#[test]
fn an_answer_that_is_not_signed_by_the_provider_is_refused() {
    assert_eq!(read(&answer()), Err(Refused::Unsigned));
    assert_eq!(
        read(&Signer { key: ATTACKER_KEY, ..Signer::default() }.sign(&answer())),
        Err(Refused::Signature)
    );
    assert_eq!(read(&signed(&answer()).replace("_l1", "_l2")), Err(Refused::Signature));
    let moved = signed(&answer()).replace(
        "<samlp:Status>",
        "<samlp:Status><ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"></ds:Signature>",
    );
    assert_eq!(read(&moved), Err(Refused::Structure));
}

#[test]
fn an_answer_to_another_or_of_another_is_refused() {
    for (from, to, refused) in [
        (ADDRESS, "https://x.example/saml2/logout", Refused::Destination),
        (REQUEST, "_other", Refused::Request),
        (ISSUER, "https://idp.example.org", Refused::Issuer),
        (SUCCESS, "urn:oasis:names:tc:SAML:2.0:status:Responder", Refused::Status),
        ("\"2.0\"", "\"1.1\"", Refused::Structure),
        ("LogoutResponse", "LogoutRequest", Refused::Structure),
    ] {
        assert_eq!(read(&signed(&answer().replace(from, to))), Err(refused), "{to}");
    }
    assert_eq!(read(&usual()), Err(Refused::Structure), "a sign-in");
    assert_eq!(read("no XML"), Err(Refused::Malformed));
}
