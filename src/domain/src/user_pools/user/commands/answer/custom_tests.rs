//! Rules of sign-ins by functions.

use super::{
    super::{tests::decided_at, *},
    *,
};
use crate::{
    Aggregate, Timestamp,
    scenario::given,
    user_pools::{
        sign_in::{
            AskedSecret, CustomSecret, CustomTriggers, Define, DefinedChallenge, DeviceId, DeviceRules,
            Round, RoundChallenge,
        },
        user::{
            DeviceAsked, PasswordRefused, Refusal, SignedIn, UserEvent,
            commands::samples::{asked, confirmed, device_confirmed, rules, signed_up},
        },
    },
};

const AT: Timestamp = Timestamp::from_ms(0);
const NOTHING: Define = Define { fails: false, issues_tokens: false, challenge: None };
const AGAIN: Define = Define { challenge: Some(DefinedChallenge::Custom), ..NOTHING };
const TOKENS: Define = Define { issues_tokens: true, ..NOTHING };
const FAILS: Define = Define { fails: true, ..NOTHING };

fn ada() -> Vec<UserEvent> {
    vec![signed_up().into(), confirmed().into()]
}

fn after(more: impl Into<UserEvent>) -> Vec<UserEvent> {
    ada().into_iter().chain([more.into()]).collect()
}

/// A custom challenge that is asked in a sign-in without a password.
fn custom() -> Ceremony {
    let mut ceremony = Ceremony { flow: Flow::Custom { with_srp: false }, ..asked(Challenge::Custom) };
    let secret = CustomSecret { private: [].into(), metadata: Some("CODE".to_owned()) };
    ceremony.asked.iter_mut().for_each(|asked| asked.secret = AskedSecret::Custom(secret.clone()));
    ceremony
}

/// The answer to it, and what the trigger has said of it.
fn answer(past: &[UserEvent], passed: bool, define: Define) -> AnswerChallenge {
    let mut ceremony = custom();
    ceremony.answer_custom(passed);
    ceremony.define(define, &given::<User>(past.to_vec()).state().person(AT), AT);
    let custom = CustomTriggers { define: true, create: true, verify: true };
    let proof = Proof::Defined { passed: Some(passed) };
    let rules = Rules { custom, ..rules() };
    AnswerChallenge { rules, ceremony, proof, session: "jti".into(), client_id: "web".into(), watch: None }
}

fn challenge() -> AnsweredChallenge {
    AnsweredChallenge { id: "03".repeat(16), expires_at: Timestamp::from_seconds(180) }
}

fn answered(passed: bool) -> UserEvent {
    CustomAnswered { challenge: challenge(), passed, at: AT }.into()
}

fn signed_in() -> UserEvent {
    let challenge = Some(challenge());
    let method = "CUSTOM_AUTH".into();
    SignedIn { session: "jti".into(), client_id: "web".into(), method, challenge, watched: None, at: AT }
        .into()
}

#[track_caller]
fn check(past: Vec<UserEvent>, answer: &AnswerChallenge, events: &[UserEvent], next: &Next) {
    let (recorded, reply) = decided_at(0, past, answer);
    assert_eq!((&recorded[..], &reply.unwrap().next), (events, next));
}

#[test]
fn an_answer_spends_its_challenge_whether_it_was_right_or_not() {
    for passed in [true, false] {
        check(ada(), &answer(&ada(), passed, AGAIN), &[answered(passed)], &Next::Ask(Challenge::Custom));
        let again = decided_at(0, after(answered(passed)), &answer(&ada(), passed, AGAIN));
        assert_eq!((again.0, again.1.err()), (vec![], Some(Refusal::ChallengeSpent)));
    }
}

#[test]
fn the_answer_joins_what_functions_are_told_with_the_metadata_of_its_challenge() {
    let (_, reply) = decided_at(0, ada(), &answer(&ada(), false, AGAIN));
    let metadata = Some("CODE".to_owned());
    let round = Round { challenge: RoundChallenge::Custom, passed: false, metadata };
    assert_eq!(reply.unwrap().ceremony.rounds, [round]);
}

