//! Attempts on an unknown user name, counted by the rules for users: the same delays, the same limits, the same refusals.
//!
//! It lives in memory alone and may be evicted: a caller can make up any number of names.

use std::collections::BTreeMap;

use super::{
    AnsweredChallenge, Attempts, CodeRefused, CustomAnswered, FactorRefused, PasswordRefused, Purpose,
    Refusal,
    code::{ISSUED_MAX, counted},
    commands::code_seconds,
    queries::REFUSED_MAX,
    spent::SpentChallenges,
};
use crate::{Timestamp, user_pools::sign_in::Ceremony, values::contact::Contact};

/// Recent attempts on an unknown user name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnknownName {
    attempts: Attempts,
    codes: BTreeMap<Purpose, CodeTries>,
    /// Answers to codes that would be factors.
    factors: Attempts,
    /// When such codes were asked for, as far as that counts towards the limit.
    factor_codes: BTreeMap<Contact, Vec<Timestamp>>,
    /// Custom challenges that were answered.
    custom_answered: SpentChallenges,
}

/// Codes asked for and answered.
#[derive(Clone, Debug, Default, PartialEq)]
struct CodeTries {
    /// When codes were asked for, as far as that counts towards the limit.
    asked: Vec<Timestamp>,
    /// Until when wrong answers count: the end of the newest code, had it been sent.
    expires_at: Timestamp,
    /// Wrong answers that count.
    refused: u32,
}

