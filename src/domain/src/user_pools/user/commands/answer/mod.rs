//! An answer in a sign-in. It was checked outside; what it proved, or that it did not, is recorded, and this says what follows.

mod asked;
mod code;
mod compromised;
mod custom;
mod device;
mod draft;
mod enrolment;
mod new_password;
mod passkey;
mod risk;
mod second_factor;
#[cfg(test)]
mod tests;

pub use code::CheckedCode;
pub use enrolment::EnrolAuthenticator;
pub use new_password::{Completion, NewPassword};
pub use passkey::{CheckedPasskey, PasskeyProof};
pub use risk::{Judging, Watch};

use crate::{
    Command, Decision, Moment,
    user_pools::{
        sign_in::{
            self, Began, Ceremony, Challenge, Factor, FirstFactor, Flow, Next, Refused, Risk, Rules,
            SecondFactor,
        },
        user::{AnsweredChallenge, ChallengeSpent, CheckedToken, SignedIn, User},
    },
    values::risk::PasswordFinding,
};
use draft::Draft;

/// An answer to what a ceremony asks, checked outside.
pub struct AnswerChallenge {
    /// What pool and client demand.
    pub rules: Rules,
    /// The sign-in that is continued.
    pub ceremony: Ceremony,
    /// What was found of the answer.
    pub proof: Proof,
    /// The `origin_jti` of the session that opens if the sign-in is complete.
    pub session: String,
    /// Through which client.
    pub client_id: String,
    /// What threat protection knows of the attempt; absent where that is off.
    pub watch: Option<Watch>,
}

/// What was found of an answer.
pub enum Proof {
    /// A password, sent or proved by SRP.
    Password(CheckedPassword),
    /// A new password in place of a temporary one.
    NewPassword(Box<NewPassword>),
    /// A code of the authenticator app.
    SoftwareToken(CheckedToken),
    /// A code that was sent.
    Code(CheckedCode),
    /// A passkey.
    Passkey(CheckedPasskey),
    /// The second factor that was chosen of several.
    Chosen(SecondFactor),
    /// What shows that the device is the one it says.
    Device {
        /// Whether it was right.
        matched: bool,
    },
    /// A second factor was set up in the sign-in.
    SetUp,
    /// The trigger `DefineAuthChallenge` has said what follows, which the ceremony has noted.
    Defined {
        /// Whether the answer to a custom challenge was right; absent where none was answered.
        passed: Option<bool>,
    },
    /// The code of a sign-up, which has confirmed the user.
    Confirmed,
    /// An identity provider has vouched for the user.
    Vouched,
}

/// A password, or a proof of one, that was checked.
pub struct CheckedPassword {
    /// The version of the credential that it was checked against; absent where there was none.
    pub version: Option<String>,
    /// Whether it was right.
    pub matched: bool,
    /// What is known of it, if it was sent and is right.
    pub finding: PasswordFinding,
}

/// What follows on an answer, and how ceremony and user stand after it.
pub struct Answered {
    /// What follows.
    pub next: Next,
    /// The sign-in, with what the answer has proved.
    pub ceremony: Ceremony,
    /// The user, with what the answer has brought about.
    pub user: User,
    /// The session that the same right answer has opened before (its reply may have been lost). It gets the tokens, and none opens.
    pub opened_before: Option<String>,
}

impl Answered {
    /// The sign-out epoch of the session that opens with the answer, if one does.
    pub fn opens_session(&self) -> Option<u64> {
        let opens = matches!(self.next, Next::Admit(_)) && self.opened_before.is_none();
        self.ceremony.basis.as_ref().filter(|_| opens).map(|basis| basis.sign_out_epoch)
    }
}

impl Command for AnswerChallenge {
    type Aggregate = User;
    type Reply = Answered;

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let draft = Draft { user: user.clone(), events: Vec::new() };
        let asked = match user.asked_next(&self.rules, &self.ceremony, moment.now) {
            Ok(next) if matches!(self.proof, Proof::Defined { .. }) => {
                return self.defined(next, draft, moment);
            }
            Ok(Next::Refuse(why)) => return self.refuse(draft, why),
            Ok(_) if self.is_proved_already() => return self.follow(self.ceremony.clone(), draft, moment),
            Ok(Next::Ask(challenge)) if self.ceremony.asks(&challenge) || self.ceremony.chooses_first() => {
                challenge
            }
            // The challenge that was answered is no longer the one to ask.
            Ok(Next::Ask(_) | Next::Define | Next::Admit(_)) => return self.refuse(draft, Refused::Outdated),
            Err(refusal) => return Decision::refuse(refusal),
        };
        match (asked, &self.proof) {
            (Challenge::Password, Proof::Password(checked)) => {
                self.password(FirstFactor::Password, checked, draft, moment)
            }
            (Challenge::PasswordVerifier, Proof::Password(checked)) => {
                self.password(FirstFactor::PasswordSrp, checked, draft, moment)
            }
            (Challenge::NewPassword, Proof::NewPassword(new)) => self.new_password(new, draft, moment),
            (Challenge::SoftwareToken, Proof::SoftwareToken(checked)) => {
                self.software_token(checked, draft, moment)
            }
            (Challenge::Code { to, code_use }, Proof::Code(checked)) => {
                self.code((to, code_use), checked, draft, moment)
            }
            (Challenge::WebAuthn { verification_required }, Proof::Passkey(checked)) => {
                self.passkey(verification_required, checked, draft, moment)
            }
            (Challenge::SelectMfaType(_), Proof::Chosen(factor)) => self.chosen(*factor, draft, moment),
            (Challenge::DeviceVerifier, Proof::Device { matched }) => self.device(*matched, draft, moment),
            (
                _,
                Proof::Password(_)
                | Proof::NewPassword(_)
                | Proof::SoftwareToken(_)
                | Proof::Code(_)
                | Proof::Passkey(_)
                | Proof::Chosen(_)
                | Proof::Device { .. }
                | Proof::SetUp
                | Proof::Confirmed
                | Proof::Vouched
                | Proof::Defined { .. },
            ) => self.refuse(draft, Refused::Outdated),
        }
    }
}

