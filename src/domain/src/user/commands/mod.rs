//! The intents a user answers to.

mod change_password;
mod confirm;
mod create;
mod delete;
mod issue_code;
mod look;
mod reset_password;
mod set_password;
mod sign_in;
mod sign_out;

pub use change_password::ChangePassword;
pub use confirm::{AdminConfirm, ConfirmSignUp};
pub use create::{CreateByAdmin, NewCode, SignUp};
pub use delete::Delete;
pub use issue_code::{FORGOT_PASSWORD_CODE_SECONDS, IssueCode, SIGN_UP_CODE_SECONDS};
pub use look::{LookAtCode, LookAtCredential, PendingCode};
pub use reset_password::ResetPassword;
pub use set_password::SetPassword;
pub use sign_in::{ReplaceTemporaryPassword, SignIn, SignInOutcome};
pub use sign_out::SignOutEverywhere;

#[cfg(test)]
pub(super) mod samples;
