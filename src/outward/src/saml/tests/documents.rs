//! Responses, and a small signer for them.
//!
//! Each element that is signed is written in the form that exclusive canonicalisation gives it (every namespace declared where it is first
//! used, attributes in order, no empty tags), so that what is digested is the text itself.

use aws_lc_rs::{
    digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA512, digest},
    hmac,
    rand::SystemRandom,
    rsa::KeyPair,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA512},
};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::{ADDRESS, AUDIENCE, CURVE_KEY, ISSUER, PROVIDER_CERT, PROVIDER_KEY, REQUEST};

pub(super) const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
pub(super) const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
pub(super) const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
pub(super) const SHA256_NAME: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const NS: &str = r#"xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion""#;

/// Parts of an assertion that tests change.
#[derive(Clone)]
pub(super) struct Parts {
    pub(super) id: String,
    pub(super) issuer: String,
    pub(super) issued: String,
    pub(super) name: String,
    pub(super) method: String,
    pub(super) data: String,
    pub(super) conditions: String,
    pub(super) restrictions: String,
    pub(super) statement: String,
    pub(super) attributes: String,
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            id: "_a1".to_owned(),
            issuer: ISSUER.to_owned(),
            issued: "2026-12-31T23:59:58Z".to_owned(),
            name: "<saml:NameID>ada</saml:NameID>".to_owned(),
            method: "urn:oasis:names:tc:SAML:2.0:cm:bearer".to_owned(),
            data: format!(
                r#" InResponseTo="{REQUEST}" NotOnOrAfter="2027-01-01T00:05:00Z" Recipient="{ADDRESS}""#
            ),
            conditions: r#" NotBefore="2026-12-31T23:59:00Z" NotOnOrAfter="2027-01-01T00:05:00Z""#.to_owned(),
            restrictions: audience(AUDIENCE),
            statement: r#"<saml:AuthnStatement AuthnInstant="2026-12-31T23:59:50Z" SessionIndex="_s1"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"#.to_owned(),
            attributes: attribute("email", &["ada@example.com"]),
        }
    }
}

pub(super) fn audience(name: &str) -> String {
    format!("<saml:AudienceRestriction><saml:Audience>{name}</saml:Audience></saml:AudienceRestriction>")
}

