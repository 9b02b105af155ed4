//! Messages to a provider, which a browser carries in an address (HTTP-Redirect): compressed, and signed beside the message.

use std::{fmt::Write, io::Write as _};

use aws_lc_rs::{rand::SystemRandom, rsa::KeyPair, signature::RSA_PKCS1_SHA256};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::DateTime;
use flate2::{Compression, write::DeflateEncoder};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ports::federation::saml::{Envelope, NameId, SigningKey, Unsent};
use quick_xml::escape::escape;

use super::names::{ASSERTION, POST, PROTOCOL, RSA_SHA256};

/// What stands in an address as it is.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How long a provider may act on a sign-out, in seconds.
const SIGN_OUT_SECONDS: i64 = 300;

/// The address that asks for a sign-in: an `AuthnRequest` that asks for no particular kind of name.
pub(super) fn sign_in(to: &str, envelope: &Envelope<'_>, answer_at: &str) -> Result<String, Unsent> {
    let attributes =
        format!(r#" AssertionConsumerServiceURL="{}" ProtocolBinding="{POST}""#, escape(answer_at));
    let message = message("AuthnRequest", to, envelope, &attributes, "")?;
    address(to, &message, envelope)
}

/// The address that asks for a sign-out: a `LogoutRequest`.
pub(super) fn sign_out(
    to: &str,
    envelope: &Envelope<'_>,
    name: &NameId,
    session_index: Option<&str>,
) -> Result<String, Unsent> {
    let attributes = format!(r#" NotOnOrAfter="{}""#, written(envelope.now + SIGN_OUT_SECONDS)?);
    let mut content = name_id(name);
    if let Some(index) = session_index {
        // A String takes whatever is written to it.
        let _ = write!(content, "<samlp:SessionIndex>{}</samlp:SessionIndex>", escape(index));
    }
    let message = message("LogoutRequest", to, envelope, &attributes, &content)?;
    address(to, &message, envelope)
}

fn message(
    element: &str,
    to: &str,
    envelope: &Envelope<'_>,
    attributes: &str,
    content: &str,
) -> Result<String, Unsent> {
    let (id, to, issuer) = (escape(envelope.id), escape(to), escape(envelope.issuer));
    let at = written(envelope.now)?;
    Ok(format!(
        r#"<samlp:{element} xmlns:samlp="{PROTOCOL}" xmlns:saml="{ASSERTION}" ID="{id}" Version="2.0" IssueInstant="{at}" Destination="{to}"{attributes}><saml:Issuer>{issuer}</saml:Issuer>{content}</samlp:{element}>"#
    ))
}

fn name_id(name: &NameId) -> String {
    let attributes = [
        ("Format", &name.format),
        ("NameQualifier", &name.qualifier),
        ("SPNameQualifier", &name.sp_qualifier),
    ];
    let attributes: String = attributes
        .into_iter()
        .filter_map(|(key, value)| Some(format!(r#" {key}="{}""#, escape(value.as_deref()?))))
        .collect();
    format!("<saml:NameID{attributes}>{}</saml:NameID>", escape(&name.value))
}

/// The address with its parameters; the signature is over them as they are written here.
fn address(to: &str, message: &str, envelope: &Envelope<'_>) -> Result<String, Unsent> {
    let encoded = |text: &str| utf8_percent_encode(text, ESCAPED).to_string();
    let mut query = format!("SAMLRequest={}", encoded(&STANDARD.encode(deflated(message))));
    if !envelope.relay_state.is_empty() {
        query.extend(["&RelayState=", &encoded(envelope.relay_state)]);
    }
    if let Some(key) = envelope.key {
        query.extend(["&SigAlg=", &encoded(RSA_SHA256)]);
        let signature = encoded(&STANDARD.encode(signed(query.as_bytes(), key)?));
        query.extend(["&Signature=", &signature]);
    }
    let separator = if to.contains('?') { '&' } else { '?' };
    Ok(format!("{to}{separator}{query}"))
}

fn deflated(message: &str) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    // A vector takes whatever is written to it.
    let written = encoder.write_all(message.as_bytes()).and_then(|()| encoder.finish());
    written.unwrap_or_default()
}

fn signed(text: &[u8], key: SigningKey<'_>) -> Result<Vec<u8>, Unsent> {
    let pkcs8 = STANDARD.decode(key.0).map_err(|_| Unsent::Key)?;
    let pair = KeyPair::from_pkcs8(&pkcs8).map_err(|_| Unsent::Key)?;
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature).map_err(|_| Unsent::Key)?;
    Ok(signature)
}

fn written(seconds: i64) -> Result<String, Unsent> {
    let moment = DateTime::from_timestamp(seconds, 0).ok_or(Unsent::Moment)?;
    Ok(moment.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}
