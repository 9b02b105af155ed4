//! Facts about a user.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    AccountLinked, AccountUnlinked, AnsweredChallenge, AttributeVerified, AttributesWritten,
    AuthenticatorAssociated, AuthenticatorRemoved, AuthenticatorUsed, AuthenticatorVerified,
    CompromisedPasswordFound, Credential, CustomAnswered, DeviceAsked, DeviceConfirmed, DeviceForgotten,
    DeviceStatusSet, DeviceUsed, FactorCodeIssued, FactorRefused, FactorsSet, FederationRefused,
    FeedbackGiven, ForFunction, Imported, JoinedGroup, LeftGroup, MadeByProvider, Medium, Migrated,
    PasskeyRegistered, PasskeyRemoved, PasskeyUsed, PasswordDisabled, PasswordRefused,
    PostConfirmationCalled, PostConfirmationDue, ProviderAnswered, Purpose, RefusedWhileLocked,
    RiskNoticeIssued, SignInBlocked, Status,
};
use crate::{Personal, Timestamp, user_pools::risk::Watched, values::username::Name};

crate::events! {
    /// Everything that can have happened to a user. (Older logs also hold wrong passwords for names that no user has.)
    pub enum UserEvent {
        "user.signed_up" 1 => SignedUp,
        "user.created_by_admin" 1 => CreatedByAdmin,
        "user.imported" 1 => Imported,
        "user.migrated" 1 => Migrated,
        "user.made_by_provider" 1 => MadeByProvider,
        "user.provider_answered" 1 => ProviderAnswered,
        "user.federation_refused" 1 => FederationRefused,
        "user.code_issued" 1 => CodeIssued,
        "user.code_refused" 1 => CodeRefused,
        "user.confirmed" 1 => Confirmed,
        "user.password_set" 1 => PasswordSet,
        "user.reset_required" 1 => ResetRequired,
        "user.risk_notice_issued" 1 => RiskNoticeIssued,
        "user.password_refused" 1 => PasswordRefused,
        "user.refused_while_locked" 1 => RefusedWhileLocked,
        "user.sign_in_blocked" 1 => SignInBlocked,
        "user.signed_in" 1 => SignedIn,
        "user.challenge_spent" 1 => ChallengeSpent,
        "user.signed_out_everywhere" 1 => SignedOutEverywhere,
        "user.disabled" 1 => Disabled,
        "user.enabled" 1 => Enabled,
        "user.joined_group" 1 => JoinedGroup,
        "user.left_group" 1 => LeftGroup,
        "user.attributes_written" 1 => AttributesWritten,
        "user.account_linked" 1 => AccountLinked,
        "user.account_unlinked" 1 => AccountUnlinked,
        "user.attribute_verified" 1 => AttributeVerified,
        "user.authenticator_associated" 1 => AuthenticatorAssociated,
        "user.authenticator_removed" 1 => AuthenticatorRemoved,
        "user.authenticator_used" 1 => AuthenticatorUsed,
        "user.authenticator_verified" 1 => AuthenticatorVerified,
        "user.compromised_password_found" 1 => CompromisedPasswordFound,
        "user.custom_challenge_answered" 1 => CustomAnswered,
        "user.device_asked" 1 => DeviceAsked,
        "user.device_confirmed" 1 => DeviceConfirmed,
        "user.device_forgotten" 1 => DeviceForgotten,
        "user.device_status_set" 1 => DeviceStatusSet,
        "user.device_used" 1 => DeviceUsed,
        "user.factor_code_issued" 1 => FactorCodeIssued,
        "user.factor_refused" 1 => FactorRefused,
        "user.factors_set" 1 => FactorsSet,
        "user.feedback_given" 1 => FeedbackGiven,
        "user.passkey_registered" 1 => PasskeyRegistered,
        "user.passkey_removed" 1 => PasskeyRemoved,
        "user.passkey_used" 1 => PasskeyUsed,
        "user.password_disabled" 1 => PasswordDisabled,
        "user.post_confirmation_called" 1 => PostConfirmationCalled,
        "user.post_confirmation_due" 1 => PostConfirmationDue,
        "user.deleted" 1 => Deleted,
    }
}

/// A user signed up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignedUp {
    /// The user name as it was given.
    pub username: Personal<String>,
    /// Names claimed with it.
    pub names: Vec<Name>,
    /// Without `sub`.
    pub attributes: BTreeMap<String, Personal<String>>,
    /// The first password; absent where the user signs in without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<Credential>,
    /// Through which client.
    pub client_id: String,
    /// When.
    pub at: Timestamp,
}

