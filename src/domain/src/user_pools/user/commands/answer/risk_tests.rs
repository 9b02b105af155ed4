//! Rules of sign-ins that threat protection watches.

use super::*;
use crate::{
    Timestamp,
    user_pools::{
        risk::{RiskLevel, RiskReason, network_of},
        sign_in::{Challenge, CodeUse, MfaRules, Refused, Rules, SecondFactor},
        user::{
            ChallengeSpent, FeedbackBy, FeedbackGiven, SignedIn, UserEvent,
            commands::{
                CheckedPassword, Proof,
                answer::tests::decided_at,
                samples::{asked, confirmed, rules, signed_up},
            },
        },
    },
    values::{contact::Contact, risk::RiskResponse},
};

const AT: Timestamp = Timestamp::from_ms(0);
const HOME: &str = "192.0.2.1";
const ELSEWHERE: &str = "198.51.100.1";

fn origin(address: &str, software: &str) -> Origin {
    Origin { address: address.to_owned().into(), software: software.to_owned().into(), ..Origin::default() }
}

fn home() -> Origin {
    origin(HOME, "Firefox")
}

/// Ada has signed in at home.
fn ada() -> Vec<UserEvent> {
    let watched = Some(Watched { origin: home(), risk: None });
    vec![signed_up().into(), confirmed().into(), signed_in(watched)]
}

fn signed_in(watched: Option<Watched>) -> UserEvent {
    let (session, client_id, method) = ("before".into(), "web".into(), "USER_SRP_AUTH".into());
    SignedIn { session, client_id, method, challenge: None, watched, at: AT }.into()
}

/// A right password from somewhere, where rules do something about medium risk.
fn attempt(origin: Origin, action: RiskAction, notifies: bool) -> AnswerChallenge {
    let rules_of_risk = Takeover { medium: Some(RiskResponse { action, notifies }), ..Takeover::default() };
    let judging = Judging { traffic: Traffic::default(), in_blocked_range: false, rules: rules_of_risk };
    AnswerChallenge {
        rules: Rules { acts_on_risk: true, ..rules() },
        ceremony: asked(Challenge::PasswordVerifier),
        proof: Proof::Password(CheckedPassword { version: Some("1".into()), matched: true }),
        session: "jti".into(),
        client_id: "web".into(),
        watch: Some(Watch { origin, judging: Some(judging) }),
    }
}

fn stranger(action: RiskAction) -> AnswerChallenge {
    attempt(origin(ELSEWHERE, "curl"), action, true)
}

fn with_optional_mfa(mut answer: AnswerChallenge) -> AnswerChallenge {
    answer.rules.mfa = MfaRules::Optional([SecondFactor::Email].into());
    answer
}

fn judged(level: Option<RiskLevel>, reasons: &[RiskReason], action: RiskAction) -> Judged {
    Judged { level, reasons: reasons.iter().copied().collect(), action }
}

fn strange(action: RiskAction) -> Judged {
    judged(Some(RiskLevel::Medium), &[RiskReason::NewNetwork, RiskReason::NewDevice], action)
}

/// What was recorded of risks, and which mail follows.
fn recorded(events: &[UserEvent]) -> (Option<Judged>, Option<RiskNoticeKind>) {
    let risk = events.iter().find_map(|event| {
        if let UserEvent::SignInBlocked(e) = event {
            return e.watched.risk.clone();
        }
        let (UserEvent::SignedIn(SignedIn { watched, .. })
        | UserEvent::ChallengeSpent(ChallengeSpent { watched, .. })) = event
        else {
            return None;
        };
        watched.clone()?.risk
    });
    let notice =
        |event: &UserEvent| if let UserEvent::RiskNoticeIssued(e) = event { Some(e.kind) } else { None };
    (risk, events.last().and_then(notice))
}

#[track_caller]
fn check(answer: &AnswerChallenge, judged: Judged, notice: Option<RiskNoticeKind>) -> Next {
    let (events, reply) = decided_at(0, ada(), answer);
    assert_eq!(recorded(&events), (Some(judged), notice));
    reply.unwrap().next
}

