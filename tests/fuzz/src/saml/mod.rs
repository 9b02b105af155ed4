//! SAML: documents of a provider, changed at random, and texts that a provider signs. Whatever the service takes, a second reader, on
//! another library, takes as the same; and it is what the provider signed.
//!
//! An input is the name of a document and instructions to change it; or `said`, a user's name, the name of an attribute, and its value,
//! which a provider signs; or a document as it stands.

mod documents;
mod mutations;
mod provider;
pub mod second;

use std::{collections::BTreeMap, sync::OnceLock};

use base64::{Engine, engine::general_purpose::STANDARD};
use outward::saml::ServiceProvider;
use ports::federation::saml::Saml;

use documents::{ASSERTION_ID, CLASS, SESSION_INDEX};
pub use documents::{Document, Kind, documents, template};
pub use mutations::mutated;
pub use provider::{CERTIFICATE, KEY};
use provider::{NOW, REQUEST, SIGN_OUT_ADDRESS, Signer, expected, expected_sign_out};
use second::{SPACE, Said};

use crate::input::{parts, text};

/// The longest name of a user that the service takes.
const MOST_NAME_CHARS: usize = 1_024;

/// Inputs to begin with: each document as it is, a few that are changed, and what a provider says.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let named = |document: &Document| format!("{}\n--\n\u{6}abc", document.name).into_bytes();
    let said = [
        "said\n--\nada\n--\nemail\n--\nada@example.com",
        "said\n--\nada@example.com&<\"\n--\nhttp://schemas.example.com/claims/name\n--\n a]]>\u{a0}\r\n\t\u{1f600}",
    ];
    let documents = documents().iter();
    let whole = documents.clone().map(|document| document.text.clone().into_bytes());
    documents.map(named).chain(whole).chain(said.map(|text| text.as_bytes().to_vec())).collect()
}

pub(crate) fn run(data: &[u8]) {
    let [name, rest] = parts(data);
    match documents().iter().find(|document| document.name.as_bytes() == name) {
        Some(document) => {
            check(document.kind, &mutated(&document.text, rest));
        }
        None if name == b"said" => said(rest),
        None => {
            let text = text(data);
            for kind in [Kind::Clear, Kind::Sealed, Kind::SignOut, Kind::Metadata] {
                check(kind, &text);
            }
        }
    }
}

/// Reads a text as a document of a kind; whether it is taken.
///
/// # Panics
/// Where it is taken, and the second reader takes it for something else, or it is not what the provider signed.
pub fn check(kind: Kind, text: &str) -> bool {
    let taken = match kind {
        Kind::Clear => said_by_response(text, false).inspect(|said| {
            assert_eq!(Ok(said), Said::by_another(text).as_ref(), "the second reader of {text}");
        }),
        // What is encrypted is for the service alone to read.
        Kind::Sealed => said_by_response(text, true),
        Kind::SignOut => return is_signed_out(text),
        Kind::Metadata => return is_metadata(text),
    };
    assert!(taken.as_ref().is_none_or(|said| said == signed()), "not what was signed: {text}");
    taken.is_some()
}

/// What the service reads in a response, if it takes it.
pub fn said_by_response(text: &str, is_sealed: bool) -> Option<Said> {
    let read = ServiceProvider.read_response(&STANDARD.encode(text), &expected(is_sealed));
    read.ok().as_ref().map(Said::by_us)
}

/// What every assertion that the provider signed says.
fn signed() -> &'static Said {
    static SIGNED: OnceLock<Said> = OnceLock::new();
    SIGNED.get_or_init(|| {
        let claims = [("email", "ada@example.com"), ("groups", "[a,b+%3Cc%3E]")];
        said_of("ada".to_owned(), claims.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
    })
}

/// What an assertion of the provider says of a user with these claims.
fn said_of(name: String, claims: BTreeMap<String, String>) -> Said {
    let known = |text: &str| Some(text.to_owned());
    Said { name, claims, id: known(ASSERTION_ID), session: known(SESSION_INDEX), class: known(CLASS) }
}

fn is_signed_out(text: &str) -> bool {
    let taken = ServiceProvider.read_sign_out(&STANDARD.encode(text), &expected_sign_out()).is_ok();
    if taken {
        let root = second::tree(text).unwrap_or_else(|error| panic!("the second reader ({error}) of {text}"));
        assert_eq!(root.local, "LogoutResponse", "{text}");
        for (name, value) in [("Destination", SIGN_OUT_ADDRESS), ("InResponseTo", REQUEST)] {
            assert!(root.attributes.contains(&(None, name.to_owned(), value.to_owned())), "{name}: {text}");
        }
    }
    taken
}

fn is_metadata(text: &str) -> bool {
    let read = ServiceProvider.read_metadata(text, NOW);
    if let Ok(peer) = &read {
        let ours = (&peer.entity_id, &peer.sign_in_url, &peer.certificates);
        let (entity, url, keys) = second::provider(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(ours, (&entity, &url, &keys), "{text}");
    }
    read.is_ok()
}

/// What a provider says of a user with this name and this attribute, signed, reads back as it was said.
fn said(data: &[u8]) {
    let [name, attribute, value] = parts(data);
    let [name, attribute, value] = [name, attribute, value].map(|part| text(part).into_owned());
    let written = documents::attribute(&in_attribute(&attribute), &in_text(&value));
    let assertion = Signer::Curve.sign(&documents::assertion(&in_text(&name), &written));
    let name = name.trim_matches(SPACE).to_owned();
    let chars = name.chars().count();
    let taken = said_by_response(&documents::response(&assertion), false);
    let can_be = [&name, &attribute, &value].iter().all(|text| text.chars().all(is_character))
        && (1..=MOST_NAME_CHARS).contains(&chars);
    match taken {
        Some(taken) => {
            assert_eq!(taken, said_of(name, [(attribute, value)].into()));
            assert!(can_be, "what no document can say was taken: {assertion}");
        }
        None => assert!(!can_be || name.trim() != name, "what a provider may say was refused: {assertion}"),
    }
}

/// Whether XML has a character.
fn is_character(one: char) -> bool {
    matches!(one, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// A text between tags, in its canonical form.
fn in_text(text: &str) -> String {
    escaped(text, &[('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('\r', "&#xD;")])
}

/// A text in an attribute, in its canonical form.
fn in_attribute(text: &str) -> String {
    let space = [('\t', "&#x9;"), ('\n', "&#xA;"), ('\r', "&#xD;")];
    escaped(text, &[&[('&', "&amp;"), ('<', "&lt;"), ('"', "&quot;")][..], &space].concat())
}

fn escaped(text: &str, escapes: &[(char, &str)]) -> String {
    let written = |one: char| {
        let escape = escapes.iter().find(|(plain, _)| *plain == one);
        escape.map_or_else(|| one.to_string(), |(_, escape)| (*escape).to_owned())
    };
    text.chars().map(written).collect()
}
