//! The documents that mutation begins with: good ones, written in the forms that providers write them in.

use std::sync::OnceLock;

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    rsa::{OAEP_SHA1_MGF1SHA1, OaepPublicEncryptingKey, PrivateDecryptingKey},
};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::provider::{
    ADDRESS, AUDIENCE, CERTIFICATE, CURVE_CERTIFICATE, ISSUER, REQUEST, SERVICE_KEY, SIGN_OUT_ADDRESS,
    Signer, der,
};

const ASSERTION: &str = r#"xmlns="urn:oasis:names:tc:SAML:2.0:assertion""#;
const PROTOCOL: &str = r#"xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol""#;

/// What every assertion says beside its user.
pub(crate) const ASSERTION_ID: &str = "_a1";
pub(crate) const SESSION_INDEX: &str = "_s1";
pub(crate) const CLASS: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password";

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A response with its assertion in the clear.
    Clear,
    /// A response with an encrypted assertion.
    Sealed,
    /// The answer to a sign-out.
    SignOut,
    /// Metadata of a provider.
    Metadata,
}

/// A document that the service takes.
#[derive(Clone, Debug)]
pub struct Document {
    /// What inputs call it.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// The document.
    pub text: String,
}

/// All of them.
pub fn documents() -> &'static [Document] {
    static ALL: OnceLock<Vec<Document>> = OnceLock::new();
    ALL.get_or_init(|| {
        let signed = Signer::Rsa.sign(&usual());
        let document = |name, kind, text| Document { name, kind, text };
        vec![
            document("assertion", Kind::Clear, response(&signed)),
            document("response", Kind::Clear, Signer::Rsa.sign(&response(&usual()))),
            document("both", Kind::Clear, Signer::Rsa.sign(&response(&signed))),
            document("sealed", Kind::Sealed, response(&sealed(&signed))),
            document("sealed_in_signed", Kind::Sealed, Signer::Rsa.sign(&response(&sealed(&usual())))),
            document("sealed_in_both", Kind::Sealed, Signer::Rsa.sign(&response(&sealed(&signed)))),
            document("sign_out", Kind::SignOut, Signer::Rsa.sign(&sign_out())),
            document("metadata", Kind::Metadata, metadata()),
        ]
    })
}

/// A response whose assertion's signature is to be made by another program.
pub fn template() -> String {
    response(&Signer::Rsa.template(&usual()))
}

/// The usual assertion, not signed.
fn usual() -> String {
    let attributes = [("email", "ada@example.com"), ("groups", "a"), ("groups", "b &lt;c&gt;")];
    let attributes: Vec<_> = attributes.iter().map(|(name, value)| attribute(name, value)).collect();
    assertion("ada", &attributes.join("\n    "))
}

pub(crate) fn attribute(name: &str, value: &str) -> String {
    format!(r#"<Attribute Name="{name}"><AttributeValue>{value}</AttributeValue></Attribute>"#)
}

/// An assertion in its canonical form, if `name` and `attributes` are in theirs.
pub(crate) fn assertion(name: &str, attributes: &str) -> String {
    format!(
        r#"<Assertion {ASSERTION} ID="{ASSERTION_ID}" IssueInstant="2026-12-31T23:59:58Z" Version="2.0"><Issuer>{ISSUER}</Issuer>
  <Subject><NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{name}</NameID>
    <SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData InResponseTo="{REQUEST}" NotOnOrAfter="2027-01-01T00:05:00Z" Recipient="{ADDRESS}"></SubjectConfirmationData></SubjectConfirmation></Subject>
  <Conditions NotBefore="2026-12-31T23:59:00Z" NotOnOrAfter="2027-01-01T00:05:00Z"><AudienceRestriction><Audience>{AUDIENCE}</Audience></AudienceRestriction></Conditions>
  <AuthnStatement AuthnInstant="2026-12-31T23:59:50Z" SessionIndex="{SESSION_INDEX}"><AuthnContext><AuthnContextClassRef>{CLASS}</AuthnContextClassRef></AuthnContext></AuthnStatement>
  <AttributeStatement>{attributes}</AttributeStatement></Assertion>"#
    )
}

/// A response around what it holds.
pub(crate) fn response(content: &str) -> String {
    format!(
        r#"<samlp:Response {PROTOCOL} Destination="{ADDRESS}" ID="_r1" InResponseTo="{REQUEST}" IssueInstant="2026-12-31T23:59:59Z" Version="2.0"><Issuer {ASSERTION}>{ISSUER}</Issuer>
  <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"></samlp:StatusCode></samlp:Status>
  {content}</samlp:Response>"#
    )
}

fn sign_out() -> String {
    format!(
        r#"<samlp:LogoutResponse {PROTOCOL} Destination="{SIGN_OUT_ADDRESS}" ID="_l1" InResponseTo="{REQUEST}" IssueInstant="2027-01-01T00:00:00Z" Version="2.0"><Issuer {ASSERTION}>{ISSUER}</Issuer>
  <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"></samlp:StatusCode></samlp:Status></samlp:LogoutResponse>"#
    )
}

fn metadata() -> String {
    let key = |used_for: &str, certificate: &str| {
        format!(
            r#"<KeyDescriptor{used_for}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>"#
        )
    };
    let redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><!-- made by hand -->
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{ISSUER}"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
  {}{}
  <SingleLogoutService Binding="{redirect}" Location="https://idp.example.com/slo"/>
  <SingleSignOnService Binding="{redirect}" Location="https://idp.example.com/sso?a=1&amp;b=2"/>
</IDPSSODescriptor></EntityDescriptor>"#,
        key(r#" use="signing""#, CERTIFICATE),
        key("", CURVE_CERTIFICATE),
    )
}

/// An assertion encrypted for the service: AES-GCM with a key that RSA-OAEP wraps.
fn sealed(assertion: &str) -> String {
    let (content_key, nonce) = ([7; 32], [3; NONCE_LEN]);
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &content_key).expect("a key of 32 bytes"));
    let mut text = assertion.as_bytes().to_vec();
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut text)
        .expect("a text");
    let data = STANDARD.encode([&nonce[..], &text].concat());
    let key = STANDARD.encode(wrapped(&content_key));
    format!(
        r#"<EncryptedAssertion {ASSERTION}><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Type="http://www.w3.org/2001/04/xmlenc#Element"><xenc:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"></xenc:EncryptionMethod><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"></xenc:EncryptionMethod><xenc:CipherData><xenc:CipherValue>{key}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData><xenc:CipherValue>{data}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData></EncryptedAssertion>"#
    )
}

fn wrapped(key: &[u8]) -> Vec<u8> {
    let private = PrivateDecryptingKey::from_pkcs8(&der(SERVICE_KEY)).expect("a key of RSA");
    let public = OaepPublicEncryptingKey::new(private.public_key()).expect("its public half");
    let mut wrapped = vec![0; public.ciphertext_size()];
    public.encrypt(&OAEP_SHA1_MGF1SHA1, key, &mut wrapped, None).expect("a short text").to_vec()
}
