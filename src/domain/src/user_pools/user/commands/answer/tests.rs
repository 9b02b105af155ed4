//! Rules of answers with a password, sent or proved by SRP.

use std::collections::BTreeSet;

use super::*;
use crate::{
    Timestamp,
    scenario::{given, moment_at},
    user_pools::{
        sign_in::{MfaRules, Passed, SecondFactor},
        user::{
            CreatedByAdmin, Deleted, PasswordRefused, Refusal, SignedOutEverywhere, UserEvent,
            commands::samples::{asked, confirmed, credential, rules, signed_up},
        },
    },
};

fn checked(matched: bool) -> Proof {
    Proof::Password(CheckedPassword { version: Some("1".into()), matched, finding: PasswordFinding::Unknown })
}

pub(super) fn proved(matched: bool) -> AnswerChallenge {
    AnswerChallenge {
        rules: rules(),
        ceremony: asked(Challenge::PasswordVerifier),
        proof: checked(matched),
        session: "jti".into(),
        client_id: "web".into(),
        watch: None,
    }
}

/// A password that came along with the first call.
pub(super) fn sent(matched: bool) -> AnswerChallenge {
    let ceremony = Ceremony { flow: Flow::Password, asked: None, ..proved(matched).ceremony };
    AnswerChallenge { ceremony, ..proved(matched) }
}

/// The same through a client that reveals which users exist.
fn telling(answer: AnswerChallenge) -> AnswerChallenge {
    AnswerChallenge { rules: Rules { hides_who_exists: false, ..rules() }, ..answer }
}

fn challenge() -> AnsweredChallenge {
    AnsweredChallenge { id: "03".repeat(16), expires_at: Timestamp::from_seconds(180) }
}

pub(super) fn signed_in() -> SignedIn {
    SignedIn {
        session: "jti".into(),
        client_id: "web".into(),
        method: "USER_SRP_AUTH".into(),
        challenge: Some(challenge()),
        watched: None,
        at: Timestamp::from_ms(0),
    }
}

fn refused(failures: u32, locked_until: Option<i64>) -> PasswordRefused {
    let locked_until = locked_until.map(Timestamp::from_seconds);
    PasswordRefused { failures, locked_until, at: Timestamp::from_ms(0) }
}

pub(super) fn ada() -> Vec<UserEvent> {
    vec![signed_up().into(), confirmed().into()]
}

pub(super) fn by_admin() -> UserEvent {
    let signed_up = signed_up();
    CreatedByAdmin {
        username: signed_up.username,
        names: signed_up.names,
        attributes: signed_up.attributes,
        credential: credential("1"),
        expires_at: Timestamp::from_seconds(100),
        at: Timestamp::from_ms(0),
    }
    .into()
}

fn after(past: impl IntoIterator<Item = UserEvent>, more: impl Into<UserEvent>) -> Vec<UserEvent> {
    past.into_iter().chain([more.into()]).collect()
}

/// The facts, and what follows.
pub(super) fn decided_at(
    ms: i64,
    past: impl IntoIterator<Item = UserEvent>,
    answer: &AnswerChallenge,
) -> (Vec<UserEvent>, Result<Answered, Refusal>) {
    let Decision { events, reply } = answer.decide(&given(past).state(), &moment_at(ms));
    (events, reply)
}

#[track_caller]
fn check(
    past: impl IntoIterator<Item = UserEvent>,
    answer: &AnswerChallenge,
    events: &[UserEvent],
    next: &Next,
) {
    let (recorded, reply) = decided_at(0, past, answer);
    assert_eq!((&recorded[..], &reply.unwrap().next), (events, next));
}

#[track_caller]
pub(super) fn check_refused(
    past: impl IntoIterator<Item = UserEvent>,
    answer: &AnswerChallenge,
    events: &[UserEvent],
    why: Refused,
) {
    check(past, answer, events, &Next::Refuse(why));
}

#[test]
fn a_right_proof_signs_in_and_opens_a_session_of_the_users_epoch() {
    let (events, reply) = decided_at(0, ada(), &proved(true));
    assert_eq!(events, [signed_in().into()]);
    assert_eq!(reply.unwrap().opens_session(), Some(0));
    let out = SignedOutEverywhere { epoch: 1, at: Timestamp::from_ms(0) };
    let (_, reply) = decided_at(0, after(ada(), out), &proved(true));
    assert_eq!(reply.unwrap().opens_session(), Some(1));
}

#[test]
fn a_password_that_came_along_answers_no_challenge() {
    let method = |ceremony: Ceremony, method: &str| {
        let expected = SignedIn { method: method.into(), challenge: None, ..signed_in() };
        let (events, _) = decided_at(0, ada(), &AnswerChallenge { ceremony, ..sent(true) });
        assert_eq!(events, [expected.into()]);
    };
    method(sent(true).ceremony, "USER_PASSWORD_AUTH");
    method(Ceremony { began: Began::Admin, ..sent(true).ceremony }, "ADMIN_USER_PASSWORD_AUTH");
}

