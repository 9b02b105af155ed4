//! Which first factor each flow asks for.

use std::ops::ControlFlow;

use super::{Case, Said, ask, refuse, refuse_if};
use crate::{
    user_pools::sign_in::{Challenge, CodeUse, FirstFactor, Flow, PersonState, Refused},
    values::contact::Contact,
};

impl Case<'_> {
    /// Asks for a first factor until one was proved.
    pub(super) fn first_factor(self) -> Said {
        if self.ceremony.first_passed().is_some() {
            return ControlFlow::Continue(());
        }
        match self.ceremony.flow {
            Flow::Password => ask(Challenge::Password),
            Flow::Srp => ask(Challenge::PasswordVerifier),
            Flow::Choice => self.choice(),
            Flow::PasskeyFirst => ask(self.passkey()),
            // Their proof came before the ceremony, or a trigger decides.
            Flow::Custom { .. } | Flow::Confirmed | Flow::Federated | Flow::Cookie | Flow::Refresh => {
                ControlFlow::Continue(())
            }
        }
    }

    /// `USER_AUTH`: the factor that is wanted, or the choice.
    fn choice(self) -> Said {
        let tells = !self.rules.hides_who_exists;
        refuse_if(tells && self.person.state == PersonState::ResetRequired, Refused::ResetRequired)?;
        let offered = self.offers();
        // What is asked stays asked: it was wanted, or chosen.
        let asked = self.asked_first().filter(|_| self.ceremony.given.first.is_none());
        let wanted = self.ceremony.given.first.or(asked.map(|(factor, _)| factor));
        let is_unconfirmed = self.person.state == PersonState::Unconfirmed;
        let wants_password = is_unconfirmed && wanted.is_some_and(FirstFactor::is_password);
        refuse_if(tells && is_unconfirmed && (wants_password || offered.is_empty()), Refused::Unconfirmed)?;
        match wanted {
            Some(wanted) if wants_password || offered.contains(&wanted) => {
                ask(asked.map_or_else(|| self.wanted(wanted), |(_, challenge)| challenge.clone()))
            }
            // No factor is offered (a user that only an identity provider knows), so no proof can be right.
            _ if offered.is_empty() => refuse(Refused::Wrong),
            _ => ask(Challenge::SelectChallenge(offered)),
        }
    }

    /// The first factor that is asked already, with its challenge.
    fn asked_first(&self) -> Option<(FirstFactor, &Challenge)> {
        let asked = self.ceremony.asked_challenge()?;
        let factor = match asked {
            Challenge::Password => FirstFactor::Password,
            Challenge::PasswordSrp | Challenge::PasswordVerifier => FirstFactor::PasswordSrp,
            Challenge::Code { to: Contact::Email, code_use: CodeUse::First } => FirstFactor::EmailOtp,
            Challenge::Code { to: Contact::Phone, code_use: CodeUse::First } => FirstFactor::SmsOtp,
            Challenge::WebAuthn { .. } => FirstFactor::WebAuthn,
            Challenge::Code { code_use: CodeUse::Second | CodeUse::Setup, .. }
            | Challenge::SelectChallenge(_)
            | Challenge::SoftwareToken
            | Challenge::SelectMfaType(_)
            | Challenge::MfaSetup(_)
            | Challenge::NewPassword
            | Challenge::DeviceSrp
            | Challenge::DeviceVerifier
            | Challenge::Custom => return None,
        };
        Some((factor, asked))
    }

    fn wanted(self, wanted: FirstFactor) -> Challenge {
        match (wanted, wanted.contact()) {
            (_, Some(to)) => Challenge::Code { to, code_use: CodeUse::First },
            (FirstFactor::PasswordSrp, _) if self.ceremony.given.srp_public => Challenge::PasswordVerifier,
            (FirstFactor::PasswordSrp, _) => Challenge::PasswordSrp,
            (FirstFactor::WebAuthn, _) => self.passkey(),
            (FirstFactor::Password | FirstFactor::EmailOtp | FirstFactor::SmsOtp, None) => {
                Challenge::Password
            }
        }
    }

    fn passkey(self) -> Challenge {
        Challenge::WebAuthn { verification_required: self.rules.passkeys.must_verify() }
    }
}
