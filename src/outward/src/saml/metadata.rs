//! What metadata say of an identity provider: who it is, where a browser goes, and which keys speak for it.
//!
//! Their source is trusted (an operator gave the document or its address), so a signature of theirs is not asked for.

use std::time::{Duration, SystemTime};

use aws_lc_rs::rsa::PublicEncryptingKey;
use ports::federation::saml::{MAX_METADATA_BYTES, MetadataFault, SamlPeer};
use saml::{PublicKeyAlgorithm, X509Certificate};

use super::{
    names::{METADATA, REDIRECT, SIGNATURE},
    signature::MAX_CERTIFICATES,
    tree::{BYTE_ORDER_MARK, Element, Reading},
};

/// The longest certificate, in characters of base64, as at AWS.
const MAX_CERTIFICATE_CHARS: usize = 4_096;
/// The longest `entityID`, as SAML has it.
const MAX_ENTITY_ID_CHARS: usize = 1_024;
/// The longest address of a provider.
const MAX_URL_CHARS: usize = 2_048;

/// Reads metadata; `now` in seconds since the epoch.
pub(super) fn read(document: &str, now: i64) -> Result<SamlPeer, MetadataFault> {
    if document.len() > MAX_METADATA_BYTES {
        return Err(invalid("the document is too long"));
    }
    let document = document.strip_prefix(BYTE_ORDER_MARK).unwrap_or(document);
    let root = Element::parse(document, Reading::Metadata)
        .map_err(|_| invalid("the document is no well-formed XML without a document type"))?;
    let entity = entity(&root)?;
    let provider = entity.only(METADATA, "IDPSSODescriptor").ok_or_else(|| invalid("no IDPSSODescriptor"))?;
    let entity_id = entity.attribute("entityID").unwrap_or_default();
    if entity_id.trim().is_empty() || entity_id.chars().count() > MAX_ENTITY_ID_CHARS {
        return Err(invalid("no entityID"));
    }
    Ok(SamlPeer {
        entity_id: entity_id.to_owned(),
        sign_in_url: location(provider, "SingleSignOnService")?
            .ok_or_else(|| invalid("no SingleSignOnService with the binding HTTP-Redirect"))?,
        sign_out_url: location(provider, "SingleLogoutService")?,
        certificates: certificates(provider, now)?,
    })
}

fn invalid(what: &str) -> MetadataFault {
    MetadataFault::Invalid(what.to_owned())
}

/// The one entity that is an identity provider: the document itself, or one of those in it.
fn entity(root: &Element) -> Result<&Element, MetadataFault> {
    if root.is(METADATA, "EntityDescriptor") {
        return Ok(root);
    }
    if !root.is(METADATA, "EntitiesDescriptor") {
        return Err(invalid("no EntityDescriptor"));
    }
    let mut providers = root
        .all(METADATA, "EntityDescriptor")
        .filter(|entity| entity.all(METADATA, "IDPSSODescriptor").next().is_some());
    match (providers.next(), providers.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(invalid("not exactly one identity provider")),
    }
}

/// Where a service takes messages that a browser carries by a redirect.
fn location(provider: &Element, service: &str) -> Result<Option<String>, MetadataFault> {
    let mut services = provider.all(METADATA, service);
    let Some(found) = services.find(|one| one.attribute("Binding") == Some(REDIRECT)) else {
        return Ok(None);
    };
    let url = found.attribute("Location").unwrap_or_default();
    let host = ["https://", "http://"].iter().find_map(|scheme| url.strip_prefix(scheme));
    let is_url = host.is_some_and(|host| !host.is_empty())
        && url.len() <= MAX_URL_CHARS
        && url.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'#'));
    if is_url { Ok(Some(url.to_owned())) } else { Err(invalid("a Location is no web address")) }
}

fn certificates(provider: &Element, now: i64) -> Result<Vec<String>, MetadataFault> {
    let mut read = Vec::new();
    let keys = provider.all(METADATA, "KeyDescriptor");
    for key in keys.filter(|key| matches!(key.attribute("use"), None | Some("signing"))) {
        for data in key.all(SIGNATURE, "KeyInfo").flat_map(|info| info.all(SIGNATURE, "X509Data")) {
            for certificate in data.all(SIGNATURE, "X509Certificate") {
                let text: String = certificate.text.split_ascii_whitespace().collect();
                good(&text, now)?;
                read.push(text);
            }
        }
    }
    read.dedup();
    match read.len() {
        0 => Err(invalid("no signing certificate")),
        1..=MAX_CERTIFICATES => Ok(read),
        _ => Err(invalid("too many signing certificates")),
    }
}

/// Whether a certificate may speak for a provider.
fn good(text: &str, now: i64) -> Result<(), MetadataFault> {
    if text.len() > MAX_CERTIFICATE_CHARS {
        return Err(MetadataFault::Certificate("is too long"));
    }
    let certificate = X509Certificate::from_base64_x509(text).map_err(|_| {
        MetadataFault::Certificate("cannot be read, or its key is of another kind than RSA and ECDSA")
    })?;
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(now.unsigned_abs());
    if certificate.not_after() < now {
        return Err(MetadataFault::Certificate("has expired"));
    }
    let is_weak = certificate.public_key().algorithm_family() == PublicKeyAlgorithm::Rsa
        && !is_strong_rsa(certificate.subject_public_key_info_der());
    if is_weak { Err(MetadataFault::Certificate("has a key of less than 2,048 bits")) } else { Ok(()) }
}

/// Whether an RSA key has 2,048 bits at least.
fn is_strong_rsa(key: &[u8]) -> bool {
    PublicEncryptingKey::from_der(key).is_ok_and(|key| key.key_size_bits() >= 2_048)
}
