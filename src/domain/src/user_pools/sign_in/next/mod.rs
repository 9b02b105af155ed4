//! What follows on each step of a sign-in. Pure: what pool and client demand, the user as it stands and what was proved go in.
//!
//! The parts run in order, and the first that has something to say ends the run: does the user state that the ceremony depends on still
//! hold ([`door`]), may this user attempt a sign-in ([`door`]), which first factor is asked for ([`flows`], [`custom`], [`factors`]), and
//! what stands between a right first factor and the tokens ([`tail`], [`mfa`], [`devices`]).

mod custom;
mod devices;
mod door;
mod factors;
mod flows;
mod mfa;
mod tail;

#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, ops::ControlFlow};

use super::{
    Began, Ceremony, Challenge, Factor, FirstFactor, Flow, Person, Refused, Rules, challenge::Count,
};

/// What follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Something must be answered.
    Ask(Challenge),
    /// The trigger `DefineAuthChallenge` must say what follows: ask again with its answer ([`super::Given::define`]).
    Define,
    /// The sign-in is complete.
    Admit(Admission),
    /// The sign-in is refused.
    Refuse(Refused),
}

impl Next {
    /// Whether the custom challenge on whose answer this follows is spent: the sign-in goes on, or the trigger has ended it. What is refused
    /// for another reason, such as a device that is not known, may be sent again.
    pub const fn spends_custom(&self) -> bool {
        match self {
            Self::Ask(_) | Self::Admit(_) => true,
            Self::Refuse(why) => matches!(why, Refused::Wrong),
            Self::Define => false,
        }
    }
}

/// A complete sign-in, and what it gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admission {
    /// The occasion that the trigger `TokenGeneration` is given.
    pub occasion: TokenOccasion,
    /// A session begins, and the trigger `PostAuthentication` is called. Otherwise an existing session continues.
    pub is_sign_in: bool,
    /// What tokens and answer say about the device.
    pub device: AdmittedDevice,
}

/// On what occasion tokens are made (the source of the trigger `TokenGeneration`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenOccasion {
    /// `Authentication`
    Authentication,
    /// `NewPasswordChallenge`
    NewPassword,
    /// `AuthenticateDevice`
    Device,
    /// `HostedAuth`: when the page's code is redeemed.
    Page,
    /// `RefreshTokens`
    Refresh,
}

/// What tokens and answer of a complete sign-in say about the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdmittedDevice {
    /// Nothing.
    Untracked,
    /// The client gets a key for a device that is not known yet (`NewDeviceMetadata`).
    New,
    /// The device that the ceremony names.
    Known,
}

/// What follows on a step of a sign-in.
///
/// To be asked when a ceremony begins, before any proof is looked at, and after each proof that was right. A wrong proof changes
/// nothing: its challenge stays good.
pub fn next(rules: &Rules, person: &Person, ceremony: &Ceremony) -> Next {
    let case = Case { rules, person, ceremony };
    match case.decide() {
        ControlFlow::Break(Next::Ask(challenge)) if case.is_locked(&challenge) => {
            Next::Refuse(Refused::Locked)
        }
        ControlFlow::Break(next) => next,
        ControlFlow::Continue(()) => Next::Admit(case.admission()),
    }
}

/// The first factors that a user may choose from: `AvailableChallenges`.
pub fn offers(rules: &Rules, person: &Person, ceremony: &Ceremony) -> BTreeSet<FirstFactor> {
    Case { rules, person, ceremony }.offers()
}

/// A step of a sign-in, and all that decides what follows on it.
#[derive(Clone, Copy)]
struct Case<'a> {
    rules: &'a Rules,
    person: &'a Person,
    ceremony: &'a Ceremony,
}

/// What a part of the rules says: `Break` with what follows, or nothing.
type Said = ControlFlow<Next>;

fn ask(challenge: Challenge) -> Said {
    ControlFlow::Break(Next::Ask(challenge))
}

fn refuse(why: Refused) -> Said {
    ControlFlow::Break(Next::Refuse(why))
}

fn refuse_if(condition: bool, why: Refused) -> Said {
    if condition { refuse(why) } else { ControlFlow::Continue(()) }
}

impl Case<'_> {
    fn decide(self) -> Said {
        self.still_true()?;
        self.may_try()?;
        match self.ceremony.flow {
            Flow::Federated | Flow::Cookie | Flow::Refresh => ControlFlow::Continue(()),
            Flow::Confirmed => self.tail_of_confirmed(),
            Flow::Custom { with_srp } => self.custom(with_srp),
            Flow::Password | Flow::Srp | Flow::Choice | Flow::PasskeyFirst => {
                self.first_factor()?;
                self.tail()
            }
        }
    }

    /// A lock of the factor that would be asked for: no message is sent and no trigger called inside one.
    fn is_locked(self, challenge: &Challenge) -> bool {
        match challenge.count() {
            Some(Count::Password) => self.person.locks.password,
            Some(Count::Code) => self.person.locks.code,
            None => false,
        }
    }

    fn admission(self) -> Admission {
        let is_sign_in = !matches!(self.ceremony.flow, Flow::Cookie | Flow::Refresh);
        Admission { occasion: self.occasion(), is_sign_in, device: self.admitted_device() }
    }

    fn occasion(self) -> TokenOccasion {
        let last = self.ceremony.passed.last().map(|passed| passed.factor);
        match (self.ceremony.flow, self.ceremony.began, last) {
            (Flow::Refresh, ..) => TokenOccasion::Refresh,
            (_, Began::Page, _) => TokenOccasion::Page,
            (.., Some(Factor::NewPassword)) => TokenOccasion::NewPassword,
            (.., Some(Factor::Device)) => TokenOccasion::Device,
            _ => TokenOccasion::Authentication,
        }
    }
}
