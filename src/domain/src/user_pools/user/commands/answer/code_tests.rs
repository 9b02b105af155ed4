//! Rules of answers with a code that was sent.

use std::collections::BTreeSet;

use super::{
    super::{tests::decided_at, *},
    *,
};
use crate::{
    Personal, Timestamp,
    scenario::given,
    user_pools::{
        sign_in::{AskedSecret, Challenge, FirstFactor, MfaRules},
        user::{
            Disabled, FactorRefused, FactorsSet, Refusal, SignedIn, UserEvent,
            commands::samples::{asked, confirmed, rules, signed_up},
        },
    },
    values::username::{Name, NameKind},
};

const AT: Timestamp = Timestamp::from_ms(0);
const EMAIL: &str = "ada@example.com";
const PHONE: &str = "+14325551212";

/// Ada, whose mail address is verified.
fn ada() -> Vec<UserEvent> {
    vec![signed_up().into(), confirmed().into()]
}

fn written(attributes: &[(&str, &str)], names: Vec<Name>) -> UserEvent {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), Personal::Known((*value).to_owned()));
    let attributes = attributes.iter().map(owned).collect();
    AttributesWritten { attributes, names, released: Vec::new(), at: AT }.into()
}

/// A verified number is a name, and no other user's user name.
fn names() -> Vec<Name> {
    let name = |kind| Name { kind, value: Personal::Known(PHONE.to_owned()) };
    vec![name(NameKind::PhoneNumber), name(NameKind::Username)]
}

fn after(past: &[UserEvent], more: impl IntoIterator<Item = UserEvent>) -> Vec<UserEvent> {
    past.iter().cloned().chain(more).collect()
}

/// An answer with a code that was sent to an address, where every user needs a text or a mail.
fn answer(
    past: &[UserEvent],
    (to, code_use): (Contact, CodeUse),
    matched: bool,
    sent_to: Option<&str>,
) -> AnswerChallenge {
    let mut ceremony = asked(Challenge::Code { to, code_use });
    if let Some(asked) = &mut ceremony.asked {
        asked.secret = AskedSecret::None;
    }
    let person = given::<User>(past.to_vec()).state().person(AT);
    ceremony.pass(Factor::First(FirstFactor::PasswordSrp), &person, AT);
    let naming = Naming { alias_attributes: [NameKind::PhoneNumber].into(), ..Naming::default() };
    let sent_to = sent_to.map(ToOwned::to_owned);
    AnswerChallenge {
        rules: Rules { mfa: MfaRules::On(BTreeSet::from([SecondFactor::of_contact(to)])), ..rules() },
        ceremony,
        proof: Proof::Code(CheckedCode { matched, sent_to, naming }),
        session: "jti".into(),
        client_id: "web".into(),
        watch: None,
    }
}

fn mail(past: &[UserEvent], matched: bool) -> AnswerChallenge {
    answer(past, (Contact::Email, CodeUse::Second), matched, Some(EMAIL))
}

fn signed_in() -> UserEvent {
    let challenge = Some(AnsweredChallenge { id: "03".repeat(16), expires_at: Timestamp::from_seconds(180) });
    let method = "USER_SRP_AUTH".into();
    SignedIn { session: "jti".into(), client_id: "web".into(), method, challenge, watched: None, at: AT }
        .into()
}

fn refused(failures: u32, locked_until: Option<i64>) -> UserEvent {
    FactorRefused { failures, locked_until: locked_until.map(Timestamp::from_seconds), at: AT }.into()
}

#[test]
fn a_right_code_signs_in_and_verifies_the_address_that_it_was_sent_to() {
    let (events, _) = decided_at(0, ada(), &mail(&ada(), true));
    assert_eq!(events, [signed_in()], "the address is verified already");
    let past = after(&ada(), [written(&[("phone_number", PHONE)], Vec::new())]);
    let text = answer(&past, (Contact::Phone, CodeUse::Second), true, Some(PHONE));
    let (events, reply) = decided_at(0, past.clone(), &text);
    assert_eq!(events, [written(&[("phone_number_verified", "true")], names()), signed_in()]);
    assert_eq!(reply.unwrap().opens_session(), Some(0));
}

