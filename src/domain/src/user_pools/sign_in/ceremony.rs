//! One sign-in from its first call to its tokens: what was proved so far, and what is asked for now.
//!
//! It travels sealed with the client. Passwords, codes and the metadata of a call are never in it.

use super::{
    Asked, AskedSecret, Challenge, CodeUse, Define, DeviceId, Factor, FirstFactor, Flow, Person, Risk, Round,
    RoundChallenge, SecondFactor, SignInUser,
};
use crate::{Timestamp, user_pools::risk::Judged, values::contact::Contact};

/// How long a ceremony may take in all, with any number of challenges: an hour.
const LASTS_SECONDS: i64 = 3_600;

/// How long it may take from the answer of an identity provider to the session: five minutes.
const VOUCHED_SECONDS: i64 = 300;

/// One sign-in from its first call to its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ceremony {
    /// Random.
    pub id: [u8; 16],
    /// Whose sign-in it is.
    pub user: SignInUser,
    /// A digest of the client's id.
    pub client: [u8; 16],
    /// Its flow.
    pub flow: Flow,
    /// The entry point at which it began.
    pub began: Began,
    /// When it began.
    pub began_at: Timestamp,
    /// The user state that it depends on; absent until something was proved.
    pub basis: Option<Basis>,
    /// What was proved, in order.
    pub passed: Vec<Passed>,
    /// What is asked for; absent until something is.
    pub asked: Option<Asked>,
    /// What the functions of `CUSTOM_AUTH` are told of the steps before; in another flow nothing.
    pub rounds: Vec<Round>,
    /// The device that the client named last.
    pub device: Option<DeviceId>,
    /// What threat protection wants for it.
    pub risk: Risk,
    /// What was found of it when its first factor was proved; absent before, and where nothing is judged.
    pub judged: Option<Judged>,
    /// A digest of the authorize request that it serves, on the pages.
    pub authorize: Option<[u8; 32]>,
    /// What the current call has brought. It belongs to that call and is not kept for the next.
    pub given: Given,
}

/// The entry point at which a ceremony began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Began {
    /// `InitiateAuth`
    Public,
    /// `AdminInitiateAuth`
    Admin,
    /// The sign-in pages.
    Page,
}

/// The user state that a ceremony depends on: the ceremony ends when either changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// Which password the user had.
    pub credential_version: Option<String>,
    /// The user's sign-out epoch.
    pub sign_out_epoch: u64,
}

/// Something that was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    /// What.
    pub factor: Factor,
    /// When.
    pub at: Timestamp,
}

/// What the current call has brought, beside proofs, which are checked outside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// `SRP_A` is at hand.
    pub srp_public: bool,
    /// The first factor that is wanted: `PREFERRED_CHALLENGE`, the answer to `SELECT_CHALLENGE`, or what an answer to `PASSWORD_SRP`
    /// is about.
    pub first: Option<FirstFactor>,
    /// The answer to `SELECT_MFA_TYPE`.
    pub second: Option<SecondFactor>,
    /// The contact of which an address was given with `MFA_SETUP`.
    pub setup: Option<Contact>,
    /// What the trigger `DefineAuthChallenge` has answered.
    pub define: Option<Define>,
}

impl Ceremony {
    /// A ceremony that begins: nothing was proved yet, and nothing asked.
    pub fn begin(
        id: [u8; 16],
        user: SignInUser,
        client: [u8; 16],
        (flow, began): (Flow, Began),
        began_at: Timestamp,
    ) -> Self {
        Self {
            id,
            user,
            client,
            flow,
            began,
            began_at,
            basis: None,
            passed: Vec::new(),
            asked: None,
            rounds: Vec::new(),
            device: None,
            risk: Risk::None,
            judged: None,
            authorize: None,
            given: Given::default(),
        }
    }

    /// Whether an answer to this challenge is an answer to what is asked. A call that sends its answer unasked (a password with
    /// `USER_PASSWORD_AUTH`) has no challenge to compare.
    pub fn asks(&self, challenge: &Challenge) -> bool {
        self.asked_challenge().is_none_or(|asked| asked == challenge)
    }

    /// An identity provider has vouched for the user.
    pub fn vouch(&mut self, person: &Person) {
        self.basis = Some(Basis {
            credential_version: person.credential_version.clone(),
            sign_out_epoch: person.sign_out_epoch,
        });
    }

    /// Whether an identity provider has vouched for the user.
    pub fn is_vouched(&self) -> bool {
        self.flow == Flow::Federated && self.basis.is_some()
    }

    /// When the word of an identity provider ends.
    pub const fn vouched_until(&self) -> Timestamp {
        self.began_at.plus_seconds(VOUCHED_SECONDS)
    }

    /// Whether the call has chosen the first factor of those that were offered.
    pub fn chooses_first(&self) -> bool {
        let is_offered = matches!(self.asked_challenge(), Some(Challenge::SelectChallenge(_)));
        is_offered && self.given.first.is_some()
    }

