//! A provider of identities and the service that it answers: their keys, what they agreed on, and the provider's signature.
//!
//! What is signed is written in the form that exclusive canonicalisation gives it, so that its text is what is digested.

use std::sync::OnceLock;

use aws_lc_rs::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    rsa::KeyPair,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use ports::federation::saml::{Expected, ExpectedSignOut, SamlPeer, SigningKey};

/// 2027-01-01T00:00:00Z, in seconds since the epoch.
pub(crate) const NOW: i64 = 1_798_761_600;
pub(crate) const AUDIENCE: &str = "urn:amazon:cognito:sp:us-east-1_Example";
pub(crate) const ADDRESS: &str = "https://auth.example.com/saml2/idpresponse";
pub(crate) const SIGN_OUT_ADDRESS: &str = "https://auth.example.com/saml2/logout";
pub(crate) const REQUEST: &str = "_6f1c";
pub(crate) const ISSUER: &str = "https://idp.example.com/metadata";

/// The provider's certificates, in base64: of an RSA key, and of an elliptic curve.
pub const CERTIFICATE: &str = include_str!("../../../../src/outward/src/saml/tests/keys/provider.cert");
pub(crate) const CURVE_CERTIFICATE: &str =
    include_str!("../../../../src/outward/src/saml/tests/keys/curve.cert");
/// The private key of [`CERTIFICATE`], PKCS #8 in base64.
pub const KEY: &str = include_str!("../../../../src/outward/src/saml/tests/keys/provider.key");
const CURVE_KEY: &str = include_str!("../../../../src/outward/src/saml/tests/keys/curve.key");
/// The service's own key, for which assertions are encrypted.
pub(crate) const SERVICE_KEY: &str = include_str!("../../../../src/outward/src/saml/tests/keys/service.key");

fn peer() -> &'static SamlPeer {
    static PEER: OnceLock<SamlPeer> = OnceLock::new();
    PEER.get_or_init(|| SamlPeer {
        entity_id: ISSUER.to_owned(),
        sign_in_url: "https://idp.example.com/sso".to_owned(),
        sign_out_url: None,
        certificates: vec![CURVE_CERTIFICATE.to_owned(), CERTIFICATE.to_owned()],
    })
}

/// What the service expects of a response; with its key if the assertion must be encrypted.
pub(crate) fn expected(is_sealed: bool) -> Expected<'static> {
    let decrypt = is_sealed.then_some(SigningKey(SERVICE_KEY));
    Expected { peer: peer(), audience: AUDIENCE, address: ADDRESS, request: Some(REQUEST), decrypt, now: NOW }
}

/// What it expects of the answer to a sign-out.
pub(crate) fn expected_sign_out() -> ExpectedSignOut<'static> {
    ExpectedSignOut { peer: peer(), address: SIGN_OUT_ADDRESS, request: REQUEST }
}

/// With which key the provider signs.
#[derive(Clone, Copy)]
pub(crate) enum Signer {
    /// RSA: the same signature each time.
    Rsa,
    /// An elliptic curve: fast, and another signature each time.
    Curve,
}

impl Signer {
    /// `element` with its signature behind its first issuer.
    pub(crate) fn sign(self, element: &str) -> String {
        let digest = STANDARD.encode(digest(&SHA256, element.as_bytes()));
        let info = self.signed_info(element, &digest);
        let whole =
            info.replacen("<SignedInfo>", r#"<SignedInfo xmlns="http://www.w3.org/2000/09/xmldsig#">"#, 1);
        with_signature(element, &info, &STANDARD.encode(self.signature(whole.as_bytes())))
    }

    /// `element` with a signature in which the digest and the value are missing still.
    pub(crate) fn template(self, element: &str) -> String {
        with_signature(element, &self.signed_info(element, ""), "")
    }

    fn signed_info(self, element: &str, digest: &str) -> String {
        let id = element.split_once(" ID=\"").and_then(|(_, rest)| rest.split_once('"')).expect("an id").0;
        let method = match self {
            Self::Rsa => "rsa-sha256",
            Self::Curve => "ecdsa-sha256",
        };
        format!(
            r##"<SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></CanonicalizationMethod>
<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#{method}"></SignatureMethod>
<Reference URI="#{id}"><Transforms><Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></Transform>
<Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></Transform></Transforms>
<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></DigestMethod><DigestValue>{digest}</DigestValue></Reference></SignedInfo>"##
        )
    }

    fn signature(self, text: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Rsa => {
                let mut signature = vec![0; rsa().public_modulus_len()];
                rsa().sign(&RSA_PKCS1_SHA256, &random, text, &mut signature).expect("a signature");
                signature
            }
            Self::Curve => curve().sign(&random, text).expect("a signature").as_ref().to_vec(),
        }
    }
}

fn with_signature(element: &str, info: &str, value: &str) -> String {
    let at = element.find("</Issuer>").expect("an issuer") + "</Issuer>".len();
    let (before, after) = element.split_at(at);
    format!(
        r#"{before}<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">{info}<SignatureValue>{value}</SignatureValue></Signature>{after}"#
    )
}

fn rsa() -> &'static KeyPair {
    static PAIR: OnceLock<KeyPair> = OnceLock::new();
    PAIR.get_or_init(|| KeyPair::from_pkcs8(&der(KEY)).expect("a key of RSA"))
}

fn curve() -> &'static EcdsaKeyPair {
    static PAIR: OnceLock<EcdsaKeyPair> = OnceLock::new();
    PAIR.get_or_init(|| {
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der(CURVE_KEY)).expect("a key of a curve")
    })
}

/// A key or certificate as bytes.
pub(crate) fn der(base64: &str) -> Vec<u8> {
    STANDARD.decode(base64).expect("base64")
}