#[test]
fn a_wrong_password_is_refused_and_recorded() {
    for answer in [sent(false), proved(false)] {
        check_refused(ada(), &answer, &[refused(1, None).into()], Refused::Wrong);
    }
}

#[test]
fn the_fifth_wrong_password_locks() {
    let four: Vec<_> = ada().into_iter().chain((0..4).map(|n| refused(n + 1, None).into())).collect();
    let fifth = refused(5, Some(1));
    check_refused(four.clone(), &proved(false), &[fifth.clone().into()], Refused::Wrong);
    for answer in [sent(true), sent(false), proved(true)] {
        check_refused(after(four.clone(), fifth.clone()), &answer, &[], Refused::Locked);
    }
}

#[test]
fn a_deleted_user_has_no_open_challenge() {
    let deleted = Deleted { at: Timestamp::from_ms(0) };
    check_refused(after(ada(), deleted.clone()), &telling(proved(true)), &[], Refused::Outdated);
    check_refused([], &telling(proved(false)), &[], Refused::Outdated);
    check_refused(after(ada(), deleted), &proved(true), &[], Refused::Wrong);
}

#[test]
fn a_right_answer_that_is_sent_again_gets_the_session_that_it_opened_and_records_nothing() {
    let again = AnswerChallenge { session: "another".into(), ..proved(true) };
    let (events, reply) = decided_at(0, after(ada(), signed_in()), &again);
    let answered = reply.unwrap();
    assert_eq!((events.len(), answered.opened_before.as_deref()), (0, Some("jti")));
    assert_eq!(answered.opens_session(), None);
}

#[test]
fn a_wrong_answer_to_a_challenge_that_had_its_right_one_is_a_wrong_password() {
    check_refused(after(ada(), signed_in()), &proved(false), &[refused(1, None).into()], Refused::Wrong);
}

#[test]
fn an_unconfirmed_user_is_told_so_only_with_the_right_password() {
    check_refused([signed_up().into()], &proved(true), &[], Refused::Unconfirmed);
    check_refused([signed_up().into()], &proved(false), &[refused(1, None).into()], Refused::Wrong);
}

#[test]
fn a_client_that_tells_who_exists_says_so_before_the_password_is_looked_at() {
    check_refused([signed_up().into()], &telling(sent(false)), &[], Refused::Unconfirmed);
}

#[test]
fn a_password_changed_meanwhile_is_neither_right_nor_wrong_and_counts_where_existence_is_hidden() {
    for matched in [true, false] {
        let old = || {
            Proof::Password(CheckedPassword {
                version: Some("0".into()),
                matched,
                finding: PasswordFinding::Unknown,
            })
        };
        let answer = || AnswerChallenge { proof: old(), ..proved(true) };
        check_refused(ada(), &telling(answer()), &[], Refused::Wrong);
        check_refused(ada(), &answer(), &[refused(1, None).into()], Refused::Wrong);
    }
}

#[test]
fn a_temporary_password_asks_for_another_until_it_ends() {
    let (spent, asks) = (
        |challenge| ChallengeSpent { challenge, watched: None, at: Timestamp::from_ms(0) },
        Next::Ask(Challenge::NewPassword),
    );
    check([by_admin()], &proved(true), &[spent(challenge()).into()], &asks);
    check([by_admin(), spent(challenge()).into()], &proved(true), &[], &asks);
    let at_once = AnsweredChallenge { id: "01".repeat(16), expires_at: Timestamp::from_ms(0) };
    check([by_admin()], &sent(true), &[spent(at_once).into()], &asks);
    let (events, reply) = decided_at(100_000, [by_admin()], &proved(true));
    assert_eq!((events.len(), reply.unwrap().next), (0, Next::Refuse(Refused::TemporaryPasswordEnded)));
}

#[test]
fn what_the_pool_asks_for_after_the_password_is_asked_and_spends_the_challenge() {
    let factors = BTreeSet::from([SecondFactor::SoftwareToken]);
    let answer =
        AnswerChallenge { rules: Rules { mfa: MfaRules::On(factors.clone()), ..rules() }, ..proved(true) };
    let (events, reply) = decided_at(0, ada(), &answer);
    let spent = ChallengeSpent { challenge: challenge(), watched: None, at: Timestamp::from_ms(0) };
    assert_eq!(events, [spent.into()]);
    let answered = reply.unwrap();
    assert_eq!((answered.opens_session(), answered.next), (None, Next::Ask(Challenge::MfaSetup(factors))));
    let passed = Passed { factor: Factor::First(FirstFactor::PasswordSrp), at: Timestamp::from_ms(0) };
    assert_eq!(answered.ceremony.passed, [passed]);
}

#[test]
fn an_answer_to_what_is_not_asked_is_refused_and_counts_for_nothing() {
    let ceremony = asked(Challenge::SoftwareToken);
    check_refused(ada(), &AnswerChallenge { ceremony, ..proved(false) }, &[], Refused::Outdated);
}