#[test]
fn an_address_that_was_changed_meanwhile_is_not_verified() {
    let past = after(&ada(), [written(&[("phone_number", "+14325559999")], Vec::new())]);
    for sent_to in [None, Some(PHONE)] {
        let text = answer(&past, (Contact::Phone, CodeUse::Second), true, sent_to);
        let (events, _) = decided_at(0, past.clone(), &text);
        assert_eq!(events, [signed_in()]);
    }
}

#[test]
fn the_fifth_wrong_code_locks_and_a_right_one_is_refused_until_the_lock_ends() {
    let mut past = ada();
    for failures in 1..=5 {
        let refused = refused(failures, (failures == 5).then_some(1));
        let (events, reply) = decided_at(0, past.clone(), &mail(&past, false));
        assert_eq!(
            (events, reply.unwrap().next),
            (vec![refused.clone()], Next::Refuse(Refused::CodeMismatch))
        );
        past.push(refused);
    }
    let (events, reply) = decided_at(0, past.clone(), &mail(&past, true));
    assert_eq!((events.len(), reply.unwrap().next), (0, Next::Refuse(Refused::Locked)));
}

#[test]
fn a_right_code_is_good_for_one_answer() {
    let past = after(&ada(), [signed_in()]);
    let (events, reply) = decided_at(0, past.clone(), &mail(&past, true));
    assert_eq!((events.len(), reply.err()), (0, Some(Refusal::ChallengeSpent)));
}

#[test]
fn a_number_that_is_set_up_is_the_users_once_its_code_was_right_and_asked_for_from_then_on() {
    let text = answer(&ada(), (Contact::Phone, CodeUse::Setup), true, Some(PHONE));
    let (events, reply) = decided_at(0, ada(), &text);
    let gets = written(&[("phone_number", PHONE), ("phone_number_verified", "true")], names());
    let set = FactorsSet {
        active: BTreeSet::from([SecondFactor::Sms]),
        preferred: None,
        passkeys_stand_for_both: false,
        at: AT,
    };
    assert_eq!(events, [gets, set.into(), signed_in()]);
    assert_eq!(reply.unwrap().opens_session(), Some(0));
    let wrong = answer(&ada(), (Contact::Phone, CodeUse::Setup), false, Some(PHONE));
    assert_eq!(decided_at(0, ada(), &wrong).0, [refused(1, None)]);
}

#[test]
fn a_number_is_not_set_up_in_the_place_of_another_that_the_user_has_got_meanwhile() {
    let setup = |past: &[UserEvent]| {
        let mut text = answer(past, (Contact::Phone, CodeUse::Setup), true, Some(PHONE));
        text.rules.only_recovery = Some(Contact::Phone);
        text
    };
    let held = |number| after(&ada(), [written(&[("phone_number", number)], Vec::new())]);
    let other = held("+14325559999");
    let (events, reply) = decided_at(0, other.clone(), &setup(&other));
    assert_eq!((events.len(), reply.unwrap().next), (0, Next::Refuse(Refused::Outdated)));
    let same = held(PHONE);
    let (events, _) = decided_at(0, same.clone(), &setup(&same));
    assert_eq!(events[0], written(&[("phone_number_verified", "true")], names()));
}

/// An answer to a choice of the first factor.
fn first(past: &[UserEvent], matched: bool, sent_to: Option<&str>) -> AnswerChallenge {
    let answer = answer(past, (Contact::Email, CodeUse::First), matched, sent_to);
    let first_factors = BTreeSet::from([FirstFactor::Password, FirstFactor::EmailOtp]);
    let rules = Rules { mfa: MfaRules::Off, first_factors, ..rules() };
    let ceremony = Ceremony { flow: Flow::Choice, passed: Vec::new(), basis: None, ..answer.ceremony };
    AnswerChallenge { rules, ceremony, ..answer }
}

#[test]
fn a_right_code_as_the_first_factor_signs_in_and_confirms_an_unconfirmed_user() {
    let (events, reply) = decided_at(0, ada(), &first(&ada(), true, Some(EMAIL)));
    assert_eq!((events.len(), reply.unwrap().opens_session()), (1, Some(0)));
    let unconfirmed = vec![signed_up().into()];
    let (events, reply) = decided_at(0, unconfirmed.clone(), &first(&unconfirmed, true, Some(EMAIL)));
    assert_eq!(events[0], confirmed().into());
    assert_eq!((events.len(), reply.unwrap().opens_session()), (2, Some(0)));
}

