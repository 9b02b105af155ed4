//! Signatures inside of messages: first their form, by rules of ours, then their truth, by the crate.
//!
//! A signature covers the element it is directly in and nothing else: one reference, to that element's `ID`, through the enveloped-signature
//! transform and exclusive canonicalisation. Its key is one of the provider's metadata, never one that the message brings.

use saml::{
    C14nAlgorithm, DigestAlgorithm, PeerCryptoPolicy, SignatureAlgorithm, VerifyMetadata, X509Certificate,
    verify_metadata_signature_with_policy,
};

use super::{
    names::{DIGEST_METHODS, ENVELOPED, EXCLUSIVE, SIGNATURE, SIGNATURE_METHODS},
    tree::Element,
};

/// The most certificates of a provider that are tried.
pub(super) const MAX_CERTIFICATES: usize = 20;

/// What the crate may take. It is the same that [`has_form`] asks for.
pub(super) fn policy() -> PeerCryptoPolicy {
    PeerCryptoPolicy {
        allowed_signature_algorithms: vec![
            SignatureAlgorithm::RsaSha256,
            SignatureAlgorithm::RsaSha384,
            SignatureAlgorithm::RsaSha512,
            SignatureAlgorithm::EcdsaSha256,
            SignatureAlgorithm::EcdsaSha384,
            SignatureAlgorithm::EcdsaSha512,
        ],
        allowed_digest_algorithms: vec![
            DigestAlgorithm::Sha256,
            DigestAlgorithm::Sha384,
            DigestAlgorithm::Sha512,
        ],
        allowed_c14n_algorithms: vec![C14nAlgorithm::ExclusiveCanonical],
    }
}

/// The certificates of a provider as the crate has them.
pub(super) fn certificates(texts: &[String]) -> Vec<X509Certificate> {
    texts.iter().filter_map(|text| X509Certificate::from_base64_x509(text).ok()).collect()
}

/// Whether a signature has the one form that is read, and refers to `signed`, the element it is directly in.
pub(super) fn has_form(signature: &Element, signed: &Element) -> bool {
    reference(signature).is_some_and(|reference| refers_to(reference, signed))
}

/// The one reference of a signature whose other parts are right.
fn reference(signature: &Element) -> Option<&Element> {
    let names: Vec<_> = signature.children.iter().map(Element::local).collect();
    if !matches!(names[..], ["SignedInfo", "SignatureValue"] | ["SignedInfo", "SignatureValue", "KeyInfo"]) {
        return None;
    }
    let info = signature.only(SIGNATURE, "SignedInfo")?;
    signature.only(SIGNATURE, "SignatureValue").filter(|value| value.is_plain())?;
    if info.children.len() != 3 {
        return None;
    }
    let canonical = info.only(SIGNATURE, "CanonicalizationMethod")?;
    let method = info.only(SIGNATURE, "SignatureMethod")?;
    let right = canonical.attribute("Algorithm") == Some(EXCLUSIVE)
        && canonical.is_plain()
        && SIGNATURE_METHODS.contains(&method.attribute("Algorithm")?)
        && method.is_plain();
    info.only(SIGNATURE, "Reference").filter(|_| right)
}

fn refers_to(reference: &Element, signed: &Element) -> bool {
    let read = || {
        let id = signed.attribute("ID").filter(|id| !id.is_empty())?;
        let refers = reference.attribute("URI")?.strip_prefix('#')? == id && reference.children.len() == 3;
        let transforms = reference.only(SIGNATURE, "Transforms")?;
        let digest = reference.only(SIGNATURE, "DigestMethod")?;
        let value = reference.only(SIGNATURE, "DigestValue")?;
        let digested = DIGEST_METHODS.contains(&digest.attribute("Algorithm")?) && digest.is_plain();
        Some(refers && digested && value.is_plain() && transformed(transforms)?)
    };
    read().unwrap_or(false)
}

/// The two transforms, each once and in this order; the second may name prefixes that it keeps.
fn transformed(transforms: &Element) -> Option<bool> {
    let [first, second] = &transforms.children[..] else { return None };
    let named = |transform: &Element, name| {
        transform.is(SIGNATURE, "Transform") && transform.attribute("Algorithm") == Some(name)
    };
    let kept = match &second.children[..] {
        [] => true,
        [prefixes] => prefixes.is(EXCLUSIVE, "InclusiveNamespaces") && prefixes.is_plain(),
        _ => false,
    };
    Some(named(first, ENVELOPED) && first.is_plain() && named(second, EXCLUSIVE) && kept)
}

/// Whether the root of `message` is signed with the key of one of the certificates.
///
/// What the crate has for metadata it has for any document: it verifies the signature that is directly in the root, and that it covers the
/// root.
pub(super) fn root_is_signed(message: &str, certificates: &[X509Certificate]) -> bool {
    let policy = policy();
    certificates.iter().any(|certificate| {
        let asked = VerifyMetadata { metadata_xml: message.as_bytes(), trusted_signing_cert: certificate };
        verify_metadata_signature_with_policy(asked, &policy).is_ok()
    })
}