/// An administrator made the user, with a temporary password.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CreatedByAdmin {
    /// The user name as it was given.
    pub username: Personal<String>,
    /// Names claimed with it.
    pub names: Vec<Name>,
    /// Without `sub`.
    pub attributes: BTreeMap<String, Personal<String>>,
    /// The temporary password.
    pub credential: Credential,
    /// When that ends.
    pub expires_at: Timestamp,
    /// When.
    pub at: Timestamp,
}

/// A code was issued; a reaction sends it. The code itself is derived from the nonce under a key that is in no database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CodeIssued {
    /// What for.
    pub purpose: Purpose,
    /// Random; tells one code from the next.
    pub nonce: String,
    /// The attribute that is verified by it: `email` or `phone_number`.
    pub attribute: String,
    /// By what it is sent.
    pub medium: Medium,
    /// Where it is sent.
    pub destination: Personal<String>,
    /// When it ends.
    pub expires_at: Timestamp,
    /// For which client; empty where an administrator's call issued it.
    pub client_id: String,
    /// What functions for messages are told, where the pool has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_function: Option<ForFunction>,
    /// When.
    pub at: Timestamp,
}

/// A wrong code was given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CodeRefused {
    /// For what.
    pub purpose: Purpose,
    /// When.
    pub at: Timestamp,
}

/// How a user came to be confirmed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ConfirmedBy {
    /// By the code that was sent to an attribute, which is thereby verified.
    #[serde(rename = "code")]
    Code {
        /// `email` or `phone_number`.
        attribute: String,
    },
    /// By an administrator.
    #[serde(rename = "admin")]
    Admin,
    /// By the pool's function `PreSignUp`, at the sign-up.
    #[serde(rename = "function")]
    Function,
}

/// The user may sign in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confirmed {
    /// How.
    pub by: ConfirmedBy,
    /// Aliases that become active with it.
    pub names: Vec<Name>,
    /// When.
    pub at: Timestamp,
}

/// Who set a password, and on what grounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasswordSetBy {
    /// The user, who knew the old one.
    #[serde(rename = "change")]
    Change,
    /// The user, who was sent a code.
    #[serde(rename = "code")]
    Code,
    /// The user, who had to replace a temporary one.
    #[serde(rename = "new_password_required")]
    NewPasswordRequired,
    /// An administrator.
    #[serde(rename = "admin")]
    Admin,
}

/// There is a new password.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasswordSet {
    /// On what grounds.
    pub by: PasswordSetBy,
    /// The new one.
    pub credential: Credential,
    /// The user's status from now on.
    pub status: Status,
    /// The attribute that was verified with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<String>,
    /// Attributes that were written with it, and what follows from that; an empty value takes its attribute away.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Personal<String>>,
    /// Names that the user is found by from now on, because of these attributes or because the password confirms the user.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Name>,
    /// Names that the user gives back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub released: Vec<Name>,
    /// When.
    pub at: Timestamp,
}

impl PasswordSet {
    /// A password alone: no attribute is written with it.
    pub fn alone(by: PasswordSetBy, credential: Credential, status: Status, at: Timestamp) -> Self {
        let (names, released) = (Vec::new(), Vec::new());
        Self { by, credential, status, verified: None, attributes: BTreeMap::new(), names, released, at }
    }
}

/// An administrator reset the password: it opens nothing any more, and the user must set another one by a code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResetRequired {
    /// When.
    pub at: Timestamp,
}

/// A sign-in was completed; a session was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignedIn {
    /// The session's `origin_jti`.
    pub session: String,
    /// Through which client.
    pub client_id: String,
    /// By which flow: `USER_SRP_AUTH`.
    pub method: String,
    /// The challenge that was answered with it, which is thereby spent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<AnsweredChallenge>,
    /// What threat protection has seen of it; absent where that is off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watched: Option<Watched>,
    /// When.
    pub at: Timestamp,
}

/// A challenge was answered rightly, and another one follows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChallengeSpent {
    /// Which.
    pub challenge: AnsweredChallenge,
    /// What threat protection has seen of it; absent where that is off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watched: Option<Watched>,
    /// When.
    pub at: Timestamp,
}

/// An administrator switched the user off: no sign-in completes from now on, and all earlier sessions are ended for good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Disabled {
    /// Sessions of an earlier epoch are over.
    pub epoch: u64,
    /// When.
    pub at: Timestamp,
}

/// An administrator switched the user on again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Enabled {
    /// When.
    pub at: Timestamp,
}

/// All earlier sessions are ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignedOutEverywhere {
    /// The epoch that begins.
    pub epoch: u64,
    /// When.
    pub at: Timestamp,
}

/// The user was deleted; the person is forgotten next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deleted {
    /// When.
    pub at: Timestamp,
}