impl UnknownName {
    /// When the lock ends, if there is one.
    pub fn locked_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.attempts.locked_until(now)
    }

    /// Whether a code of a factor is refused unchecked.
    pub fn code_locked(&self, now: Timestamp) -> bool {
        self.factors.locked(now)
    }

    /// Counts an answer to a code that would be a factor, which is always wrong; or refuses it, uncounted.
    pub fn refuse_factor(&mut self, now: Timestamp) -> Result<FactorRefused, Refusal> {
        if self.factors.locked(now) {
            return Err(Refusal::Locked);
        }
        let refused = self.factors.refuse_factor(now);
        self.factors.factor_refused(&refused);
        Ok(refused)
    }

    /// Refuses a custom challenge that was answered, or any as one too many.
    pub fn check_custom(&self, ceremony: &Ceremony, now: Timestamp) -> Result<(), Refusal> {
        match ceremony.asked_custom().and(AnsweredChallenge::of(ceremony)) {
            Some(challenge) => self.custom_answered.check_custom(&challenge, now),
            None => Ok(()),
        }
    }

    /// Notes that the custom challenge that a ceremony asks was answered; or refuses it. Gives what would be recorded for a user.
    pub fn answer_custom(
        &mut self,
        ceremony: &Ceremony,
        passed: bool,
        now: Timestamp,
    ) -> Result<CustomAnswered, Refusal> {
        self.check_custom(ceremony, now)?;
        let challenge = AnsweredChallenge::of(ceremony).ok_or(Refusal::ChallengeSpent)?;
        self.custom_answered.add(Some(&challenge), None, now);
        Ok(CustomAnswered { challenge, passed, at: now })
    }

    /// Counts a code that would be a factor and is asked for, or refuses it as one too many.
    pub fn ask_factor_code(&mut self, contact: Contact, now: Timestamp) -> Result<(), Refusal> {
        let asked = self.factor_codes.entry(contact).or_default();
        *asked = counted(std::mem::take(asked), now);
        if asked.len() >= ISSUED_MAX {
            return Err(Refusal::LimitExceeded);
        }
        asked.push(now);
        Ok(())
    }

    /// Counts a password attempt, which is always wrong. Gives what would be recorded for a user; or [`Refusal::Locked`], uncounted.
    pub fn refuse_password(&mut self, now: Timestamp) -> Result<PasswordRefused, Refusal> {
        if self.attempts.locked(now) {
            return Err(Refusal::Locked);
        }
        let refused = self.attempts.refuse(now);
        self.attempts.refused(&refused);
        Ok(refused)
    }

    /// Counts a code that is asked for, or refuses it as one too many.
    pub fn ask_code(&mut self, purpose: Purpose, now: Timestamp) -> Result<(), Refusal> {
        let tries = self.tries(purpose);
        tries.asked = counted(std::mem::take(&mut tries.asked), now);
        if tries.asked.len() >= ISSUED_MAX {
            return Err(Refusal::LimitExceeded);
        }
        tries.asked.push(now);
        tries.expires_at = now.plus_seconds(code_seconds(purpose));
        tries.refused = 0;
        Ok(())
    }

    /// Counts an answer to a code, which is always wrong. Gives what would be recorded for a user; or the refusal of one too many.
    pub fn refuse_code(&mut self, purpose: Purpose, now: Timestamp) -> Result<CodeRefused, Refusal> {
        let tries = self.tries(purpose);
        if now >= tries.expires_at {
            (tries.expires_at, tries.refused) = (now.plus_seconds(code_seconds(purpose)), 0);
        }
        if tries.refused >= REFUSED_MAX {
            return Err(Refusal::LimitExceeded);
        }
        tries.refused += 1;
        Ok(CodeRefused { purpose, at: now })
    }

    /// Whether an answer to a code would be one too many.
    pub fn code_limited(&mut self, purpose: Purpose, now: Timestamp) -> bool {
        let tries = self.tries(purpose);
        now < tries.expires_at && tries.refused >= REFUSED_MAX
    }

    /// How much an eviction would lose: the attempts that still count.
    pub fn weight(&self, now: Timestamp) -> usize {
        let codes = |tries: &CodeTries| {
            let refused = if now < tries.expires_at { tries.refused } else { 0 };
            counted(tries.asked.clone(), now).len() + refused as usize
        };
        let asked = self.factor_codes.values().map(|asked| counted(asked.clone(), now).len()).sum::<usize>();
        let refused = self.attempts.counted(now) + self.factors.counted(now);
        refused as usize
            + asked
            + self.custom_answered.counted(now)
            + self.codes.values().map(codes).sum::<usize>()
    }

    fn tries(&mut self, purpose: Purpose) -> &mut CodeTries {
        self.codes.entry(purpose).or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Aggregate, Command, Decision,
        scenario::{given, moment_at},
        user_pools::{
            sign_in::{Challenge, Next},
            user::{
                User,
                commands::{
                    AnswerChallenge, CheckedPassword, IssueCode, Proof, RefuseCode,
                    samples::{asked, confirmed, new_code, recovery, rules, signed_up},
                },
            },
        },
        values::risk::PasswordFinding,
    };

    /// A user whose state is kept from attempt to attempt.
    struct Known(User);

    impl Known {
        fn ask<C: Command<Aggregate = User>>(
            &mut self,
            command: &C,
            now: Timestamp,
        ) -> Result<C::Reply, Refusal> {
            let Decision { events, reply } = command.decide(&self.0, &moment_at(now.ms()));
            for event in &events {
                self.0.apply(event);
            }
            reply
        }
    }

    fn wrong_password() -> AnswerChallenge {
        let proof = Proof::Password(CheckedPassword {
            version: Some("1".into()),
            matched: false,
            finding: PasswordFinding::Unknown,
        });
        let ceremony = asked(Challenge::PasswordVerifier);
        AnswerChallenge {
            rules: rules(),
            ceremony,
            proof,
            session: "jti".into(),
            client_id: "web".into(),
            watch: None,
        }
    }

    #[test]
    fn wrong_passwords_lock_an_unknown_name_as_they_lock_a_users() {
        let mut known = Known(given::<User>([signed_up().into(), confirmed().into()]).state());
        let mut unknown = UnknownName::default();
        // An attempt every 700 ms finds every lock there is, and every end of one.
        for step in 0..3_000 {
            let now = Timestamp::from_ms(10_000_000 + step * 700);
            let told = unknown.refuse_password(now).err().unwrap_or(Refusal::WrongPassword).to_string();
            let Next::Refuse(refused) = known.ask(&wrong_password(), now).unwrap().next else {
                panic!("{step}")
            };
            assert_eq!(refused.to_string(), told, "{step}");
            assert_eq!(known.0.attempts.locked_until(now), unknown.locked_until(now), "{step}");
        }
    }

    #[test]
    fn codes_are_limited_for_an_unknown_name_as_they_are_for_a_users() {
        let purpose = Purpose::ForgotPassword;
        let mut known = Known(given::<User>([signed_up().into(), confirmed().into()]).state());
        let mut unknown = UnknownName::default();
        for step in 0..400 {
            let now = Timestamp::from_seconds(10_000 + step * 60);
            if step % 11 == 0 {
                let issue =
                    IssueCode { purpose, code: new_code(code_seconds(purpose)), recovery: recovery() };
                assert_eq!(known.ask(&issue, now).err(), unknown.ask_code(purpose, now).err(), "{step}");
            }
            let refused = unknown.refuse_code(purpose, now).err().unwrap_or(Refusal::CodeMismatch);
            assert_eq!(known.ask(&RefuseCode { purpose }, now).err(), Some(refused), "{step}");
        }
    }

    #[test]
    fn a_custom_challenge_of_an_unknown_name_is_answered_once() {
        let (mut unknown, now, ceremony) =
            (UnknownName::default(), Timestamp::from_ms(0), asked(Challenge::Custom));
        assert!(unknown.answer_custom(&ceremony, false, now).is_ok_and(|answered| !answered.passed));
        assert_eq!(unknown.answer_custom(&ceremony, true, now), Err(Refusal::ChallengeSpent));
        assert_eq!(unknown.check_custom(&ceremony, now), Err(Refusal::ChallengeSpent));
        assert_eq!((unknown.weight(now), unknown.weight(Timestamp::from_seconds(180))), (1, 0));
    }

    #[test]
    fn what_no_longer_counts_weighs_nothing() {
        let (mut unknown, now) = (UnknownName::default(), Timestamp::from_seconds(10_000));
        assert_eq!(unknown.weight(now), 0);
        unknown.refuse_password(now).unwrap();
        unknown.ask_code(Purpose::SignUp, now).unwrap();
        unknown.refuse_code(Purpose::ForgotPassword, now).unwrap();
        assert_eq!(unknown.weight(now), 3);
        assert_eq!(unknown.weight(now.plus_seconds(3_600)), 0);
    }
}