    /// Whether it is that of a confirmed sign-up, whose code has proved an address already.
    pub fn is_confirmed(&self) -> bool {
        let by_code =
            matches!(self.asked_challenge(), Some(Challenge::Code { code_use: CodeUse::First, .. }));
        self.flow == Flow::Confirmed && by_code && self.basis.is_some()
    }

    /// Whether both stand at the same challenge.
    pub fn asks_the_same(&self, other: &Self) -> bool {
        let id = |ceremony: &Self| ceremony.asked.as_ref().map(|asked| asked.id);
        id(self).is_some() && id(self) == id(other)
    }

    /// Records what was proved. The first proof, and a new password, set what the ceremony depends on from now on.
    pub fn pass(&mut self, factor: Factor, person: &Person, at: Timestamp) {
        if self.basis.is_none() || factor == Factor::NewPassword {
            self.basis = Some(Basis {
                credential_version: person.credential_version.clone(),
                sign_out_epoch: person.sign_out_epoch,
            });
        }
        self.passed.push(Passed { factor, at });
        if let Some(challenge) = RoundChallenge::of_factor(factor) {
            self.add_round(challenge, true, None);
        }
    }

    /// The client has begun with its public number of SRP.
    pub fn begin_by_srp(&mut self) {
        self.given.srp_public = true;
        self.add_round(RoundChallenge::SrpPublic, true, None);
    }

    /// The custom challenge that is asked was answered.
    pub fn answer_custom(&mut self, passed: bool) {
        if let Some(Asked { secret: AskedSecret::Custom(secret), .. }) = &self.asked {
            let metadata = secret.metadata.clone();
            self.add_round(RoundChallenge::Custom, passed, metadata);
        }
    }

    /// The custom challenge that is asked, if one is.
    pub fn asked_custom(&self) -> Option<&Asked> {
        self.asked.as_ref().filter(|asked| asked.challenge == Challenge::Custom)
    }

    /// The trigger `DefineAuthChallenge` has answered. That it issues tokens is kept like a proof, so that it is not asked again where the
    /// device still has to prove itself.
    pub fn define(&mut self, define: Define, person: &Person, at: Timestamp) {
        self.given.define = Some(define);
        if define.issues_tokens && !define.fails {
            self.pass(Factor::Custom, person, at);
        }
    }

    fn add_round(&mut self, challenge: RoundChallenge, passed: bool, metadata: Option<String>) {
        if matches!(self.flow, Flow::Custom { .. }) {
            self.rounds.push(Round { challenge, passed, metadata });
        }
    }

    /// Another device is named, or none. What an earlier one has proved does not count for it.
    pub fn name_device(&mut self, device: Option<DeviceId>) {
        if self.device != device {
            self.device = device;
            self.passed.retain(|passed| passed.factor != Factor::Device);
        }
    }

    /// When a challenge issued now ends if it is good for so many minutes (the client's `AuthSessionValidity`).
    pub fn challenge_ends(&self, now: Timestamp, minutes: u32) -> Timestamp {
        now.plus_seconds(i64::from(minutes) * 60).min(self.began_at.plus_seconds(LASTS_SECONDS))
    }

    /// Whether a second factor was set up, which needs no second proof.
    pub fn has_set_up(&self) -> bool {
        self.has_passed(Factor::Enrolment)
    }

    /// Whether this was proved.
    pub(super) fn has_passed(&self, factor: Factor) -> bool {
        self.passed.iter().any(|passed| passed.factor == factor)
    }

    /// The first factor that was proved.
    pub(super) fn first_passed(&self) -> Option<FirstFactor> {
        self.passed.iter().find_map(|passed| match passed.factor {
            Factor::First(first) => Some(first),
            Factor::UserVerification
            | Factor::Second(_)
            | Factor::Enrolment
            | Factor::NewPassword
            | Factor::Device
            | Factor::Custom => None,
        })
    }

    /// Whether the password was proved.
    pub(super) fn password_passed(&self) -> bool {
        FirstFactor::PASSWORDS.into_iter().any(|password| self.has_passed(Factor::First(password)))
    }

    /// Whether a second factor was proved or set up.
    pub fn second_passed(&self) -> bool {
        let is_second = |factor| matches!(factor, Factor::Second(_) | Factor::Enrolment);
        self.passed.iter().any(|passed| is_second(passed.factor))
    }

    /// The challenge that is asked, or was when an answer to it came.
    pub(super) fn asked_challenge(&self) -> Option<&Challenge> {
        self.asked.as_ref().map(|asked| &asked.challenge)
    }

    /// Whether the name has no user.
    pub(super) const fn is_decoy(&self) -> bool {
        matches!(self.user, SignInUser::Decoy { .. })
    }
}
