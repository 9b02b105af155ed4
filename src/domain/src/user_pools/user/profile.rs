//! A present user.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    Attempts, Code, Confirmed, ConfirmedBy, CreatedByAdmin, Credential, Devices, Disabled, Enabled, Factors,
    Link, Passkey, PostConfirmationDue, Purpose, Refusal, SignedIn, SignedUp, Status,
    federated::TakenAnswers, former_passwords::FormerPasswords, spent::SpentChallenges,
};
use crate::{
    Personal, Timestamp,
    user_pools::{risk::Habits, session::SessionLimits},
    values::{
        username::{Name, Naming},
        writing::Holder,
    },
};

/// What is known of a present user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// The user name, as it was given; never changes.
    pub username: Personal<String>,
    /// Without `sub`.
    pub attributes: BTreeMap<String, Personal<String>>,
    /// Whether and how the user may sign in.
    pub status: Status,
    /// An administrator can switch a user off.
    pub enabled: bool,
    /// The password, in the forms it is checked in. A user may have none, see [`Credential::absent`].
    pub credential: Credential,
    /// The passwords before it.
    pub(super) former_passwords: FormerPasswords,
    /// The newest code for each purpose.
    pub codes: BTreeMap<Purpose, Code>,
    /// When the user was made.
    pub created_at: Timestamp,
    /// When something about the user was last changed.
    pub modified_at: Timestamp,
    /// Counts what ended all sessions, global sign-outs and switching off: sessions of an earlier epoch are over.
    pub sign_out_epoch: u64,
    /// Counts how often the password was reset by an administrator or set by a code: sessions from before are refreshed no more.
    pub recoveries: u64,
    /// Ids of the groups that the user has joined. Some may have ended since: a group that ends is not looked for in its members.
    pub groups: BTreeSet<String>,
    /// Accounts at identity providers by which the user signs in too.
    pub links: Vec<Link>,
    /// The passkeys, in the order in which they were registered.
    pub passkeys: Vec<Passkey>,
    /// Whether an administrator has ended signing in by password.
    pub is_password_disabled: bool,
    /// The second factors.
    pub factors: Factors,
    /// The devices.
    pub devices: Devices,
    /// What is usual of the user's sign-ins, where threat protection watches them.
    pub habits: Habits,
    /// Challenges that had their right answer.
    pub(super) spent: SpentChallenges,
    /// Custom challenges that were answered. A caller who has proved nothing adds to them, so that they have a place of their own.
    pub(super) custom_answered: SpentChallenges,
    /// Calls of the function `PostConfirmation` that are to be made, oldest first.
    pub(super) post_confirmations: Vec<PostConfirmationDue>,
    /// Answers of identity providers that were taken lately.
    pub(super) provider_answers: TakenAnswers,
}

impl Profile {
    pub(super) fn signed_up(event: &SignedUp) -> Self {
        let credential = event.credential.clone().unwrap_or_else(Credential::absent);
        Self::new(&event.username, &event.attributes, Status::Unconfirmed, &credential, event.at)
    }

    pub(super) fn created(event: &CreatedByAdmin) -> Self {
        let status = Status::ForceChangePassword { expires_at: event.expires_at };
        Self::new(&event.username, &event.attributes, status, &event.credential, event.at)
    }

    pub(super) fn new(
        username: &Personal<String>,
        attributes: &BTreeMap<String, Personal<String>>,
        status: Status,
        credential: &Credential,
        at: Timestamp,
    ) -> Self {
        Self {
            username: username.clone(),
            attributes: attributes.iter().filter(|(_, value)| !is_empty(value)).map(owned).collect(),
            status,
            enabled: true,
            credential: credential.clone(),
            former_passwords: FormerPasswords::default(),
            codes: BTreeMap::new(),
            created_at: at,
            modified_at: at,
            sign_out_epoch: 0,
            recoveries: 0,
            groups: BTreeSet::new(),
            links: Vec::new(),
            passkeys: Vec::new(),
            is_password_disabled: false,
            factors: Factors::default(),
            devices: Devices::default(),
            habits: Habits::default(),
            spent: SpentChallenges::default(),
            custom_answered: SpentChallenges::default(),
            post_confirmations: Vec::new(),
            provider_answers: TakenAnswers::default(),
        }
    }

    /// The user name. A forgotten person has none and counts as no user.
    pub fn name(&self) -> Result<&str, Refusal> {
        self.username.known().map(String::as_str).ok_or(Refusal::UserNotFound)
    }

    /// Whether the user is past the sign-up: was confirmed, or made by an administrator.
    pub fn is_confirmed(&self) -> bool {
        match self.status {
            Status::Unconfirmed => false,
            Status::Confirmed
            | Status::ForceChangePassword { .. }
            | Status::ResetRequired
            | Status::External => true,
        }
    }

    /// What the user's sessions are held to.
    pub const fn session_limits(&self) -> SessionLimits {
        SessionLimits { epoch: self.sign_out_epoch, recoveries: self.recoveries }
    }

