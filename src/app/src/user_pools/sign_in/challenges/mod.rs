//! The challenges of a sign-in, a file each: how to issue one, and how to check an answer.

mod choice;
mod code;
mod custom;
mod device;
mod mfa_setup;
mod new_password;
mod passkey;
mod password;
mod password_verifier;
mod select_mfa_type;
mod software_token;

use domain::user_pools::{
    sign_in::{Challenge, Refused},
    user::commands::Proof,
};

use mfa_setup::check_setup;
use passkey::check_passkey;
use software_token::check_software_token;

use super::{Content, Step, brought::Brought, call::Call};
use crate::{Answer, user_pools::UserPools};

impl UserPools {
    /// Checks the answer that a call submits; `None` where it submits none.
    pub(super) async fn check(&self, call: &Call<'_>, brought: &Brought) -> Answer<Option<Proof>> {
        match brought {
            Brought::Password(password) => self.check_password(call, password).await.map(Some),
            Brought::SrpAnswer(answer) if call.asks_device() => {
                self.check_device(call, answer).await.map(Some)
            }
            Brought::SrpAnswer(answer) => self.check_srp(call, answer).await.map(Some),
            Brought::Content(content) => self.check_content(call, content).await,
            Brought::SrpPublic(_) | Brought::Choice(_) | Brought::Created(_) | Brought::Nothing => Ok(None),
        }
    }

    /// The same for the answer to a challenge. Passwords have been taken out of it.
    async fn check_content(&self, call: &Call<'_>, content: &Content) -> Answer<Option<Proof>> {
        match content {
            Content::NewPassword { password, attributes } => {
                self.check_new_password(call, password, attributes).await.map(Some)
            }
            Content::Code { code, .. } => self.check_sent_code(call, code).map(Some),
            Content::Passkey(answer) => check_passkey(call, answer).map(Some),
            Content::SoftwareToken(code) => check_software_token(call, code).map(Some),
            Content::SelectMfaType(factor) => {
                let factor = factor.as_ref().map_err(Clone::clone)?;
                Ok(Some(Proof::Chosen(factor.ok_or(Refused::MfaMethodNotFound)?)))
            }
            Content::MfaSetup(address) => check_setup(call, address.as_ref()).map(|()| None),
            Content::SelectChallenge { .. }
            | Content::Password(_)
            | Content::PasswordSrp(_)
            | Content::Custom(_)
            | Content::DeviceSrp(_) => Ok(None),
        }
    }

    /// Issues a challenge.
    pub(super) async fn ask(&self, call: Call<'_>, challenge: Challenge, brought: Brought) -> Answer<Step> {
        match (challenge, brought) {
            (Challenge::PasswordVerifier, Brought::SrpPublic(public)) => self.ask_srp(call, &public).await,
            (Challenge::SelectChallenge(offered), _) => self.ask_choice(call, offered),
            (challenge @ (Challenge::Password | Challenge::PasswordSrp), _) => {
                self.ask_password(call, challenge)
            }
            (Challenge::NewPassword, _) => self.ask_new_password(call),
            (Challenge::SoftwareToken, _) => self.ask_software_token(call),
            (Challenge::SelectMfaType(offered), _) => self.ask_mfa_type(call, offered),
            (Challenge::MfaSetup(enabled), _) => self.ask_mfa_setup(call, enabled),
            (Challenge::DeviceSrp, _) => self.ask_device(call),
            (Challenge::DeviceVerifier, Brought::SrpPublic(public)) => {
                self.ask_device_proof(call, &public).await
            }
            (Challenge::WebAuthn { verification_required }, _) => {
                self.ask_passkey(call, verification_required)
            }
            (Challenge::Code { to, code_use }, brought) => self.ask_code(call, (to, code_use), brought).await,
            (Challenge::Custom, Brought::Created(created)) => self.ask_custom(call, created),
            // The client's number is missing, or a challenge that no function has created.
            (Challenge::PasswordVerifier | Challenge::DeviceVerifier | Challenge::Custom, _) => {
                Err(Refused::Outdated.into())
            }
        }
    }
}
