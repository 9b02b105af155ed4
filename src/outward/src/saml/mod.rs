//! SAML 2.0 on the crate `saml`, pinned exactly, between rules of ours.
//!
//! A response goes through these, in this order, and through all of them:
//! 1. [`tree`]: base64, size, and XML that has one meaning;
//! 2. [`shape`]: each part once and in its place; [`signature`]: the form of each signature;
//! 3. [`encryption`]: an encrypted assertion is opened and goes through 1 and 2 again;
//! 4. [`crosscheck`]: the crate verifies the signatures and reads the assertion too;
//! 5. [`rules`]: issuer, addresses, audience, times, the request that is answered.
//!
//! It keeps nothing and knows no clock. It does not know which requests are open or which assertions were used; the caller does.

mod claims;
mod crosscheck;
mod encryption;
mod metadata;
mod names;
mod request;
mod rules;
mod shape;
mod sign_out;
mod signature;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(test)]
mod tests;
mod tree;
mod wellformed;

use base64::{Engine, engine::general_purpose::STANDARD};
use ports::federation::{
    ForeignUser,
    saml::{
        Envelope, Expected, ExpectedSignOut, MAX_MESSAGE_CHARS, MetadataFault, NameId, Refused, Saml,
        SamlPeer, SamlSignIn, SigningKey, Unsent,
    },
};

use crosscheck::Signed;
use shape::{Assertion, Content, Response};
use tree::{Element, NoTree, Reading};

/// The service provider's side of SAML 2.0.
#[derive(Clone, Copy, Debug, Default)]
pub struct ServiceProvider;

impl Saml for ServiceProvider {
    fn read_metadata(&self, document: &str, now: i64) -> Result<SamlPeer, MetadataFault> {
        metadata::read(document, now)
    }

    fn sign_in_url(
        &self,
        peer: &SamlPeer,
        envelope: &Envelope<'_>,
        answer_at: &str,
    ) -> Result<String, Unsent> {
        request::sign_in(&peer.sign_in_url, envelope, answer_at)
    }

    fn read_response(&self, posted: &str, expected: &Expected<'_>) -> Result<SamlSignIn, Refused> {
        let text = decoded(posted)?;
        let root = read_tree(&text)?;
        let response = Response::of(&root)?;
        rules::response(&response, expected)?;
        match (&response.content, expected.decrypt) {
            (Content::Clear(_), Some(_)) => Err(Refused::InTheClear),
            (Content::Clear(assertion), None) => in_the_clear(&text, &response, assertion, expected),
            (Content::Encrypted(_), None) => Err(Refused::Encrypted),
            (Content::Encrypted(sealed), Some(key)) => encrypted(&text, &response, sealed, key, expected),
        }
    }

    fn sign_out_url(
        &self,
        to: &str,
        envelope: &Envelope<'_>,
        name: &NameId,
        session_index: Option<&str>,
    ) -> Result<String, Unsent> {
        request::sign_out(to, envelope, name, session_index)
    }

    fn read_sign_out(&self, posted: &str, expected: &ExpectedSignOut<'_>) -> Result<(), Refused> {
        sign_out::read(&decoded(posted)?, expected)
    }
}

fn in_the_clear(
    text: &str,
    response: &Response<'_>,
    assertion: &Assertion<'_>,
    expected: &Expected<'_>,
) -> Result<SamlSignIn, Refused> {
    let signed = Signed { response: response.is_signed, assertion: assertion.is_signed };
    if !signed.response && !signed.assertion {
        return Err(Refused::Unsigned);
    }
    let lifetime = rules::assertion(assertion.element, expected)?;
    crosscheck::agrees(text, signed, assertion.element, expected)?;
    sign_in(assertion.element, &lifetime)
}

/// The signature of a response covers the sealed assertion, so it is verified before the key is used. From there on every failure is one
/// and the same, until the assertion is known to be the provider's.
fn encrypted(
    text: &str,
    response: &Response<'_>,
    sealed: &Element,
    key: SigningKey<'_>,
    expected: &Expected<'_>,
) -> Result<SamlSignIn, Refused> {
    if response.is_signed
        && !signature::root_is_signed(text, &signature::certificates(&expected.peer.certificates))
    {
        return Err(Refused::Signature);
    }
    let opened = encryption::open(sealed, key).ok_or(Refused::Encrypted)?;
    let root = read_tree(&opened).map_err(|_| Refused::Encrypted)?;
    let assertion = Assertion::alone(&root).map_err(|_| Refused::Encrypted)?;
    if !assertion.is_signed && !response.is_signed {
        return Err(Refused::Encrypted);
    }
    if assertion.is_signed {
        verify_opened(text, response, sealed, &opened[root.place.clone()], assertion.element, expected)?;
    }
    let lifetime = rules::assertion(assertion.element, expected)?;
    sign_in(assertion.element, &lifetime)
}

/// The response as it would be in the clear: with the assertion in the place of the sealed one, and without the signature over that.
fn verify_opened(
    text: &str,
    response: &Response<'_>,
    sealed: &Element,
    opened: &str,
    assertion: &Element,
    expected: &Expected<'_>,
) -> Result<(), Refused> {
    let certificates = signature::certificates(&expected.peer.certificates);
    if !signature::root_is_signed(opened, &certificates) {
        return Err(Refused::Encrypted);
    }
    rules::assertion(assertion, expected)?;
    let mut clear = text.to_owned();
    clear.replace_range(sealed.place.clone(), opened);
    if let Some(signature) = response.root.only(names::SIGNATURE, "Signature") {
        // It stands before the assertion, by the schema; what stands elsewhere would be cut out of other text.
        if signature.place.end > sealed.place.start {
            return Err(Refused::Structure);
        }
        clear.replace_range(signature.place.clone(), "");
    }
    crosscheck::agrees(&clear, Signed { response: false, assertion: true }, assertion, expected)
}

fn sign_in(assertion: &Element, lifetime: &rules::Lifetime) -> Result<SamlSignIn, Refused> {
    let name = claims::name(assertion)?;
    let claims = claims::claims(assertion);
    let (session_index, acr) = claims::session(assertion);
    let user = ForeignUser { subject: name.value.clone(), parts: claims::parts(&claims, &name), claims, acr };
    Ok(SamlSignIn {
        user,
        name,
        session_index,
        assertion_id: assertion.attribute("ID").ok_or(Refused::Structure)?.to_owned(),
        issued_at: lifetime.issued_at,
        dead_at: lifetime.dead_at,
    })
}

/// The text of a posted message. Line breaks in base64 are of no account, nor is a byte order mark.
fn decoded(posted: &str) -> Result<String, Refused> {
    if posted.len() > MAX_MESSAGE_CHARS {
        return Err(Refused::TooLarge);
    }
    let base64: String = posted.split_ascii_whitespace().collect();
    let bytes = STANDARD.decode(base64).map_err(|_| Refused::Malformed)?;
    let mut text = String::from_utf8(bytes).map_err(|_| Refused::Malformed)?;
    if text.starts_with(tree::BYTE_ORDER_MARK) {
        text.remove(0);
    }
    Ok(text)
}

fn read_tree(text: &str) -> Result<Element, Refused> {
    Element::parse(text, Reading::Message).map_err(|fault| match fault {
        NoTree::Malformed => Refused::Malformed,
        NoTree::TooLarge => Refused::TooLarge,
    })
}