#[test]
fn tokens_that_the_function_issues_open_a_session_even_after_a_wrong_answer() {
    for passed in [true, false] {
        let (events, reply) = decided_at(0, ada(), &answer(&ada(), passed, TOKENS));
        assert_eq!((events, reply.unwrap().opens_session()), (vec![signed_in()], Some(0)));
    }
    let (_, reply) = decided_at(0, after(signed_in()), &answer(&ada(), true, TOKENS));
    assert_eq!(reply.err(), Some(Refusal::ChallengeSpent), "no second session opens");
}

#[test]
fn a_function_that_fails_the_sign_in_ends_it() {
    check(ada(), &answer(&ada(), true, FAILS), &[answered(true)], &Next::Refuse(Refused::Wrong));
}

#[test]
fn an_answer_of_the_function_that_means_nothing_leaves_the_challenge_good() {
    check(ada(), &answer(&ada(), true, NOTHING), &[], &Next::Refuse(Refused::TriggerOutput));
}

#[test]
fn tokens_at_the_beginning_open_a_session_without_a_challenge() {
    let mut answer = answer(&ada(), true, TOKENS);
    (answer.proof, answer.ceremony.asked) = (Proof::Defined { passed: None }, None);
    let SignedIn { session, client_id, method, .. } = SignedIn {
        session: "jti".into(),
        client_id: "web".into(),
        method: "CUSTOM_AUTH".into(),
        challenge: None,
        watched: None,
        at: AT,
    };
    let expected = SignedIn { session, client_id, method, challenge: None, watched: None, at: AT };
    let (events, reply) = decided_at(0, ada(), &answer);
    assert_eq!((events, reply.unwrap().opens_session()), (vec![expected.into()], Some(0)));
}

#[test]
fn a_known_device_proves_itself_before_the_tokens_and_its_sign_in_is_kept() {
    let past = after(device_confirmed(1));
    let mut answer = answer(&past, true, TOKENS);
    answer.ceremony.device = Some(DeviceId([1; 16]));
    answer.rules.devices = Some(DeviceRules { replaces_mfa: false });
    let (events, reply) = decided_at(0, past, &answer);
    assert_eq!(reply.unwrap().next, Next::Ask(Challenge::DeviceSrp));
    let [first, UserEvent::DeviceAsked(DeviceAsked { ceremony, .. })] = &events[..] else {
        panic!("{events:?}")
    };
    let kept = Ceremony::from_text(ceremony.known().unwrap()).unwrap();
    assert_eq!((first, kept.passed.last().unwrap().factor), (&answered(true), Factor::Custom));
    answer.ceremony.device = Some(DeviceId([2; 16]));
    check(after(device_confirmed(1)), &answer, &[], &Next::Refuse(Refused::UnknownDevice));
}

#[test]
fn answers_to_custom_challenges_leave_the_count_of_wrong_passwords() {
    let refused = PasswordRefused { failures: 4, locked_until: None, at: AT };
    let before = given::<User>(after(refused)).state();
    let mut user = before.clone();
    user.apply(&answered(true));
    assert_eq!(user.attempts, before.attempts);
}

/// More answers to other challenges than are remembered.
fn flood(count: u8) -> Vec<UserEvent> {
    let challenge =
        |n| AnsweredChallenge { id: format!("{n:032x}"), expires_at: Timestamp::from_seconds(170) };
    let answered = |n| CustomAnswered { challenge: challenge(n), passed: false, at: AT }.into();
    ada().into_iter().chain((0..count).map(answered)).collect()
}

#[test]
fn a_flood_of_answers_is_refused_unverified_and_ends_no_sign_in_of_another_kind() {
    let past = flood(100);
    let (events, reply) = decided_at(0, past.clone(), &answer(&past, true, TOKENS));
    assert_eq!((events, reply.err()), (vec![], Some(Refusal::TooManyAnswers)));
    let user = given::<User>(past).state();
    let password = asked(Challenge::PasswordVerifier);
    let next = user.asked_next(&rules(), &password, AT);
    assert_eq!(next, Ok(Next::Ask(Challenge::PasswordVerifier)));
    let later = Timestamp::from_seconds(170 + 300);
    let rules = answer(&ada(), true, TOKENS).rules;
    assert_eq!(user.asked_next(&rules, &custom(), later), Ok(Next::Define));
}