impl AnswerChallenge {
    /// Whether the ceremony holds what is said to be proved: a second factor that was set up, or the code of a sign-up. The challenge to do
    /// so is then no longer asked.
    fn is_proved_already(&self) -> bool {
        match self.proof {
            Proof::SetUp => self.ceremony.has_set_up(),
            Proof::Confirmed => self.ceremony.is_confirmed(),
            Proof::Vouched => self.ceremony.is_vouched(),
            Proof::Password(_)
            | Proof::NewPassword(_)
            | Proof::SoftwareToken(_)
            | Proof::Code(_)
            | Proof::Passkey(_)
            | Proof::Chosen(_)
            | Proof::Defined { .. }
            | Proof::Device { .. } => false,
        }
    }

    fn password(
        &self,
        factor: FirstFactor,
        checked: &CheckedPassword,
        mut draft: Draft,
        moment: &Moment,
    ) -> Decision<Self> {
        let person = draft.user.person(moment.now);
        let is_current = checked.version == person.credential_version;
        if !is_current || !checked.matched {
            // A password that was changed since it was asked for, or while it was checked, is neither right nor wrong. The attempt counts
            // where existence is hidden: one on an unknown name counts too.
            if is_current || self.rules.hides_who_exists {
                draft.record(draft.user.attempts.refuse(moment.now));
            }
            return self.refuse(draft, Refused::Wrong);
        }
        let mut ceremony = self.ceremony.clone();
        ceremony.pass(Factor::First(factor), &person, moment.now);
        if checked.finding.blocks() {
            ceremony.risk = Risk::Compromised;
        }
        self.follow(ceremony, draft, moment)
    }

    /// Records what a right answer leads to.
    fn follow(&self, mut ceremony: Ceremony, mut draft: Draft, moment: &Moment) -> Decision<Self> {
        let notifies = self.judge(&mut ceremony, &draft.user, moment);
        let next = sign_in::next(&self.rules, &draft.user.person_in(&ceremony, moment.now), &ceremony);
        let challenge = AnsweredChallenge::of(&self.ceremony);
        let answered_before = challenge.as_ref().and_then(|challenge| draft.user.spent(challenge)).cloned();
        let is_spent = answered_before.is_some();
        let opened_before = answered_before.and_then(|spent| spent.session);
        match &next {
            Next::Admit(admission) if opened_before.is_none() => {
                draft.use_device(*admission, &ceremony, moment);
                draft.record(SignedIn {
                    session: self.session.clone(),
                    client_id: self.client_id.clone(),
                    method: method(&ceremony).to_owned(),
                    challenge,
                    watched: self.watched(&ceremony),
                    at: moment.now,
                });
                draft.record_all(self.compromised_noted(moment));
                if notifies {
                    self.notice(&next, &ceremony, &mut draft, moment);
                }
            }
            Next::Ask(_) | Next::Define if !is_spent => {
                let at_once = || AnsweredChallenge::at_once(&self.ceremony, moment.now);
                let challenge = challenge.unwrap_or_else(at_once);
                draft.record(ChallengeSpent { challenge, watched: self.watched(&ceremony), at: moment.now });
                draft.record_all(self.compromised_noted(moment));
                if notifies {
                    self.notice(&next, &ceremony, &mut draft, moment);
                }
                draft.ask_device(&next, &ceremony, moment);
            }
            Next::Refuse(Refused::Compromised) => draft.block_compromised(moment),
            Next::Refuse(Refused::Risky) => {
                self.block(&ceremony, &mut draft, moment);
                if notifies {
                    self.notice(&next, &ceremony, &mut draft, moment);
                }
            }
            // Nothing new to record (a repeated answer), or the challenge stays good.
            Next::Admit(_) | Next::Ask(_) | Next::Define | Next::Refuse(_) => {}
        }
        let Draft { user, events } = draft;
        Decision::accept(events, Answered { next, ceremony, user, opened_before })
    }

    fn refuse(&self, Draft { user, events }: Draft, why: Refused) -> Decision<Self> {
        let (next, ceremony) = (Next::Refuse(why), self.ceremony.clone());
        Decision::accept(events, Answered { next, ceremony, user, opened_before: None })
    }
}

/// What completed a sign-in, as it is written: the challenge that replaced a temporary password, or the flow.
fn method(ceremony: &Ceremony) -> &'static str {
    if ceremony.passed.last().is_some_and(|passed| passed.factor == Factor::NewPassword) {
        return "NEW_PASSWORD_REQUIRED";
    }
    match (ceremony.flow, ceremony.began) {
        (Flow::Password, Began::Admin) => "ADMIN_USER_PASSWORD_AUTH",
        (Flow::Password, Began::Public | Began::Page) => "USER_PASSWORD_AUTH",
        (Flow::Srp, _) => "USER_SRP_AUTH",
        (Flow::Custom { .. }, _) => "CUSTOM_AUTH",
        (Flow::Choice | Flow::PasskeyFirst | Flow::Confirmed, _) => "USER_AUTH",
        (Flow::Federated, _) => "FEDERATED",
        (Flow::Cookie, _) => "COOKIE",
        (Flow::Refresh, _) => "REFRESH_TOKEN_AUTH",
    }
}
