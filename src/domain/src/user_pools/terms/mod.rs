//! A legal document of an app client, which its sign-up page links to: in each language another address. Knows no page.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    Kind, Scope,
    configured::{Config, Configured, OtherNames},
};

/// Scope of the claims by which a client has one document of each kind; see [`place`].
pub const DOCUMENT_SCOPE: Scope = "terms_document";
/// The key of the link that is shown in a language that has none.
const DEFAULT_LINK: &str = "cognito:default";

/// A document.
pub type Terms = Configured<TermsDocument>;

/// Where a document is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsDocument {
    /// `TermsId`
    pub id: String,
    /// The client's id.
    pub client: String,
    /// `TermsName`
    pub name: TermsName,
    /// `Links`: by `cognito:` and the English word for a language, or `default`.
    pub links: BTreeMap<String, String>,
}

/// `TermsName`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TermsName {
    /// `terms-of-use`
    #[serde(rename = "terms_of_use")]
    TermsOfUse,
    /// `privacy-policy`
    #[serde(rename = "privacy_policy")]
    PrivacyPolicy,
}

impl TermsName {
    /// Both.
    pub const ALL: [Self; 2] = [Self::TermsOfUse, Self::PrivacyPolicy];

    /// As the protocol names it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TermsOfUse => "terms-of-use",
            Self::PrivacyPolicy => "privacy-policy",
        }
    }
}

/// A change to a document: what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermsChange {
    /// `TermsName`
    pub name: Option<TermsName>,
    /// `Links`
    pub links: Option<BTreeMap<String, String>>,
}

/// Why a document is refused. (`InvalidParameterException`)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TermsError {
    /// Some languages would have no document.
    #[error("Links must contain {DEFAULT_LINK}.")]
    NoDefault,
}

/// What a document claims in [`DOCUMENT_SCOPE`]: a client has one of each kind at the most.
pub fn place(client: &str, name: TermsName) -> String {
    format!("{client} {}", name.as_str())
}

impl Config for TermsDocument {
    const KIND: &'static str = "terms";
    const CREATED: Kind = Kind::new("terms.created", 1);
    const CHANGED: Kind = Kind::new("terms.changed", 1);
    const DELETED: Kind = Kind::new("terms.deleted", 1);
    type Change = TermsChange;
    type Broken = TermsError;

    const NAMES_CHANGE: bool = true;
    const OTHER_NAMES: Option<OtherNames<Self>> = Some(OtherNames {
        scope: DOCUMENT_SCOPE,
        of: |config| vec![place(&config.client, config.name)],
        taken: "Terms with this name already exist for this client.",
    });

    fn claimed_name(&self) -> &str {
        &self.id
    }

    fn changed(&self, change: &TermsChange) -> Self {
        Self {
            name: change.name.unwrap_or(self.name),
            links: change.links.clone().unwrap_or_else(|| self.links.clone()),
            ..self.clone()
        }
    }

    fn check(&self) -> Result<(), TermsError> {
        if self.links.contains_key(DEFAULT_LINK) { Ok(()) } else { Err(TermsError::NoDefault) }
    }

    fn not_there(_: &str) -> String {
        "Terms do not exist.".to_owned()
    }

    fn there_already(_: &str) -> String {
        "Terms already exist.".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Aggregate,
        configured::{ConfiguredRefusal, Create, rules},
        scenario::given,
    };

    fn links(keys: &[&str]) -> BTreeMap<String, String> {
        keys.iter().map(|key| ((*key).to_owned(), "https://example.com/terms".to_owned())).collect()
    }

    fn terms(keys: &[&str]) -> TermsDocument {
        let name = TermsName::TermsOfUse;
        TermsDocument { id: "t1".to_owned(), client: "c1".to_owned(), name, links: links(keys) }
    }

    #[test]
    fn a_document_keeps_the_rules_of_what_is_configured() {
        rules::hold(&terms(&[DEFAULT_LINK]), || TermsChange {
            name: Some(TermsName::PrivacyPolicy),
            links: None,
        });
    }

    #[test]
    fn what_a_change_does_not_mention_stays() {
        let keys = [DEFAULT_LINK, "cognito:french"];
        let change = TermsChange { links: Some(links(&keys)), name: None };
        assert_eq!(terms(&[DEFAULT_LINK]).changed(&change), terms(&keys));
        assert_eq!(terms(&keys).changed(&TermsChange::default()), terms(&keys));
    }

    #[test]
    fn a_client_has_one_document_of_each_kind() {
        let place_of = |document: &TermsDocument| (TermsDocument::OTHER_NAMES.unwrap().of)(document);
        let policy = TermsDocument { name: TermsName::PrivacyPolicy, ..terms(&[]) };
        assert_ne!(place_of(&terms(&[])), place_of(&policy));
        assert_eq!(Terms::taken(DOCUMENT_SCOPE), ConfiguredRefusal::OtherNameTaken);
    }

    #[test]
    fn some_document_is_there_for_every_language() {
        let refused = Err(ConfiguredRefusal::Broken(TermsError::NoDefault));
        given([]).when(Create { config: terms(&["cognito:french"]) }).then([], refused);
    }
}
