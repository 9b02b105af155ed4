//! Rules of answers with a second factor, and of setting one up.

use std::collections::BTreeSet;

use super::{
    super::{EnrolAuthenticator, tests::decided_at, *},
    *,
};
use crate::{
    Personal, Secret, Timestamp,
    scenario::{given, moment_at},
    user_pools::{
        sign_in::{AskedSecret, Challenge, FirstFactor, MfaRules},
        user::{
            AuthenticatorVerified, ChallengeSpent, FactorRefused, FactorsSet, SignedIn, UserEvent,
            commands::samples::{asked, confirmed, rules, signed_up},
        },
    },
};
use SecondFactor::{Email, SoftwareToken};

const AT: Timestamp = Timestamp::from_ms(0);

fn secret(text: &str) -> Secret<String> {
    Secret::Known(text.to_owned())
}

fn verified(text: &str) -> UserEvent {
    let device_name = Personal::default();
    AuthenticatorVerified { secret: secret(text), device_name, step: 7, switched_on: true, at: AT }.into()
}

/// Ada, who has an authenticator app.
fn ada() -> Vec<UserEvent> {
    vec![signed_up().into(), confirmed().into(), verified("a")]
}

fn after(past: &[UserEvent], more: impl IntoIterator<Item = UserEvent>) -> Vec<UserEvent> {
    past.iter().cloned().chain(more).collect()
}

/// Every user needs a second factor: an app or a mail.
fn demanding() -> Rules {
    Rules { mfa: MfaRules::On(BTreeSet::from([SoftwareToken, Email])), ..rules() }
}

/// A sign-in in which the password was proved, that asks for something.
fn ceremony(past: &[UserEvent], challenge: Challenge) -> Ceremony {
    let mut ceremony = asked(challenge);
    let person = given::<User>(past.to_vec()).state().person(AT);
    ceremony.pass(Factor::First(FirstFactor::PasswordSrp), &person, AT);
    ceremony
}

fn answer(past: &[UserEvent], challenge: Challenge, proof: Proof) -> AnswerChallenge {
    let ceremony = ceremony(past, challenge);
    AnswerChallenge {
        rules: demanding(),
        ceremony,
        proof,
        session: "jti".into(),
        client_id: "web".into(),
        watch: None,
    }
}

fn token(past: &[UserEvent], step: Option<u64>) -> AnswerChallenge {
    let checked = CheckedToken { secret: secret("a"), step };
    answer(past, Challenge::SoftwareToken, Proof::SoftwareToken(checked))
}

fn used(step: u64) -> UserEvent {
    AuthenticatorUsed { step, at: AT }.into()
}

fn challenge() -> AnsweredChallenge {
    AnsweredChallenge { id: "03".repeat(16), expires_at: Timestamp::from_seconds(180) }
}

fn signed_in() -> UserEvent {
    SignedIn {
        session: "jti".into(),
        client_id: "web".into(),
        method: "USER_SRP_AUTH".into(),
        challenge: Some(challenge()),
        watched: None,
        at: AT,
    }
    .into()
}

fn spent() -> UserEvent {
    ChallengeSpent { challenge: challenge(), watched: None, at: AT }.into()
}

fn refused(failures: u32, locked_until: Option<i64>) -> UserEvent {
    FactorRefused { failures, locked_until: locked_until.map(Timestamp::from_seconds), at: AT }.into()
}

#[track_caller]
fn check(past: &[UserEvent], answer: &AnswerChallenge, events: &[UserEvent], why: Refused) {
    let (recorded, reply) = decided_at(0, past.to_vec(), answer);
    assert_eq!((&recorded[..], reply.unwrap().next), (events, Next::Refuse(why)));
}

#[test]
fn a_right_code_of_the_app_signs_in() {
    let (events, reply) = decided_at(0, ada(), &token(&ada(), Some(8)));
    assert_eq!(events, [used(8), signed_in()]);
    assert_eq!(reply.unwrap().opens_session(), Some(0));
}

#[test]
fn no_step_is_good_twice_and_none_before_one_that_was_good() {
    check(&ada(), &token(&ada(), Some(7)), &[], Refused::TokenUsed);
    let past = after(&ada(), [used(9)]);
    for step in [8, 9] {
        check(&past, &token(&past, Some(step)), &[], Refused::TokenUsed);
    }
}

#[test]
fn the_fifth_wrong_code_locks_and_a_right_one_is_refused_until_the_lock_ends() {
    let mut past = ada();
    for failures in 1..=5 {
        let refused = refused(failures, (failures == 5).then_some(1));
        check(&past, &token(&past, None), std::slice::from_ref(&refused), Refused::TokenMismatch);
        past.push(refused);
    }
    check(&past, &token(&past, Some(8)), &[], Refused::Locked);
    let (events, _) = decided_at(1_000, past.clone(), &token(&past, Some(8)));
    assert_eq!(events.len(), 2, "the lock is over");
}

#[test]
fn the_count_of_codes_ends_with_a_complete_sign_in_and_not_with_a_right_password() {
    let count = |past| given::<User>(past).state().profile().unwrap().factors.attempts.counted(AT);
    let past = after(&ada(), [refused(1, None), refused(2, None), spent()]);
    assert_eq!(count(past.clone()), 2);
    assert_eq!(count(after(&past, [signed_in()])), 0);
}

