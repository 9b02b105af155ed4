//! A user of a pool: names, attributes, credential, pending codes, and how often the password was wrong.
//!
//! Attempts on an unknown user name are counted by the same rules ([`UnknownName`]), so that answers do not reveal which users exist, but
//! they are no facts about a person and no single attempt is written to the log. Knows no code, no password, no token: a code is derived
//! outside from the nonce kept here, and whether it or a password matched comes in as a value.

mod attempts;
mod attributes;
mod changes;
mod code;
pub mod commands;
mod compromised;
mod credential;
mod devices;
mod events;
mod factors;
mod federated;
mod feedback;
mod for_function;
mod former_passwords;
mod groups;
mod imported;
mod links;
mod migrated;
mod passkeys;
mod passwords;
mod pending_codes;
mod person;
mod post_confirmation;
mod profile;
mod purpose;
mod queries;
mod recovery;
mod refusals;
mod risk;
mod spent;
mod unknown;

use serde::{Deserialize, Serialize};

pub use attempts::{Attempts, FactorRefused, PasswordRefused, RefusedWhileLocked};
pub use attributes::{AttributeVerified, AttributesWritten};
pub use code::{Code, Medium};
pub use compromised::CompromisedPasswordFound;
pub use credential::{Credential, Status};
pub use devices::{
    AskedOfDevice, Device, DeviceAsked, DeviceConfirmed, DeviceForgotten, DeviceStatusSet, DeviceUsed,
    DeviceVerifier, Devices,
};
pub use events::{
    ChallengeSpent, CodeIssued, CodeRefused, Confirmed, ConfirmedBy, CreatedByAdmin, Deleted, Disabled,
    Enabled, PasswordSet, PasswordSetBy, ResetRequired, SignedIn, SignedOutEverywhere, SignedUp, UserEvent,
};
pub use factors::{
    Authenticator, AuthenticatorAssociated, AuthenticatorRemoved, AuthenticatorUsed, AuthenticatorVerified,
    CheckedToken, FactorCodeIssued, Factors, FactorsSet,
};
pub use federated::{ANSWER_SCOPE, FederationRefused, MadeByProvider, ProviderAnswered};
pub use feedback::{FeedbackBy, FeedbackGiven};
pub use for_function::{CodeReason, ForFunction};
pub use former_passwords::PASSWORD_HISTORY_MAX;
pub use groups::{JoinedGroup, LeftGroup};
pub use imported::Imported;
pub use links::{
    ACCOUNT_SCOPE, Account, AccountLinked, AccountUnlinked, IDENTITIES, Link, OWN_ID, PasswordDisabled,
    identities, identities_claim,
};
pub use migrated::Migrated;
pub use passkeys::{PASSKEY_SCOPE, PASSKEYS_MAX, Passkey, PasskeyRegistered, PasskeyRemoved, PasskeyUsed};
pub use post_confirmation::{Confirmation, PostConfirmationCalled, PostConfirmationDue};
pub use profile::Profile;
pub use purpose::Purpose;
pub use recovery::RecoveryRules;
pub use refusals::Refusal;
pub use risk::{RiskNoticeIssued, RiskNoticeKind, SignInBlocked};
pub use spent::{AnsweredChallenge, CustomAnswered};
pub use unknown::UnknownName;

use crate::{
    Aggregate, Claim, LedgerId, Scope, Stream,
    values::username::{Name, NameKind},
};

/// Where the user with this `sub` lives.
pub fn stream(pool: &LedgerId, sub: &str) -> Stream {
    Stream::person(pool.clone(), User::KIND, sub)
}

/// What is known of a user.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// Wrong passwords lately.
    pub attempts: Attempts,
    /// Whether there is such a user.
    pub standing: Standing,
}

/// Whether there is such a user.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Standing {
    /// There has never been one.
    #[default]
    Absent,
    /// There is.
    Present(Box<Profile>),
    /// There was; deleted.
    Gone,
}

impl User {
    /// The profile of a present user.
    pub fn profile(&self) -> Result<&Profile, Refusal> {
        match &self.standing {
            Standing::Present(profile) => Ok(profile),
            Standing::Absent | Standing::Gone => Err(Refusal::UserNotFound),
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut Profile)) {
        if let Standing::Present(profile) = &mut self.standing {
            change(profile);
        }
    }

    /// A change that also shows that the user knows the way in: wrong passwords before it no longer count.
    fn clear_attempts(&mut self, change: impl FnOnce(&mut Profile)) {
        self.attempts = Attempts::default();
        self.change(change);
    }
}

