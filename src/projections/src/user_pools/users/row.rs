//! The row of a user, and what becomes of it.

use std::collections::BTreeMap;

use domain::{
    Personal, Timestamp,
    user_pools::user::{AccountUnlinked, Confirmed, ConfirmedBy, Link, PasswordSet, Status, UserEvent},
};
use serde::{Deserialize, Serialize};

/// A user.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    /// The `sub`.
    pub sub: String,
    /// `UNCONFIRMED`, `CONFIRMED`, `FORCE_CHANGE_PASSWORD`, `RESET_REQUIRED`, `EXTERNAL_PROVIDER`.
    pub status: String,
    /// Whether the user may sign in at all.
    pub enabled: bool,
    /// The user name, as it was given.
    pub username: String,
    /// Without `sub`.
    pub attributes: BTreeMap<String, String>,
    /// Linked accounts at identity providers.
    pub links: Vec<Link>,
    /// When the user was made.
    pub created_at: Timestamp,
    /// When something about the user changed last.
    pub modified_at: Timestamp,
}

/// Shows nothing personal.
impl std::fmt::Debug for UserRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserRow")
            .field("sub", &self.sub)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl UserRow {
    pub(super) fn new(
        sub: &str,
        username: &Personal<String>,
        attributes: &BTreeMap<String, Personal<String>>,
        status: &str,
        at: Timestamp,
    ) -> Option<Self> {
        let mut row = Self {
            sub: sub.to_owned(),
            // A forgotten person has no row.
            username: username.known()?.clone(),
            attributes: BTreeMap::new(),
            links: Vec::new(),
            status: status.to_owned(),
            enabled: true,
            created_at: at,
            modified_at: at,
        };
        row.learn(attributes);
        Some(row)
    }

    /// An empty value removes its attribute.
    pub(super) fn learn(&mut self, attributes: &BTreeMap<String, Personal<String>>) {
        let known =
            attributes.iter().filter_map(|(name, value)| Some((name.clone(), value.known()?.clone())));
        self.attributes.extend(known);
        self.attributes.retain(|_, value| !value.is_empty());
    }

    pub(super) fn write(&mut self, attributes: &BTreeMap<String, Personal<String>>, at: Timestamp) {
        self.modified_at = at;
        self.learn(attributes);
    }

    pub(super) fn verify(&mut self, attribute: &str) {
        self.attributes.insert(format!("{attribute}_verified"), "true".to_owned());
    }

    fn set_status(&mut self, status: Status, at: Timestamp) {
        status.name().clone_into(&mut self.status);
        self.modified_at = at;
    }

    fn confirm(&mut self, event: &Confirmed) {
        self.set_status(Status::Confirmed, event.at);
        if let ConfirmedBy::Code { attribute } = &event.by {
            self.verify(attribute);
        }
    }

    fn set_password(&mut self, event: &PasswordSet) {
        self.set_status(event.status, event.at);
        self.learn(&event.attributes);
        if let Some(attribute) = &event.verified {
            self.verify(attribute);
        }
    }

    fn link(&mut self, link: &Link) {
        self.modified_at = link.at;
        self.links.push(link.clone());
    }

    fn unlink(&mut self, event: &AccountUnlinked) {
        self.modified_at = event.at;
        self.links.retain(|link| link.account != event.account);
    }

    fn switch(&mut self, enabled: bool, at: Timestamp) {
        self.enabled = enabled;
        self.modified_at = at;
    }

    /// What becomes of a present user.
    pub(super) fn change(mut self, event: &UserEvent) -> Option<Self> {
        match event {
            UserEvent::Confirmed(e) => self.confirm(e),
            UserEvent::PasswordSet(e) => self.set_password(e),
            UserEvent::ResetRequired(e) => self.set_status(Status::ResetRequired, e.at),
            UserEvent::AttributesWritten(e) => self.write(&e.attributes, e.at),
            UserEvent::AttributeVerified(e) => self.write(&e.attributes, e.at),
            UserEvent::AccountLinked(e) => self.link(&e.link),
            UserEvent::AccountUnlinked(e) => self.unlink(e),
            UserEvent::PasswordDisabled(e) => self.modified_at = e.at,
            UserEvent::Disabled(e) => self.switch(false, e.at),
            UserEvent::Enabled(e) => self.switch(true, e.at),
            UserEvent::Deleted(_) => return None,
            UserEvent::SignedUp(_)
            | UserEvent::CreatedByAdmin(_)
            | UserEvent::Imported(_)
            | UserEvent::Migrated(_)
            | UserEvent::MadeByProvider(_)
            | UserEvent::ProviderAnswered(_)
            | UserEvent::FederationRefused(_)
            | UserEvent::CodeIssued(_)
            | UserEvent::CodeRefused(_)
            | UserEvent::PasswordRefused(_)
            | UserEvent::RefusedWhileLocked(_)
            | UserEvent::RiskNoticeIssued(_)
            | UserEvent::SignInBlocked(_)
            | UserEvent::SignedIn(_)
            | UserEvent::ChallengeSpent(_)
            | UserEvent::CompromisedPasswordFound(_)
            | UserEvent::CustomAnswered(_)
            | UserEvent::SignedOutEverywhere(_)
            | UserEvent::JoinedGroup(_)
            | UserEvent::LeftGroup(_)
            | UserEvent::AuthenticatorAssociated(_)
            | UserEvent::AuthenticatorVerified(_)
            | UserEvent::AuthenticatorUsed(_)
            | UserEvent::AuthenticatorRemoved(_)
            | UserEvent::FactorsSet(_)
            | UserEvent::FactorCodeIssued(_)
            | UserEvent::FactorRefused(_)
            | UserEvent::FeedbackGiven(_)
            | UserEvent::DeviceAsked(_)
            | UserEvent::DeviceConfirmed(_)
            | UserEvent::DeviceUsed(_)
            | UserEvent::DeviceStatusSet(_)
            | UserEvent::DeviceForgotten(_)
            | UserEvent::PasskeyRegistered(_)
            | UserEvent::PasskeyUsed(_)
            | UserEvent::PasskeyRemoved(_)
            | UserEvent::PostConfirmationCalled(_)
            | UserEvent::PostConfirmationDue(_) => {}
        }
        Some(self)
    }
}
