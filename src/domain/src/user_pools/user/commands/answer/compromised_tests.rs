//! Rules of compromised passwords in a sign-in.

use super::{
    super::{
        CheckedPassword,
        tests::{ada, by_admin, check_refused, decided_at, proved, sent, signed_in},
    },
    *,
};
use crate::{
    Timestamp,
    user_pools::{
        sign_in::{Refused, Rules},
        user::{
            ResetRequired, SignedIn, UserEvent,
            commands::samples::{rules, signed_up},
        },
    },
    values::risk::PasswordFinding,
};

/// A password that came along with the first call, is right, and is in a list of breached ones.
fn compromised(blocks: bool, acts_on_risk: bool) -> AnswerChallenge {
    let finding = PasswordFinding::Compromised { blocks };
    let proof = Proof::Password(CheckedPassword { version: Some("1".into()), matched: true, finding });
    AnswerChallenge { proof, rules: Rules { acts_on_risk, ..rules() }, ..sent(true) }
}

fn found(blocked: bool) -> CompromisedPasswordFound {
    CompromisedPasswordFound { on: PasswordEvent::SignIn, blocked, at: Timestamp::from_ms(0) }
}

#[test]
fn a_compromised_password_signs_in_where_it_is_only_recorded() {
    let by_password = SignedIn { method: "USER_PASSWORD_AUTH".into(), challenge: None, ..signed_in() };
    for answer in [compromised(true, false), compromised(false, true), compromised(false, false)] {
        let (events, reply) = decided_at(0, ada(), &answer);
        assert_eq!(events, [by_password.clone().into(), found(false).into()]);
        assert_eq!(reply.unwrap().opens_session(), Some(0));
    }
    let (events, _) = decided_at(0, [by_admin()], &compromised(false, true));
    assert!(matches!(&events[..], [UserEvent::ChallengeSpent(_), noted] if *noted == found(false).into()));
}

#[test]
fn a_compromised_password_that_is_blocked_must_be_replaced_by_a_code() {
    let blocked = compromised(true, true);
    let reset = ResetRequired { at: Timestamp::from_ms(0) };
    let events = [found(true).into(), reset.into()];
    check_refused(ada(), &blocked, &events, Refused::Compromised);
    let past: Vec<_> = ada().into_iter().chain(events).collect();
    check_refused(past.clone(), &blocked, &[found(true).into()], Refused::Compromised);
    check_refused(past, &proved(true), &[], Refused::ResetRequired);
    // Neither a sign-up that is not confirmed nor a temporary password can be replaced by a code.
    check_refused([signed_up().into()], &blocked, &[found(true).into()], Refused::Compromised);
    check_refused([by_admin()], &blocked, &[found(true).into()], Refused::Compromised);
}
