//! The commands of a user.

mod answer;
mod associate_authenticator;
mod change_password;
mod confirm;
mod confirm_device;
mod create;
mod create_complete;
mod delete;
mod disable;
mod disable_password;
mod enable;
mod forget_device;
mod give_feedback;
mod import;
mod issue_code;
mod issue_factor_code;
mod join_group;
mod leave_group;
mod link_account;
mod migrate;
mod post_confirmation;
mod record_refused_while_locked;
mod refuse_code;
mod refuse_compromised;
mod register_passkey;
mod remove_authenticator;
mod remove_passkey;
mod require_reset;
mod resend_invitation;
mod reset_password;
mod set_device_status;
mod set_factors;
mod set_password;
mod sign_out;
mod unlink_account;
mod verify_attribute;
mod verify_authenticator;
mod write_attributes;
mod yield_alias;

pub use answer::{
    AnswerChallenge, Answered, CheckedCode, CheckedPasskey, CheckedPassword, Completion, EnrolAuthenticator,
    Judging, NewPassword, PasskeyProof, Proof, Watch,
};
pub use associate_authenticator::AssociateAuthenticator;
pub use change_password::ChangePassword;
pub use confirm::{AdminConfirm, ConfirmSignUp};
pub use confirm_device::ConfirmDevice;
pub use create::{CreateByAdmin, NewCode, SignUp};
pub use create_complete::CreateComplete;
pub use delete::Delete;
pub use disable::Disable;
pub use disable_password::DisablePassword;
pub use enable::Enable;
pub use forget_device::ForgetDevice;
pub use give_feedback::GiveFeedback;
pub use import::Import;
pub use issue_code::{IssueCode, code_seconds};
pub use issue_factor_code::IssueFactorCode;
pub use join_group::JoinGroup;
pub use leave_group::LeaveGroup;
pub use link_account::LinkAccount;
pub use migrate::Migrate;
pub use post_confirmation::{Confirming, RecordPostConfirmation};
pub use record_refused_while_locked::RecordRefusedWhileLocked;
pub use refuse_code::RefuseCode;
pub use refuse_compromised::RefuseCompromised;
pub use register_passkey::RegisterPasskey;
pub use remove_authenticator::RemoveAuthenticator;
pub use remove_passkey::RemovePasskey;
pub use require_reset::RequireReset;
pub use resend_invitation::ResendInvitation;
pub use reset_password::ResetPassword;
pub use set_device_status::SetDeviceStatus;
pub use set_factors::{FactorChange, SetFactors};
pub use set_password::SetPassword;
pub use sign_out::SignOutEverywhere;
pub use unlink_account::UnlinkAccount;
pub use verify_attribute::VerifyAttribute;
pub use verify_authenticator::VerifyAuthenticator;
pub use write_attributes::{WriteAttributes, WrittenBy};
pub use yield_alias::YieldAlias;

#[cfg(test)]
pub(in crate::user_pools) mod samples;
