//! SAML without XML and without signatures, for tests of what is done with it. What is true of real messages is the adapter's to test.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Map, json};

use crate::federation::{
    ForeignUser,
    saml::{
        Envelope, Expected, ExpectedSignOut, MetadataFault, MetadataSource, NameId, Refused, Saml, SamlPeer,
        SamlSignIn, Unsent,
    },
};

/// Reads JSON in the place of XML.
///
/// Metadata are any document with `EntityDescriptor` in it, and say always the same. A response is `{"user", "claims", "answers", "id"}`,
/// where `answers` is the id of a request, or `{"refused"}` with the reason by its name. An answer to a sign-out is `{"answers"}`. What is
/// sent is an address with the id of the message, the relay state, and whether it is signed, as parameters.
pub struct PlainSaml;

#[derive(Deserialize)]
struct PlainResponse {
    refused: Option<String>,
    #[serde(default)]
    user: String,
    #[serde(default)]
    claims: BTreeMap<String, String>,
    answers: Option<String>,
    #[serde(default)]
    id: String,
    /// How many seconds ago it was issued.
    #[serde(default)]
    age: i64,
}

/// Seconds for which a response is good.
const GOOD_SECONDS: i64 = 300;

impl Saml for PlainSaml {
    fn read_metadata(&self, document: &str, _now: i64) -> Result<SamlPeer, MetadataFault> {
        if !document.contains("EntityDescriptor") {
            return Err(MetadataFault::Invalid("no EntityDescriptor".to_owned()));
        }
        Ok(SamlPeer {
            entity_id: "https://idp.example.com".to_owned(),
            sign_in_url: "https://idp.example.com/sso".to_owned(),
            sign_out_url: Some("https://idp.example.com/slo".to_owned()),
            certificates: vec!["MIIC".to_owned()],
        })
    }

    fn sign_in_url(
        &self,
        peer: &SamlPeer,
        envelope: &Envelope<'_>,
        _answer_at: &str,
    ) -> Result<String, Unsent> {
        Ok(sent(&peer.sign_in_url, envelope))
    }

    fn read_response(&self, posted: &str, expected: &Expected<'_>) -> Result<SamlSignIn, Refused> {
        let read: PlainResponse = serde_json::from_str(posted).map_err(|_| Refused::Malformed)?;
        if let Some(name) = &read.refused {
            let why = Refused::ALL.into_iter().find(|why| format!("{why:?}") == *name);
            return Err(why.unwrap_or(Refused::Malformed));
        }
        if read.answers.as_deref() != expected.request {
            return Err(Refused::Request);
        }
        let mut told = read.claims.clone();
        told.insert("NameID".to_owned(), read.user.clone());
        let parts = Map::from_iter([("samlResponse".to_owned(), json!(told))]);
        let name = NameId { value: read.user.clone(), format: None, qualifier: None, sp_qualifier: None };
        Ok(SamlSignIn {
            user: ForeignUser { subject: read.user, claims: read.claims, acr: None, parts },
            name,
            session_index: Some("_s1".to_owned()),
            assertion_id: read.id,
            issued_at: expected.now - read.age,
            dead_at: expected.now - read.age + GOOD_SECONDS,
        })
    }

    fn sign_out_url(
        &self,
        to: &str,
        envelope: &Envelope<'_>,
        _name: &NameId,
        _session_index: Option<&str>,
    ) -> Result<String, Unsent> {
        Ok(sent(to, envelope))
    }

    fn read_sign_out(&self, posted: &str, expected: &ExpectedSignOut<'_>) -> Result<(), Refused> {
        let read: PlainResponse = serde_json::from_str(posted).map_err(|_| Refused::Malformed)?;
        if read.answers.as_deref() == Some(expected.request) { Ok(()) } else { Err(Refused::Request) }
    }
}

fn sent(to: &str, envelope: &Envelope<'_>) -> String {
    let signed = if envelope.key.is_some() { "&Signature=yes" } else { "" };
    format!("{to}?SAMLRequest={}&RelayState={}{signed}", envelope.id, envelope.relay_state)
}

/// Metadata at every address, but at those that are said to be gone.
#[derive(Default)]
pub struct MemoryMetadata {
    gone: Mutex<BTreeSet<String>>,
    fetched: Mutex<u64>,
}

impl MemoryMetadata {
    /// From now on this address does not answer.
    pub fn lose(&self, url: &str) {
        self.gone.lock().unwrap_or_else(PoisonError::into_inner).insert(url.to_owned());
    }

    /// Count of fetches so far.
    pub fn fetched(&self) -> u64 {
        *self.fetched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl MetadataSource for MemoryMetadata {
    async fn fetch(&self, url: &str) -> Result<String, MetadataFault> {
        *self.fetched.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        if self.gone.lock().unwrap_or_else(PoisonError::into_inner).contains(url) {
            return Err(MetadataFault::Unreachable(url.to_owned()));
        }
        Ok("<EntityDescriptor/>".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_is_taken_if_it_answers_the_request() {
        let peer = PlainSaml.read_metadata("<EntityDescriptor/>", 0).unwrap();
        let expected = Expected {
            peer: &peer,
            audience: "us",
            address: "https://us",
            request: Some("_1"),
            decrypt: None,
            now: 1_000,
        };
        let posted = r#"{"user": "ada", "claims": {"mail": "a@x"}, "answers": "_1", "id": "_a", "age": 7}"#;
        let taken = PlainSaml.read_response(posted, &expected).unwrap();
        assert_eq!((taken.user.subject.as_str(), taken.assertion_id.as_str()), ("ada", "_a"));
        assert_eq!((taken.issued_at, taken.dead_at), (993, 1_293));
        let other = Expected { request: None, ..expected };
        assert_eq!(PlainSaml.read_response(posted, &other), Err(Refused::Request));
        assert_eq!(
            PlainSaml.read_response(r#"{"refused": "Signature"}"#, &expected),
            Err(Refused::Signature)
        );
    }

    #[tokio::test]
    async fn an_address_that_is_lost_has_no_metadata() {
        let metadata = MemoryMetadata::default();
        assert!(metadata.fetch("a").await.is_ok());
        metadata.lose("a");
        assert_eq!(metadata.fetch("a").await, Err(MetadataFault::Unreachable("a".to_owned())));
        assert_eq!(metadata.fetched(), 2);
    }
}