#[test]
fn a_code_of_an_app_that_was_replaced_meanwhile_is_refused_and_does_not_count() {
    let past = after(&ada(), [verified("b")]);
    check(&past, &token(&past, Some(8)), &[], Refused::TokenMismatch);
}

#[test]
fn a_right_code_is_good_for_one_answer() {
    let past = after(&ada(), [used(8), signed_in()]);
    let (events, reply) = decided_at(0, past.clone(), &token(&past, Some(9)));
    assert_eq!((events.len(), reply.err()), (0, Some(crate::user_pools::user::Refusal::ChallengeSpent)));
}

#[test]
fn of_several_factors_one_is_chosen_and_stays_chosen() {
    let set = FactorsSet {
        active: BTreeSet::from([SoftwareToken, Email]),
        preferred: None,
        passkeys_stand_for_both: false,
        at: AT,
    };
    let past = after(&ada(), [set.into()]);
    let offered = Challenge::SelectMfaType(BTreeSet::from([SoftwareToken, Email]));
    let choose = |factor| answer(&past, offered.clone(), Proof::Chosen(factor));
    let (events, reply) = decided_at(0, past.clone(), &choose(SoftwareToken));
    assert_eq!((events, reply.unwrap().next), (vec![spent()], Next::Ask(Challenge::SoftwareToken)));
    check(&past, &choose(SecondFactor::Sms), &[], Refused::MfaMethodNotFound);
    let (events, _) = decided_at(0, past.clone(), &token(&past, Some(8)));
    assert_eq!(events, [used(8), signed_in()]);
}

/// A code for an app that a sign-in sets up.
fn enrol(past: &[UserEvent], step: Option<u64>) -> EnrolAuthenticator {
    let setup = Challenge::MfaSetup(BTreeSet::from([SoftwareToken, Email]));
    let mut ceremony = ceremony(past, setup);
    if let Some(asked) = &mut ceremony.asked {
        asked.secret = AskedSecret::Authenticator([1; 20]);
    }
    let checked = CheckedToken { secret: secret("a"), step };
    EnrolAuthenticator { rules: enrolling(), ceremony, checked, device_name: Personal::default() }
}

/// Apps are the only factor.
fn enrolling() -> Rules {
    Rules {
        mfa: MfaRules::On(BTreeSet::from([SoftwareToken, Email])),
        only_recovery: Some(crate::values::contact::Contact::Email),
        ..rules()
    }
}

#[test]
fn an_app_that_is_set_up_completes_the_sign_in_without_another_code() {
    let past = vec![signed_up().into(), confirmed().into()];
    let enrolment = enrol(&past, Some(7)).decide(&given::<User>(past.clone()).state(), &moment_at(0));
    assert_eq!(enrolment.events, [verified("a"), spent()]);
    let mut ceremony = enrolment.reply.unwrap().unwrap();
    if let Some(asked) = &mut ceremony.asked {
        asked.id = [4; 16];
    }
    let now = after(&past, [verified("a"), spent()]);
    let answer = AnswerChallenge { ceremony, proof: Proof::SetUp, rules: enrolling(), ..token(&now, None) };
    let (events, reply) = decided_at(0, now.clone(), &answer);
    assert_eq!((events.len(), reply.unwrap().opens_session()), (1, Some(0)));
}

#[test]
fn an_app_that_the_user_has_is_asked_for_and_not_replaced() {
    let (secret, device_name) = (secret("old"), Personal::default());
    let off = AuthenticatorVerified { secret, device_name, step: 7, switched_on: false, at: AT };
    let past = vec![signed_up().into(), confirmed().into(), off.into()];
    let Decision { events, reply } =
        enrol(&past, Some(7)).decide(&given::<User>(past).state(), &moment_at(0));
    assert_eq!((events.len(), reply), (0, Ok(Err(Refused::Outdated))));
}

#[test]
fn a_sign_in_in_which_nothing_was_set_up_does_not_go_on() {
    let past: Vec<UserEvent> = vec![signed_up().into(), confirmed().into()];
    let ceremony = enrol(&past, None).ceremony;
    let answer = AnswerChallenge { ceremony, proof: Proof::SetUp, rules: enrolling(), ..token(&past, None) };
    check(&past, &answer, &[], Refused::Outdated);
}

#[test]
fn a_wrong_code_of_an_app_that_is_set_up_counts_and_the_sign_in_still_asks() {
    let mut past: Vec<UserEvent> = vec![signed_up().into(), confirmed().into()];
    for failures in 1..=5 {
        let enrolment = enrol(&past, None).decide(&given::<User>(past.clone()).state(), &moment_at(0));
        let refused = refused(failures, (failures == 5).then_some(1));
        assert_eq!(enrolment.events, std::slice::from_ref(&refused));
        assert_eq!(enrolment.reply, Err(crate::user_pools::user::Refusal::AuthenticatorMismatch));
        past.push(refused);
    }
    let locked = enrol(&past, Some(7)).decide(&given::<User>(past.clone()).state(), &moment_at(0));
    assert_eq!((locked.events.len(), locked.reply), (0, Ok(Err(Refused::Locked))));
}
