//! The challenges of a sign-in, a file each: how to issue one, and how to check an answer.

mod code;
mod mfa_setup;
mod new_password;
mod password;
mod password_verifier;
mod select_mfa_type;
mod software_token;

use domain::user_pools::{
    sign_in::{Challenge, Refused},
    user::commands::Proof,
};

use mfa_setup::check_setup;

use super::{Step, call::Call, not_built, values::Brought};
use crate::{Answer, user_pools::UserPools};

impl UserPools {
    /// Checks the answer that a call submits; `None` where it submits none.
    pub(super) async fn check(&self, call: &Call<'_>, brought: &Brought) -> Answer<Option<Proof>> {
        match brought {
            Brought::Password(password) => self.check_password(call, password).await.map(Some),
            Brought::SrpAnswer(answer) => self.check_srp(call, answer).await.map(Some),
            Brought::NewPassword { password, attributes } => {
                self.check_new_password(call, password, attributes).await.map(Some)
            }
            Brought::Token(code) => self.check_software_token(call, code).map(Some),
            Brought::Chosen(factor) => {
                let factor = factor.as_ref().map_err(Clone::clone)?;
                Ok(Some(Proof::Chosen(factor.ok_or(Refused::MfaMethodNotFound)?)))
            }
            Brought::Code(code) => self.check_sent_code(call, code).map(Some),
            Brought::SetUp(address) => check_setup(call, address.as_ref()).map(|()| None),
            Brought::SrpPublic(_) | Brought::Nothing => Ok(None),
        }
    }

    /// Issues a challenge.
    pub(super) async fn ask(&self, call: Call<'_>, challenge: Challenge, brought: Brought) -> Answer<Step> {
        match (challenge, brought) {
            (Challenge::PasswordVerifier, Brought::SrpPublic(public)) => self.ask_srp(call, &public).await,
            (Challenge::NewPassword, _) => self.ask_new_password(call),
            (Challenge::SoftwareToken, _) => self.ask_software_token(call),
            (Challenge::SelectMfaType(offered), _) => self.ask_mfa_type(call, offered),
            (Challenge::MfaSetup(enabled), _) => self.ask_mfa_setup(call, enabled),
            (Challenge::Code { to, code_use }, brought) => self.ask_code(call, (to, code_use), brought).await,
            (
                Challenge::Password
                | Challenge::PasswordSrp
                | Challenge::PasswordVerifier
                | Challenge::SelectChallenge(_)
                | Challenge::WebAuthn { .. }
                | Challenge::DeviceSrp
                | Challenge::DeviceVerifier
                | Challenge::Custom,
                _,
            ) => Err(not_built()),
        }
    }
}