#[test]
fn a_user_where_she_usually_is_is_let_in_and_not_told() {
    let usual = judged(None, &[], RiskAction::None);
    let next = check(&attempt(home(), RiskAction::Block, true), usual, None);
    assert!(matches!(next, Next::Admit(_)));
}

#[test]
fn a_stranger_with_the_password_is_blocked_and_the_user_told() {
    let next = check(&stranger(RiskAction::Block), strange(RiskAction::Block), Some(RiskNoticeKind::Blocked));
    assert_eq!(next, Next::Refuse(Refused::Risky));
}

#[test]
fn a_stranger_is_asked_for_a_second_factor_that_the_user_has_not_switched_on() {
    for action in [RiskAction::MfaRequired, RiskAction::MfaIfConfigured] {
        let answer = with_optional_mfa(stranger(action));
        let next = check(&answer, strange(action), Some(RiskNoticeKind::Mfa));
        assert_eq!(
            next,
            Next::Ask(Challenge::Code { to: Contact::Email, code_use: CodeUse::Second }),
            "{action:?}"
        );
    }
}

#[test]
fn without_a_second_factor_a_required_one_blocks_and_one_if_configured_lets_through() {
    let required = stranger(RiskAction::MfaRequired);
    let next = check(&required, strange(RiskAction::MfaRequired), Some(RiskNoticeKind::Blocked));
    assert_eq!(next, Next::Refuse(Refused::Risky));
    let optional = stranger(RiskAction::MfaIfConfigured);
    let next = check(&optional, strange(RiskAction::MfaIfConfigured), Some(RiskNoticeKind::LetThrough));
    assert!(matches!(next, Next::Admit(_)));
}

#[test]
fn rules_that_do_not_notify_send_nothing() {
    let quiet = attempt(origin(ELSEWHERE, "curl"), RiskAction::Block, false);
    check(&quiet, strange(RiskAction::Block), None);
}

#[test]
fn what_is_not_judged_is_learned_all_the_same() {
    let mut answer = stranger(RiskAction::Block);
    answer.watch = answer.watch.map(|watch| Watch { judging: None, ..watch });
    let (events, reply) = decided_at(0, ada(), &answer);
    assert_eq!(recorded(&events), (None, None));
    let user = reply.unwrap().user;
    assert!(user.profile().unwrap().habits.has_network(&network_of(ELSEWHERE).unwrap()));
}

#[test]
fn a_blocked_attempt_teaches_nothing() {
    let (events, _) = decided_at(0, ada(), &stranger(RiskAction::Block));
    let past = [ada(), events].concat();
    let (again, _) = decided_at(0, past, &stranger(RiskAction::Block));
    assert_eq!(recorded(&again).0, Some(strange(RiskAction::Block)));
}

#[test]
fn the_judgement_is_carried_to_the_end_of_the_sign_in() {
    let (_, reply) = decided_at(0, ada(), &with_optional_mfa(stranger(RiskAction::MfaRequired)));
    let carried = reply.unwrap().ceremony;
    assert_eq!((carried.risk, carried.judged), (Risk::MfaRequired, Some(strange(RiskAction::MfaRequired))));
}

#[test]
fn feedback_teaches() {
    let said = |is_valid| {
        let network = network_of(ELSEWHERE).map(Into::into);
        let given = FeedbackGiven { event: "e".into(), is_valid, by: FeedbackBy::User, network, at: AT };
        [ada(), vec![given.into()]].concat()
    };
    let level = |past| {
        let (events, _) =
            decided_at(0, past, &attempt(origin(ELSEWHERE, "Firefox"), RiskAction::None, false));
        recorded(&events).0.unwrap().level
    };
    assert_eq!(level(ada()), Some(RiskLevel::Medium));
    assert_eq!(level(said(false)), Some(RiskLevel::High));
    assert_eq!(level(said(true)), None);
}

#[test]
fn a_user_is_not_flooded_with_mails() {
    let mut past = ada();
    for _ in 0..7 {
        past.extend(decided_at(0, past.clone(), &stranger(RiskAction::Block)).0);
    }
    let notices = past.iter().filter(|event| matches!(event, UserEvent::RiskNoticeIssued(_)));
    assert_eq!(notices.count(), 5);
}