pub(super) fn attribute(name: &str, values: &[&str]) -> String {
    let element = |value: &&str| format!("<saml:AttributeValue>{value}</saml:AttributeValue>");
    let values = values.iter().map(element).collect::<Vec<_>>().concat();
    format!(r#"<saml:Attribute Name="{name}">{values}</saml:Attribute>"#)
}

impl Parts {
    /// The assertion, without a signature.
    pub(super) fn assertion(&self) -> String {
        let Self { id, issuer, issued, name, method, data, conditions, restrictions, statement, attributes } =
            self;
        format!(
            r#"<saml:Assertion {NS} ID="{id}" IssueInstant="{issued}" Version="2.0"><saml:Issuer>{issuer}</saml:Issuer><saml:Subject>{name}<saml:SubjectConfirmation Method="{method}"><saml:SubjectConfirmationData{data}></saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject><saml:Conditions{conditions}>{restrictions}</saml:Conditions>{statement}<saml:AttributeStatement>{attributes}</saml:AttributeStatement></saml:Assertion>"#
        )
    }

    /// The assertion, signed by the provider.
    pub(super) fn signed(&self) -> String {
        Signer::default().sign(&self.assertion())
    }
}

/// The head of a response: everything but what it holds.
#[derive(Clone)]
pub(super) struct Head {
    pub(super) attributes: String,
    pub(super) issuer: String,
    pub(super) status: String,
}

impl Default for Head {
    fn default() -> Self {
        Self {
            attributes: format!(
                r#" Destination="{ADDRESS}" ID="_r1" InResponseTo="{REQUEST}" IssueInstant="2026-12-31T23:59:59Z" Version="2.0""#
            ),
            issuer: format!("<saml:Issuer {NS}>{ISSUER}</saml:Issuer>"),
            status: status("urn:oasis:names:tc:SAML:2.0:status:Success"),
        }
    }
}

pub(super) fn status(code: &str) -> String {
    format!(r#"<samlp:Status><samlp:StatusCode Value="{code}"></samlp:StatusCode></samlp:Status>"#)
}

impl Head {
    pub(super) fn around(&self, content: &str) -> String {
        let Self { attributes, issuer, status } = self;
        format!(
            r#"<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"{attributes}>{issuer}{status}{content}</samlp:Response>"#
        )
    }
}

/// A response around `content`.
pub(super) fn response(content: &str) -> String {
    Head::default().around(content)
}

/// The usual response: its assertion is signed.
pub(super) fn usual() -> String {
    response(&Parts::default().signed())
}

/// A response whose only signature is its own.
pub(super) fn signed_response() -> String {
    Signer::default().sign(&response(&Parts::default().assertion()))
}

/// A message as it is posted.
pub(super) fn posted(message: &str) -> String {
    STANDARD.encode(message)
}

/// How a signature is made; what differs from a provider's is what a test is about.
#[derive(Clone)]
pub(super) struct Signer {
    pub(super) key: &'static str,
    pub(super) method: String,
    pub(super) digest: String,
    pub(super) canonical: String,
    pub(super) transforms: String,
    pub(super) uri: Option<String>,
    pub(super) more_references: String,
    pub(super) key_info: String,
    pub(super) object: String,
}

impl Default for Signer {
    fn default() -> Self {
        Self {
            key: PROVIDER_KEY,
            method: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256".to_owned(),
            digest: SHA256_NAME.to_owned(),
            canonical: EXCLUSIVE.to_owned(),
            transforms: format!("{}{}", transform(ENVELOPED), transform(EXCLUSIVE)),
            uri: None,
            more_references: String::new(),
            key_info: String::new(),
            object: String::new(),
        }
    }
}

pub(super) fn transform(name: &str) -> String {
    format!(r#"<ds:Transform Algorithm="{name}"></ds:Transform>"#)
}

impl Signer {
    /// A signer with an elliptic curve.
    pub(super) fn curve() -> Self {
        let method = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256".to_owned();
        Self { key: CURVE_KEY, method, ..Self::default() }
    }

    /// `element` with a signature of it behind its first issuer.
    pub(super) fn sign(&self, element: &str) -> String {
        let at = element.find("</saml:Issuer>").unwrap() + "</saml:Issuer>".len();
        format!("{}{}{}", &element[..at], self.signature(element), &element[at..])
    }

    /// A signature of `element`, which is written canonically.
    pub(super) fn signature(&self, element: &str) -> String {
        let id = element.split(" ID=\"").nth(1).unwrap().split('"').next().unwrap();
        let uri = self.uri.clone().unwrap_or_else(|| format!("#{id}"));
        let value = STANDARD.encode(self.digested(element.as_bytes()));
        let Self { method, digest, canonical, transforms, more_references, key_info, object, .. } = self;
        let content = format!(
            r#"<ds:CanonicalizationMethod Algorithm="{canonical}"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="{method}"></ds:SignatureMethod><ds:Reference URI="{uri}"><ds:Transforms>{transforms}</ds:Transforms><ds:DigestMethod Algorithm="{digest}"></ds:DigestMethod><ds:DigestValue>{value}</ds:DigestValue></ds:Reference>{more_references}"#
        );
        let info = format!(r#"<ds:SignedInfo xmlns:ds="{DS}">{content}</ds:SignedInfo>"#);
        let signature = STANDARD.encode(self.signed(info.as_bytes()));
        format!(
            r#"<ds:Signature xmlns:ds="{DS}"><ds:SignedInfo>{content}</ds:SignedInfo><ds:SignatureValue>{signature}</ds:SignatureValue>{key_info}{object}</ds:Signature>"#
        )
    }

    fn digested(&self, text: &[u8]) -> Vec<u8> {
        let algorithm = match self.digest.rsplit('#').next().unwrap() {
            "sha1" => &SHA1_FOR_LEGACY_USE_ONLY,
            "sha512" => &SHA512,
            _ => &SHA256,
        };
        digest(algorithm, text).as_ref().to_vec()
    }

    fn signed(&self, text: &[u8]) -> Vec<u8> {
        let key = || STANDARD.decode(self.key).unwrap();
        let random = SystemRandom::new();
        match self.method.rsplit('#').next().unwrap() {
            "hmac-sha256" => {
                let secret = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(PROVIDER_CERT).unwrap());
                hmac::sign(&secret, text).as_ref().to_vec()
            }
            "ecdsa-sha256" => {
                let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &key()).unwrap();
                pair.sign(&random, text).unwrap().as_ref().to_vec()
            }
            name => {
                let pair = KeyPair::from_pkcs8(&key()).unwrap();
                let mut signature = vec![0; pair.public_modulus_len()];
                let encoding = if name == "rsa-sha512" { &RSA_PKCS1_SHA512 } else { &RSA_PKCS1_SHA256 };
                pair.sign(encoding, &random, text, &mut signature).unwrap();
                signature
            }
        }
    }
}
