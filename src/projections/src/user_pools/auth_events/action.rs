//! What an event of a user shows to have been done, and how it went. Knows no row and no id.

use domain::{
    user_pools::user::{PasswordSetBy, Purpose, UserEvent},
    values::risk::PasswordEvent,
};
use serde::{Deserialize, Serialize};

/// What was done, and how it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthAction {
    /// What.
    pub kind: ActionKind,
    /// How it went.
    pub outcome: Outcome,
    /// What was proved or not proved with it, if the log says so.
    pub proof: Option<Proved>,
}

/// What users do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ActionKind {
    /// To sign in.
    SignIn,
    /// To sign up.
    SignUp,
    /// To have a forgotten password replaced.
    ForgotPassword,
    /// To change the password.
    PasswordChange,
    /// To have a code sent again.
    ResendCode,
}

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Well.
    Pass,
    /// It was refused.
    Fail,
    /// Something else was asked for.
    InProgress,
}

/// A proof that was right or wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proved {
    /// Whether it was one of a second factor; a password otherwise.
    pub is_second_factor: bool,
    /// Whether it was right.
    pub is_right: bool,
}

/// What a fact shows to have been done. `operation` is the one that has recorded it.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other event shows one")]
pub(super) fn action(fact: &UserEvent, operation: &str) -> Option<AuthAction> {
    use ActionKind::{ForgotPassword, PasswordChange, ResendCode, SignIn, SignUp};
    let changes_password = operation.ends_with(":ChangePassword");
    let is_called = |kind, outcome| AuthAction { kind, outcome, proof: None };
    let proves = |kind, outcome, is_second_factor, is_right| AuthAction {
        kind,
        outcome,
        proof: Some(Proved { is_second_factor, is_right }),
    };
    Some(match fact {
        UserEvent::SignedUp(_) => is_called(SignUp, Outcome::Pass),
        UserEvent::SignedIn(e) if is_by_password(&e.method) => proves(SignIn, Outcome::Pass, false, true),
        UserEvent::SignedIn(_) => is_called(SignIn, Outcome::Pass),
        UserEvent::SignInBlocked(e) if is_by_password(&e.method) => {
            proves(SignIn, Outcome::Fail, false, true)
        }
        UserEvent::FederationRefused(_) | UserEvent::SignInBlocked(_) => is_called(SignIn, Outcome::Fail),
        // Another challenge follows on a right password.
        UserEvent::ChallengeSpent(_) => proves(SignIn, Outcome::InProgress, false, true),
        UserEvent::PasswordRefused(_) if changes_password => is_called(PasswordChange, Outcome::Fail),
        UserEvent::PasswordRefused(_) => proves(SignIn, Outcome::Fail, false, false),
        // A signed-in user who sets an app up mistypes its code.
        UserEvent::FactorRefused(_) if operation.ends_with(":VerifySoftwareToken") => return None,
        UserEvent::FactorRefused(_) => proves(SignIn, Outcome::Fail, true, false),
        UserEvent::PasswordSet(e) => match e.by {
            PasswordSetBy::Change => is_called(PasswordChange, Outcome::Pass),
            PasswordSetBy::Code => is_called(ForgotPassword, Outcome::Pass),
            PasswordSetBy::NewPasswordRequired | PasswordSetBy::Admin => return None,
        },
        UserEvent::CodeIssued(e) if e.purpose == Purpose::ForgotPassword => {
            is_called(ForgotPassword, Outcome::InProgress)
        }
        UserEvent::CodeIssued(_) if operation.ends_with(":ResendConfirmationCode") => {
            is_called(ResendCode, Outcome::Pass)
        }
        UserEvent::CodeRefused(e) if e.purpose == Purpose::ForgotPassword => {
            is_called(ForgotPassword, Outcome::Fail)
        }
        UserEvent::CompromisedPasswordFound(e) => match e.on {
            PasswordEvent::SignIn => proves(SignIn, Outcome::Fail, false, true),
            PasswordEvent::SignUp => is_called(SignUp, Outcome::Fail),
            PasswordEvent::PasswordChange if operation.ends_with(":ConfirmForgotPassword") => {
                is_called(ForgotPassword, Outcome::Fail)
            }
            PasswordEvent::PasswordChange => is_called(PasswordChange, Outcome::Fail),
        },
        _ => return None,
    })
}

/// Whether a flow begins with a password.
fn is_by_password(method: &str) -> bool {
    matches!(
        method,
        "USER_SRP_AUTH" | "USER_PASSWORD_AUTH" | "ADMIN_USER_PASSWORD_AUTH" | "NEW_PASSWORD_REQUIRED"
    )
}
