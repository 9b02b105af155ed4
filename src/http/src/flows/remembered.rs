//! What a page has to know from the request before it, in a sealed cookie: which challenge is open, what went wrong, what was typed. Never a
//! password.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::questions::Open;
use crate::pages::{Notice, PageError};

/// What the next page has to know.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Remembered {
    /// The name that was typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) username: String,
    /// Attributes that were typed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) attributes: BTreeMap<String, String>,
    /// The challenge of a sign-in that is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) open: Option<Open>,
    /// Where a code was sent, masked: one that confirms a sign-up or lets a password be reset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) destination: Option<String>,
    /// The `Session` of a sign-up, which signs the user in once confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sign_up: Option<String>,
    /// What has just succeeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) notice: Option<Notice>,
    /// What is wrong with what was sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) errors: Vec<PageError>,
}

impl Remembered {
    /// Of a user, and nothing else.
    pub(super) fn of(username: &str) -> Self {
        Self { username: username.to_owned(), ..Self::default() }
    }

    /// With something that is wrong.
    pub(super) fn with(self, error: PageError) -> Self {
        Self { errors: vec![error], notice: None, ..self }
    }

    /// With something that has succeeded.
    pub(super) fn saying(self, notice: Notice) -> Self {
        Self { errors: Vec::new(), notice: Some(notice), ..self }
    }

    /// Whether it says something that is said once.
    pub(super) fn tells(&self) -> bool {
        self.notice.is_some() || !self.errors.is_empty()
    }

    /// The same without attributes that were typed, which may be long.
    pub(super) fn without_attributes(self) -> Self {
        Self { attributes: BTreeMap::new(), ..self }
    }

    /// The same, once that was said.
    pub(super) fn told(&self) -> Self {
        Self { errors: Vec::new(), notice: None, ..self.clone() }
    }
}
