//! Rules of answers with a passkey.

use std::collections::BTreeSet;

use super::{
    super::{tests::decided_at, *},
    *,
};
use crate::{
    Personal, Timestamp,
    user_pools::{
        sign_in::{MfaRules, PasskeyRules},
        user::{
            FactorRefused, FactorsSet, PasskeyRemoved, PasskeyUsed, UserEvent,
            commands::samples::{asked, confirmed, passkey_registered, rules, signed_up},
        },
    },
};

const AT: Timestamp = Timestamp::from_ms(0);

/// Ada has a passkey, which has signed so often.
fn ada(counter: u32) -> Vec<UserEvent> {
    let mut registered = passkey_registered("a");
    registered.passkey.counter = counter;
    vec![signed_up().into(), confirmed().into(), registered.into()]
}

/// An answer with a passkey where the policy takes one.
fn answer(verification_required: bool, proved: impl Into<Option<PasskeyProof>>) -> AnswerChallenge {
    let mut ceremony = asked(Challenge::WebAuthn { verification_required });
    ceremony.flow = Flow::Choice;
    let mut rules = rules();
    rules.first_factors.insert(FirstFactor::WebAuthn);
    rules.passkeys = PasskeyRules { relying_party: Some("example.com".to_owned()), ..rules.passkeys };
    let proof = Proof::Passkey(CheckedPasskey { id: "a".to_owned(), proved: proved.into() });
    AnswerChallenge { rules, ceremony, proof, session: "jti".into(), client_id: "web".into(), watch: None }
}

fn proof(counter: u32) -> PasskeyProof {
    PasskeyProof { is_user_verified: false, counter }
}

fn verified() -> PasskeyProof {
    PasskeyProof { is_user_verified: true, counter: 0 }
}

fn signed_in() -> UserEvent {
    let challenge = Some(AnsweredChallenge { id: "03".repeat(16), expires_at: Timestamp::from_seconds(180) });
    let method = "USER_AUTH".into();
    SignedIn { session: "jti".into(), client_id: "web".into(), method, challenge, watched: None, at: AT }
        .into()
}

fn refused() -> UserEvent {
    FactorRefused { failures: 1, locked_until: None, at: AT }.into()
}

fn id() -> Personal<String> {
    Personal::Known("a".to_owned())
}

#[test]
fn a_passkey_signs_in_and_a_counter_that_rises_is_kept() {
    let (events, reply) = decided_at(0, ada(0), &answer(false, proof(0)));
    assert_eq!((events, reply.unwrap().opens_session()), (vec![signed_in()], Some(0)));
    let used = UserEvent::from(PasskeyUsed { id: id(), counter: 7, at: AT });
    let (events, _) = decided_at(0, ada(3), &answer(false, proof(7)));
    assert_eq!(events, [used.clone(), signed_in()]);
    let mut past = ada(3);
    past.push(used);
    assert_eq!(decided_at(0, past, &answer(false, proof(7))).0, [refused()], "it has signed so often before");
}

#[test]
fn what_proves_nothing_is_refused_and_counted() {
    for proved in [None, Some(proof(0))] {
        let (events, reply) = decided_at(0, ada(1), &answer(false, proved));
        assert_eq!((events, reply.unwrap().next), (vec![refused()], Next::Refuse(Refused::Wrong)));
    }
    let (events, _) = decided_at(0, ada(0), &answer(true, proof(0)));
    assert_eq!(events, [refused()], "the user had to be verified");
    assert_eq!(decided_at(0, ada(0), &answer(true, verified())).0, [signed_in()]);
}

#[test]
fn a_passkey_that_was_taken_away_meanwhile_proves_nothing() {
    let mut past = ada(0);
    past.push(passkey_registered("b").into());
    past.push(PasskeyRemoved { id: id(), at: AT }.into());
    assert_eq!(decided_at(0, past, &answer(false, proof(0))).0, [refused()]);
}

#[test]
fn a_passkey_for_another_rp_id_is_not_asked_for_any_more() {
    let mut moved = answer(false, proof(0));
    moved.rules.passkeys.relying_party = Some("example.org".to_owned());
    let (events, reply) = decided_at(0, ada(0), &moved);
    assert_eq!((events.len(), reply.unwrap().next), (0, Next::Refuse(Refused::Outdated)));
}

#[test]
fn a_passkey_with_a_verified_user_stands_for_both_factors_where_pool_and_user_let_it() {
    let both = |lets: bool| {
        let (active, preferred) = (BTreeSet::from([SecondFactor::Email]), None);
        let set = FactorsSet { active, preferred, passkeys_stand_for_both: lets, at: AT };
        let past: Vec<UserEvent> = ada(0).into_iter().chain([set.into()]).collect();
        let mut answer = answer(true, verified());
        answer.rules.mfa = MfaRules::Optional(BTreeSet::from([SecondFactor::Email]));
        answer.rules.passkeys.counts_as_two = true;
        decided_at(0, past, &answer).0
    };
    assert_eq!(both(true), [signed_in()]);
    assert_eq!(both(false), [], "it is not offered");
}
