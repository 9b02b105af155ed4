//! What a page has to know from the request before it, in a sealed cookie: which challenge is open, what went wrong, what was typed. Never a
//! password.

use std::collections::BTreeMap;

use app::user_pools::sign_in::PageSession;
use serde::{Deserialize, Serialize};

use super::questions::Open;
use crate::pages::{Notice, PageError, Problem};

/// Bytes that may be kept: sealed and in base64, they fit the 4,096 of a cookie that browsers keep, with its name and attributes.
const KEPT_MAX: usize = 2_700;
/// Bytes of a name that is shown again. No user's name is longer: it has 128 characters.
const NAME_MAX: usize = 512;
/// Bytes of a message of a pool's function that is shown.
const MESSAGE_MAX: usize = 300;

/// What the next page has to know.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Remembered {
    /// The name that was typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) username: String,
    /// The address that was typed, whose domain finds a provider.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) work_address: String,
    /// The name of the provider that it has found: the page that follows leads there, once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) provider: Option<String>,
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
    /// The account was made on these pages just now: its user is offered a passkey.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_new: bool,
    /// The sign-in is complete: its session waits for the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) signed_in: Option<PageSession>,
    /// What has just succeeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) notice: Option<Notice>,
    /// What is wrong with what was sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) errors: Vec<PageError>,
}

impl Remembered {
    /// Of a user, and nothing else. A name that no user can have is not shown again.
    pub(super) fn of(username: &str) -> Self {
        let username = if username.len() > NAME_MAX { String::new() } else { username.to_owned() };
        Self { username, ..Self::default() }
    }

    /// Of an address whose domain finds a provider. One that is longer than a name is not shown again.
    pub(super) fn of_work_address(address: &str) -> Self {
        let work_address = if address.len() > NAME_MAX { String::new() } else { address.to_owned() };
        Self { work_address, ..Self::default() }
    }

    /// With something that is wrong.
    pub(super) fn with(self, mut error: PageError) -> Self {
        if let Problem::Message(message) = &mut error.problem {
            message.truncate(message.floor_char_boundary(MESSAGE_MAX));
        }
        Self { errors: vec![error], notice: None, ..self }
    }

    /// As much of it as a cookie holds: of the attributes that were typed, the longest are left out, and have to be typed again.
    pub(super) fn fitting(mut self) -> Self {
        let mut size = serde_json::to_vec(&self).map_or(usize::MAX, |kept| kept.len());
        let mut names: Vec<String> = self.attributes.keys().cloned().collect();
        names.sort_by_key(|name| self.attributes[name].len());
        while size > KEPT_MAX
            && let Some(longest) = names.pop()
        {
            let value = self.attributes.remove(&longest).unwrap_or_default();
            // What JSON adds to both is not counted, so that rather too much is left out.
            size = size.saturating_sub(longest.len() + value.len());
        }
        self
    }

    /// With something that has succeeded.
    pub(super) fn saying(self, notice: Notice) -> Self {
        Self { errors: Vec::new(), notice: Some(notice), ..self }
    }

    /// Of a user whose account was made on these pages just now.
    pub(super) fn of_new(username: &str) -> Self {
        Self { is_new: true, ..Self::of(username) }
    }

    /// Of a user who signs in, whose account may have been made on these pages just now.
    pub(super) fn again(&self, username: &str) -> Self {
        Self { is_new: self.is_new && self.username == username, ..Self::of(username) }
    }

    /// Whether it says something that is said once.
    pub(super) fn tells(&self) -> bool {
        self.notice.is_some() || self.provider.is_some() || !self.errors.is_empty()
    }

    /// The same, once that was said.
    pub(super) fn told(&self) -> Self {
        Self { errors: Vec::new(), notice: None, provider: None, ..self.clone() }
    }
}
