//! Responses as providers make them, which are taken, and as attackers make them of those, which are not.

mod crafted;
mod documents;
mod encrypted;
mod good;
mod hostile;
mod metadata;
mod mutated;
mod requests;
mod sign_out;
mod tree;
mod wrapped;

use ports::federation::saml::{Expected, Refused, Saml, SamlPeer, SamlSignIn, SigningKey};

use super::ServiceProvider;

/// 2027-01-01T00:00:00Z, in seconds since the epoch.
const NOW: i64 = 1_798_761_600;
const AUDIENCE: &str = "urn:amazon:cognito:sp:us-east-1_Example";
const ADDRESS: &str = "https://auth.example.com/saml2/idpresponse";
const REQUEST: &str = "_6f1c";
const ISSUER: &str = "https://idp.example.com/metadata";

const PROVIDER_CERT: &str = include_str!("keys/provider.cert");
const PROVIDER_KEY: &str = include_str!("keys/provider.key");
const ATTACKER_CERT: &str = include_str!("keys/attacker.cert");
const ATTACKER_KEY: &str = include_str!("keys/attacker.key");
const CURVE_CERT: &str = include_str!("keys/curve.cert");
const CURVE_KEY: &str = include_str!("keys/curve.key");
const SERVICE_KEY: &str = include_str!("keys/service.key");

/// The provider of the tests, with the certificate of each of its keys.
fn peer() -> SamlPeer {
    SamlPeer {
        entity_id: ISSUER.to_owned(),
        sign_in_url: "https://idp.example.com/sso".to_owned(),
        sign_out_url: Some("https://idp.example.com/slo?tenant=1".to_owned()),
        certificates: vec![CURVE_CERT.to_owned(), PROVIDER_CERT.to_owned()],
    }
}

/// What the service expects; a test changes what it is about.
fn expected(peer: &SamlPeer) -> Expected<'_> {
    Expected { peer, audience: AUDIENCE, address: ADDRESS, request: Some(REQUEST), decrypt: None, now: NOW }
}

/// Reads a message of XML as if it had been posted.
fn read(message: &str) -> Result<SamlSignIn, Refused> {
    read_as(message, &expected(&peer()))
}

fn read_as(message: &str, expected: &Expected<'_>) -> Result<SamlSignIn, Refused> {
    ServiceProvider.read_response(&documents::posted(message), expected)
}

/// Reads with the service's key for encrypted assertions.
fn read_sealed(message: &str) -> Result<SamlSignIn, Refused> {
    let peer = peer();
    read_as(message, &Expected { decrypt: Some(SigningKey(SERVICE_KEY)), ..expected(&peer) })
}

/// The one thing that no altered message may bring about.
fn is_refused(message: &str, why: &str) -> Refused {
    match read(message) {
        Ok(_) => panic!("{why}: accepted"),
        Err(refused) => refused,
    }
}