#[test]
fn a_code_confirms_a_user_whose_address_an_administrator_has_verified() {
    let past = vec![signed_up().into(), written(&[("email_verified", "true")], Vec::new())];
    let (events, reply) = decided_at(0, past.clone(), &first(&past, true, Some(EMAIL)));
    assert_eq!(events[0], confirmed().into());
    assert_eq!(reply.unwrap().opens_session(), Some(0));
}

#[test]
fn a_code_confirms_no_user_who_was_switched_off() {
    let past: Vec<UserEvent> = vec![signed_up().into(), Disabled { epoch: 1, at: AT }.into()];
    let (events, reply) = decided_at(0, past.clone(), &first(&past, true, Some(EMAIL)));
    assert_eq!((events.len(), reply.err()), (0, Some(Refusal::Disabled)));
}

#[test]
fn a_code_that_was_sent_to_an_address_that_was_changed_confirms_no_user() {
    let unconfirmed: Vec<UserEvent> = vec![signed_up().into()];
    let (events, reply) = decided_at(0, unconfirmed.clone(), &first(&unconfirmed, true, None));
    assert_eq!((events.len(), reply.unwrap().next), (0, Next::Refuse(Refused::Outdated)));
}

/// The `Session` of a sign-up, whose code was right or was not given yet.
fn of_sign_up(past: &[UserEvent], was_right: bool) -> AnswerChallenge {
    let mut answer = first(past, true, None);
    answer.proof = Proof::Confirmed;
    answer.ceremony.flow = Flow::Confirmed;
    if was_right {
        let person = given::<User>(past.to_vec()).state().person(AT);
        answer.ceremony.pass(Factor::First(FirstFactor::EmailOtp), &person, AT);
    }
    answer
}

#[test]
fn the_code_of_a_sign_up_signs_in_once() {
    let right = of_sign_up(&ada(), true);
    let (events, reply) = decided_at(0, ada(), &right);
    assert_eq!((events.len(), reply.unwrap().opens_session()), (1, Some(0)));
    let (events, reply) = decided_at(0, after(&ada(), events), &right);
    assert_eq!((events.len(), reply.err()), (0, Some(Refusal::ChallengeSpent)));
}

#[test]
fn a_sign_up_whose_code_was_not_given_signs_nobody_in() {
    let unconfirmed = vec![signed_up().into()];
    for (past, why) in [(unconfirmed, Refused::Unconfirmed), (ada(), Refused::Outdated)] {
        let (events, reply) = decided_at(0, past.clone(), &of_sign_up(&past, false));
        assert_eq!((events.len(), reply.unwrap().next), (0, Next::Refuse(why)));
    }
    let mut of_another_flow = of_sign_up(&ada(), true);
    of_another_flow.ceremony.flow = Flow::Choice;
    let (events, reply) = decided_at(0, ada(), &of_another_flow);
    assert_eq!((events.len(), reply.unwrap().next), (0, Next::Refuse(Refused::Outdated)));
}

#[test]
fn a_password_that_comes_with_the_choice_answers_it() {
    let offered = Challenge::SelectChallenge(BTreeSet::from([FirstFactor::Password, FirstFactor::EmailOtp]));
    let mut answer = first(&ada(), true, None);
    answer.proof = Proof::Password(CheckedPassword {
        version: Some("1".into()),
        matched: true,
        finding: PasswordFinding::Unknown,
    });
    if let Some(asked) = &mut answer.ceremony.asked {
        asked.challenge = offered;
    }
    let (events, reply) = decided_at(0, ada(), &answer);
    assert_eq!(
        (events.len(), reply.unwrap().next),
        (0, Next::Refuse(Refused::Outdated)),
        "nothing is chosen"
    );
    answer.ceremony.given.first = Some(FirstFactor::Password);
    let (events, reply) = decided_at(0, ada(), &answer);
    assert_eq!((events.len(), reply.unwrap().opens_session()), (1, Some(0)));
}
