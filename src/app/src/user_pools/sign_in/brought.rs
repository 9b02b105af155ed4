//! What a call submits for its step of a sign-in.

use crypto::srp::ClientPublic;
use domain::user_pools::sign_in::{Asked, Challenge};
use ports::triggers::Texts;

use super::{Along, Content, SrpAnswer};
use crate::{Answer, Fault};

/// What a call submits for its step of a sign-in.
pub(super) enum Brought {
    /// The password itself.
    Password(String),
    /// `SRP_A`
    SrpPublic(ClientPublic),
    /// What proves the password by SRP.
    SrpAnswer(SrpAnswer),
    /// The choice of a first factor with the first call, with what was sent along.
    Choice(Along),
    /// The answer to a challenge.
    Content(Content),
    /// Nothing itself: a function has created the challenge that follows.
    Created(Created),
    /// Nothing.
    Nothing,
}

/// A challenge that a function has created.
pub(super) struct Created {
    /// What is asked, with what the function keeps to itself.
    pub(super) asked: Option<Asked>,
    /// What the client gets.
    pub(super) parameters: Texts,
}

impl Brought {
    /// Whether it is a password, or proves one.
    pub(super) const fn is_password(&self) -> bool {
        matches!(self, Self::Password(_) | Self::SrpAnswer(_))
    }

    /// Whether it holds a password that is to be hashed, in whatever form it came.
    pub(super) const fn holds_password(&self) -> bool {
        match self {
            Self::Password(_) | Self::Content(Content::Password(Ok(_))) => true,
            Self::Choice(along) | Self::Content(Content::SelectChallenge { along: Ok(along), .. }) => {
                along.password.is_some()
            }
            Self::SrpPublic(_) | Self::SrpAnswer(_) | Self::Content(_) | Self::Created(_) | Self::Nothing => {
                false
            }
        }
    }

    /// The password, or the client's public number, that came with a choice or as an answer, where it is what the challenge asks for.
    pub(super) fn for_challenge(self, challenge: &Challenge) -> Answer<Self> {
        Ok(match (self, challenge) {
            (Self::Choice(Along { password: Some(password), .. }), Challenge::Password) => {
                Self::Password(password)
            }
            (Self::Choice(Along { client_public: Some(public), .. }), Challenge::PasswordVerifier) => {
                Self::SrpPublic(public)
            }
            (Self::Content(Content::SelectChallenge { along, .. }), _) => {
                return Self::Choice(along?).for_challenge(challenge);
            }
            (Self::Content(Content::Password(password)), _) => Self::Password(password?),
            (Self::Content(Content::PasswordSrp(public) | Content::DeviceSrp(public)), _) => {
                Self::SrpPublic(public?)
            }
            (other, _) => other,
        })
    }

    /// Whether it answers a custom challenge.
    pub(super) const fn is_custom(&self) -> bool {
        matches!(self, Self::Content(Content::Custom(_)))
    }

    /// Whether it answers `MFA_SETUP` without an address: an app was set up.
    pub(super) const fn is_set_up(&self) -> bool {
        matches!(self, Self::Content(Content::MfaSetup(None)))
    }

    /// Refuses an answer to `SELECT_CHALLENGE` that was not offered.
    pub(super) fn check_offered(&self, asked: Option<&Challenge>) -> Answer<()> {
        let Self::Content(Content::SelectChallenge { first, .. }) = self else { return Ok(()) };
        let first = first.as_ref().map_err(Clone::clone)?;
        let is_offered =
            |first| matches!(asked, Some(Challenge::SelectChallenge(offered)) if offered.contains(&first));
        if first.is_some_and(is_offered) {
            return Ok(());
        }
        Err(Fault::invalid("The challenge in ANSWER is not available"))
    }
}