impl Aggregate for User {
    const KIND: &'static str = "user";
    const GIVE_NAMES_BACK: &'static [&'static str] = &[
        "user.password_set",
        "user.attributes_written",
        "user.attribute_verified",
        "user.account_unlinked",
        "user.provider_answered",
        "user.passkey_removed",
        "user.deleted",
    ];
    type Event = UserEvent;
    type Refusal = Refusal;

    fn apply(&mut self, event: &UserEvent) {
        match event {
            UserEvent::SignedUp(e) => self.standing = Standing::Present(Box::new(Profile::signed_up(e))),
            UserEvent::CreatedByAdmin(e) => self.standing = Standing::Present(Box::new(Profile::created(e))),
            UserEvent::Imported(e) => self.standing = Standing::Present(Box::new(Profile::imported(e))),
            UserEvent::Migrated(e) => self.standing = Standing::Present(Box::new(Profile::migrated(e))),
            UserEvent::MadeByProvider(e) => self.standing = Standing::made_by_provider(e),
            UserEvent::CodeIssued(e) => self.change(|profile| profile.issue_code(e)),
            UserEvent::CodeRefused(e) => self.change(|profile| profile.refuse_code(e.purpose)),
            UserEvent::Confirmed(e) => self.change(|profile| profile.confirm(e)),
            UserEvent::PasswordSet(e) => self.clear_attempts(|profile| profile.set_password(e)),
            UserEvent::ResetRequired(e) => self.change(|profile| profile.require_reset(e)),
            UserEvent::PasswordRefused(e) => self.attempts.refused(e),
            UserEvent::FeedbackGiven(e) => self.change(|profile| profile.take_feedback(e)),
            UserEvent::RiskNoticeIssued(e) => self.change(|profile| profile.habits.notice(e.at)),
            UserEvent::SignedIn(e) => self.clear_attempts(|profile| profile.sign_in(e)),
            UserEvent::ChallengeSpent(e) => self.clear_attempts(|profile| profile.spend_challenge(e)),
            UserEvent::CustomAnswered(e) => self.change(|profile| profile.spend_custom_challenge(e)),
            UserEvent::SignedOutEverywhere(e) => self.change(|profile| profile.sign_out_epoch = e.epoch),
            UserEvent::Disabled(e) => self.change(|profile| profile.disable(e)),
            UserEvent::Enabled(e) => self.change(|profile| profile.enable(e)),
            UserEvent::AttributesWritten(e) => self.change(|profile| profile.write_attributes(e)),
            UserEvent::AttributeVerified(e) => self.change(|profile| profile.verify_attribute(e)),
            UserEvent::JoinedGroup(e) => self.change(|profile| profile.join_group(e)),
            UserEvent::LeftGroup(e) => self.change(|profile| profile.leave_group(e)),
            UserEvent::AccountLinked(e) => self.change(|profile| profile.link(e)),
            UserEvent::AccountUnlinked(e) => self.change(|profile| profile.unlink(e)),
            UserEvent::PasswordDisabled(e) => self.change(|profile| profile.disable_password(e)),
            UserEvent::PasskeyRegistered(e) => self.change(|profile| profile.register_passkey(e)),
            UserEvent::PasskeyUsed(e) => self.change(|profile| profile.use_passkey(e)),
            UserEvent::PasskeyRemoved(e) => self.change(|profile| profile.remove_passkey(e)),
            UserEvent::AuthenticatorAssociated(e) => self.change(|profile| profile.factors.associate(e)),
            UserEvent::AuthenticatorVerified(e) => self.change(|profile| profile.verify_authenticator(e)),
            UserEvent::AuthenticatorUsed(e) => self.change(|profile| profile.factors.use_authenticator(e)),
            UserEvent::AuthenticatorRemoved(_) => self.change(Profile::remove_authenticator),
            UserEvent::FactorsSet(e) => self.change(|profile| profile.set_factors(e)),
            UserEvent::FactorCodeIssued(e) => self.change(|profile| profile.factors.issue(e)),
            UserEvent::FactorRefused(e) => self.change(|profile| profile.factors.attempts.factor_refused(e)),
            UserEvent::DeviceAsked(e) => self.change(|profile| profile.devices.ask(e)),
            UserEvent::DeviceConfirmed(e) => self.change(|profile| profile.devices.confirm(e)),
            UserEvent::DeviceUsed(e) => self.change(|profile| profile.devices.use_device(e)),
            UserEvent::DeviceStatusSet(e) => self.change(|profile| profile.devices.set_status(e)),
            UserEvent::DeviceForgotten(e) => self.change(|profile| profile.devices.forget(e)),
            UserEvent::PostConfirmationDue(e) => self.change(|profile| profile.owe_post_confirmation(e)),
            UserEvent::PostConfirmationCalled(e) => self.change(|profile| profile.call_post_confirmation(e)),
            UserEvent::ProviderAnswered(e) => self.change(|profile| profile.provider_answers.add(e)),
            UserEvent::Deleted(_) => self.standing = Standing::Gone,
            // They change nothing about the user.
            UserEvent::RefusedWhileLocked(_)
            | UserEvent::CompromisedPasswordFound(_)
            | UserEvent::FederationRefused(_)
            | UserEvent::SignInBlocked(_) => {}
        }
    }

    fn claims(event: &UserEvent) -> Vec<Claim> {
        match event {
            UserEvent::SignedUp(e) => taken(&e.names),
            UserEvent::CreatedByAdmin(e) => taken(&e.names),
            UserEvent::Imported(e) => taken(&e.names),
            UserEvent::Migrated(e) => taken(&e.names),
            UserEvent::MadeByProvider(e) => e.taken(),
            UserEvent::ProviderAnswered(e) => e.claims(),
            UserEvent::Confirmed(e) => taken(&e.names),
            UserEvent::PasswordSet(e) => released(&e.released).into_iter().chain(taken(&e.names)).collect(),
            UserEvent::AttributesWritten(e) => {
                released(&e.released).into_iter().chain(taken(&e.names)).collect()
            }
            UserEvent::AttributeVerified(e) => {
                released(&e.released).into_iter().chain(taken(&e.names)).collect()
            }
            UserEvent::AccountLinked(e) => e.link.account.taken(),
            UserEvent::AccountUnlinked(e) => e.account.released(),
            UserEvent::PasskeyRegistered(e) => passkeys::taken(&e.passkey.id),
            UserEvent::PasskeyRemoved(e) => passkeys::released(&e.id),
            UserEvent::Deleted(_) => vec![Claim::ReleaseAll],
            UserEvent::CodeIssued(_)
            | UserEvent::CodeRefused(_)
            | UserEvent::ResetRequired(_)
            | UserEvent::PasswordRefused(_)
            | UserEvent::RefusedWhileLocked(_)
            | UserEvent::RiskNoticeIssued(_)
            | UserEvent::SignInBlocked(_)
            | UserEvent::SignedIn(_)
            | UserEvent::ChallengeSpent(_)
            | UserEvent::CompromisedPasswordFound(_)
            | UserEvent::FederationRefused(_)
            | UserEvent::CustomAnswered(_)
            | UserEvent::SignedOutEverywhere(_)
            | UserEvent::Disabled(_)
            | UserEvent::Enabled(_)
            | UserEvent::JoinedGroup(_)
            | UserEvent::LeftGroup(_)
            | UserEvent::PasswordDisabled(_)
            | UserEvent::PasskeyUsed(_)
            | UserEvent::AuthenticatorAssociated(_)
            | UserEvent::AuthenticatorVerified(_)
            | UserEvent::AuthenticatorUsed(_)
            | UserEvent::AuthenticatorRemoved(_)
            | UserEvent::DeviceAsked(_)
            | UserEvent::DeviceConfirmed(_)
            | UserEvent::DeviceUsed(_)
            | UserEvent::DeviceStatusSet(_)
            | UserEvent::DeviceForgotten(_)
            | UserEvent::FactorsSet(_)
            | UserEvent::FactorCodeIssued(_)
            | UserEvent::FactorRefused(_)
            | UserEvent::FeedbackGiven(_)
            | UserEvent::PostConfirmationCalled(_)
            | UserEvent::PostConfirmationDue(_) => Vec::new(),
        }
    }

    fn taken(scope: Scope) -> Refusal {
        if scope == ACCOUNT_SCOPE {
            return Refusal::AccountTaken;
        }
        if scope == ANSWER_SCOPE {
            return Refusal::AnswerUsed;
        }
        if scope == PASSKEY_SCOPE {
            return Refusal::PasskeyTaken;
        }
        match NameKind::of_scope(scope) {
            Some(NameKind::Email) => Refusal::EmailTaken,
            Some(NameKind::PhoneNumber) => Refusal::PhoneNumberTaken,
            Some(NameKind::PreferredUsername) => Refusal::PreferredUsernameTaken,
            Some(NameKind::Username) | None => Refusal::UsernameExists,
        }
    }
}

/// The names that are still known. Those of a forgotten person were given back when it was.
fn taken(names: &[Name]) -> Vec<Claim> {
    let take =
        |name: &Name| Some(Claim::Take { scope: name.kind.scope(), value: name.value.known()?.clone() });
    names.iter().filter_map(take).collect()
}

fn released(names: &[Name]) -> Vec<Claim> {
    let release =
        |name: &Name| Some(Claim::Release { scope: name.kind.scope(), value: name.value.known()?.clone() });
    names.iter().filter_map(release).collect()
}