    /// The names that the user gains by a confirmation that leaves these attributes.
    pub(super) fn gained(
        &self,
        naming: &Naming,
        after: &BTreeMap<String, String>,
    ) -> Result<Vec<Name>, Refusal> {
        let (name, before) = (self.name()?, self.known_attributes());
        if self.status == Status::External {
            return Ok(naming.gained_by_external(name, after));
        }
        Ok(naming.gained(name, (&before, self.is_confirmed()), (after, true)))
    }

    /// The user as the rules of writing attributes see it.
    pub(super) fn holder<'a>(
        &'a self,
        attributes: &'a BTreeMap<String, String>,
    ) -> Result<Holder<'a>, Refusal> {
        let is_external = self.status == Status::External;
        Ok(Holder { username: self.name()?, attributes, confirmed: self.is_confirmed(), is_external })
    }

    /// An attribute's value.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name)?.known().map(String::as_str)
    }

    /// The attributes that are still known.
    pub fn known_attributes(&self) -> BTreeMap<String, String> {
        let known =
            |(name, value): (&String, &Personal<String>)| Some((name.clone(), value.known()?.clone()));
        self.attributes.iter().filter_map(known).collect()
    }

    /// Whether `email` or `phone_number` is verified.
    pub fn verified(&self, attribute: &str) -> bool {
        self.attribute(&format!("{attribute}_verified")) == Some("true")
    }

    /// Whether an administrator has left the user switched on.
    pub fn must_be_enabled(&self) -> Result<(), Refusal> {
        if self.enabled { Ok(()) } else { Err(Refusal::Disabled) }
    }

    /// Whether there is a password to sign in by.
    pub fn has_password(&self) -> bool {
        self.credential.is_present() && !self.is_password_disabled
    }

    /// Whether an administrator has left the user the password.
    pub fn must_have_password(&self) -> Result<(), Refusal> {
        if self.is_password_disabled { Err(Refusal::CannotBeReset) } else { Ok(()) }
    }

    /// Whether a code that was sent can confirm the user.
    pub fn awaits_confirmation(&self) -> Result<(), Refusal> {
        match self.status {
            Status::Unconfirmed => Ok(()),
            other @ (Status::Confirmed
            | Status::ForceChangePassword { .. }
            | Status::ResetRequired
            | Status::External) => Err(Refusal::CannotBeConfirmed(other.name())),
        }
    }

    /// Whether an administrator has made the user, who has not signed in yet.
    pub const fn is_invited(&self) -> Result<(), Refusal> {
        match self.status {
            Status::ForceChangePassword { .. } => Ok(()),
            Status::Unconfirmed | Status::Confirmed | Status::ResetRequired | Status::External => {
                Err(Refusal::NotInvited)
            }
        }
    }

    /// Whether a code for this purpose can be of use to the user as it stands. Limits are another matter.
    pub fn may_be_sent_code(&self, purpose: Purpose) -> Result<(), Refusal> {
        self.must_be_enabled()?;
        if purpose == Purpose::ForgotPassword {
            self.must_have_password()?;
        }
        match (purpose, self.status) {
            (Purpose::SignUp, Status::Unconfirmed)
            | (Purpose::ForgotPassword, Status::Confirmed | Status::ResetRequired)
            | (Purpose::VerifyEmail | Purpose::VerifyPhoneNumber, _) => Ok(()),
            (
                Purpose::SignUp,
                Status::Confirmed
                | Status::ForceChangePassword { .. }
                | Status::ResetRequired
                | Status::External,
            ) => Err(Refusal::AlreadyConfirmed),
            (
                Purpose::ForgotPassword,
                Status::Unconfirmed | Status::ForceChangePassword { .. } | Status::External,
            ) => Err(Refusal::CannotBeReset),
        }
    }

    pub(super) fn confirm(&mut self, event: &Confirmed) {
        self.status = Status::Confirmed;
        self.modified_at = event.at;
        if let ConfirmedBy::Code { attribute } = &event.by {
            self.verify(attribute);
            self.use_code(Purpose::SignUp);
        }
    }

    /// A complete sign-in ends the count of wrong codes.
    pub(super) fn sign_in(&mut self, event: &SignedIn) {
        self.factors.attempts = Attempts::default();
        self.spent.add(event.challenge.as_ref(), Some(&event.session), event.at);
        if let Some(watched) = &event.watched {
            self.habits.learn(&watched.origin, event.at);
        }
    }

    pub(super) fn disable(&mut self, event: &Disabled) {
        self.enabled = false;
        self.sign_out_epoch = event.epoch;
        self.modified_at = event.at;
    }

    pub(super) fn enable(&mut self, event: &Enabled) {
        self.enabled = true;
        self.modified_at = event.at;
    }

    pub(super) fn verify(&mut self, attribute: &str) {
        self.attributes.insert(format!("{attribute}_verified"), Personal::Known("true".to_owned()));
    }
}

pub(super) fn is_empty(value: &Personal<String>) -> bool {
    value.known().is_some_and(String::is_empty)
}

pub(super) fn owned((name, value): (&String, &Personal<String>)) -> (String, Personal<String>) {
    (name.clone(), value.clone())
}
