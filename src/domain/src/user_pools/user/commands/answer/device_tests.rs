//! Rules of sign-ins with a device.

use std::collections::BTreeSet;

use super::{
    super::{tests::decided_at, *},
    *,
};
use crate::{
    Personal, Timestamp,
    scenario::given,
    user_pools::{
        sign_in::{CodeUse, DeviceRules, FirstFactor, MfaRules, PersonDevice},
        user::{
            DeviceConfirmed, DeviceForgotten, DeviceStatusSet, FactorRefused, PasswordSet, PasswordSetBy,
            SignedIn, Status, UserEvent,
            commands::samples::{
                asked, confirmed, credential, device_confirmed, mail_is_factor, rules, signed_up,
            },
        },
    },
    values::{contact::Contact, username::Naming},
};

const AT: Timestamp = Timestamp::from_ms(0);
const DEVICE: DeviceId = DeviceId([1; 16]);

/// Ada, who gets codes by mail and has confirmed a device after a second factor.
fn ada() -> Vec<UserEvent> {
    vec![
        signed_up().into(),
        confirmed().into(),
        mail_is_factor().into(),
        DeviceConfirmed { trust_epoch: Some(1), ..device_confirmed(1) }.into(),
    ]
}

fn after(more: impl IntoIterator<Item = UserEvent>) -> Vec<UserEvent> {
    ada().into_iter().chain(more).collect()
}

/// A sign-in from the device, in which the password was proved, that asks for something.
fn answer(past: &[UserEvent], challenge: Challenge, proof: Proof) -> AnswerChallenge {
    let mut ceremony = asked(challenge);
    let person = given::<User>(past.to_vec()).state().person(AT);
    ceremony.pass(Factor::First(FirstFactor::PasswordSrp), &person, AT);
    ceremony.device = Some(DEVICE);
    let rules = Rules {
        mfa: MfaRules::Optional(BTreeSet::from([SecondFactor::Email])),
        devices: Some(DeviceRules { replaces_mfa: true }),
        ..rules()
    };
    AnswerChallenge { rules, ceremony, proof, session: "jti".into(), client_id: "web".into(), watch: None }
}

fn proved(matched: bool) -> AnswerChallenge {
    answer(&ada(), Challenge::DeviceVerifier, Proof::Device { matched })
}

fn used(second_factor: bool) -> UserEvent {
    DeviceUsed { device: DEVICE, second_factor, from: Personal::default(), at: AT }.into()
}

fn signed_in() -> UserEvent {
    let challenge = Some(AnsweredChallenge { id: "03".repeat(16), expires_at: Timestamp::from_seconds(180) });
    let method = "USER_SRP_AUTH".into();
    SignedIn { session: "jti".into(), client_id: "web".into(), method, challenge, watched: None, at: AT }
        .into()
}

/// How a sign-in sees the device.
fn seen(past: Vec<UserEvent>) -> PersonDevice {
    let mut ceremony = asked(Challenge::DeviceSrp);
    ceremony.device = Some(DEVICE);
    given::<User>(past).state().person_in(&ceremony, AT).device
}

fn known(trusted: bool) -> PersonDevice {
    PersonDevice::Known { trusted, has_verifier: true }
}

#[test]
fn a_device_that_proves_itself_takes_the_place_of_the_second_factor_and_is_the_sessions() {
    let (events, reply) = decided_at(0, ada(), &proved(true));
    assert_eq!(events, [used(false), signed_in()]);
    let answered = reply.unwrap();
    assert_eq!(answered.opens_session(), Some(0));
    assert_eq!(answered.device(DeviceId([9; 16])), Some(OpenedDevice { id: DEVICE, trust_epoch: None }));
}

#[test]
fn a_sign_in_that_asks_a_device_for_its_proof_is_kept_until_one_is_complete() {
    let mut password = answer(&ada(), Challenge::PasswordVerifier, checked());
    (password.ceremony.passed, password.ceremony.basis) = (Vec::new(), None);
    let (events, reply) = decided_at(0, ada(), &password);
    assert_eq!(reply.unwrap().next, Next::Ask(Challenge::DeviceSrp));
    let [_, UserEvent::DeviceAsked(asked)] = &events[..] else { panic!("{events:?}") };
    let kept = |past: Vec<UserEvent>| {
        let user = given::<User>(past).state();
        user.profile().unwrap().devices.get(DEVICE).unwrap().asked.clone()
    };
    let text = kept(after(events.clone())).unwrap().ceremony;
    assert_eq!(text, asked.ceremony);
    let ceremony = Ceremony::from_text(text.known().unwrap()).unwrap();
    assert_eq!((ceremony.device, ceremony.passed.len(), ceremony.asked), (Some(DEVICE), 1, None));
    assert_eq!(kept(after(events.into_iter().chain([used(false)]))), None);
}

fn checked() -> Proof {
    Proof::Password(CheckedPassword {
        version: Some("1".into()),
        matched: true,
        finding: PasswordFinding::Unknown,
    })
}

#[test]
fn a_right_proof_may_be_repeated_and_opens_no_second_session() {
    let (events, reply) = decided_at(0, after([signed_in()]), &proved(true));
    let answered = reply.unwrap();
    assert_eq!((events.len(), answered.opened_before.as_deref()), (0, Some("jti")));
}

#[test]
fn a_wrong_proof_counts_with_the_codes_and_the_fifth_locks() {
    let mut past = ada();
    for failures in 1..=5 {
        let locked_until = (failures == 5).then_some(Timestamp::from_seconds(1));
        let refused: UserEvent = FactorRefused { failures, locked_until, at: AT }.into();
        let (events, reply) = decided_at(0, past.clone(), &proved(false));
        assert_eq!((events, reply.unwrap().next), (vec![refused.clone()], Next::Refuse(Refused::Wrong)));
        past.push(refused);
    }
    let (events, reply) = decided_at(0, past, &proved(true));
    assert_eq!((events.len(), reply.unwrap().next), (0, Next::Refuse(Refused::Locked)));
}

#[test]
fn a_device_that_was_forgotten_meanwhile_is_none() {
    let past = after([DeviceForgotten { device: DEVICE, at: AT }.into()]);
    let (events, reply) = decided_at(0, past, &proved(true));
    assert_eq!((events.len(), reply.unwrap().next), (0, Next::Refuse(Refused::UnknownDevice)));
}

#[test]
fn a_sign_in_that_names_no_device_opens_a_session_with_a_new_one() {
    let code = Challenge::Code { to: Contact::Email, code_use: CodeUse::Second };
    let checked = CheckedCode { matched: true, sent_to: None, naming: Naming::default() };
    let mut answer = answer(&ada(), code, Proof::Code(checked));
    answer.ceremony.device = None;
    let (events, reply) = decided_at(0, ada(), &answer);
    assert_eq!(events, [signed_in()], "no device is used");
    let new = DeviceId([9; 16]);
    assert_eq!(reply.unwrap().device(new), Some(OpenedDevice { id: new, trust_epoch: Some(1) }));
}

#[test]
fn a_change_of_the_factors_and_a_recovery_of_the_password_end_the_trust_in_devices() {
    assert_eq!(seen(ada()), known(true));
    let changed = after([mail_is_factor().into()]);
    assert_eq!(seen(changed.clone()), known(false));
    let used_with_factor = changed.into_iter().chain([used(true)]).collect();
    assert_eq!(seen(used_with_factor), known(true), "used with the new factor");
    let set = |by| PasswordSet::alone(by, credential("2"), Status::Confirmed, AT);
    assert_eq!(seen(after([set(PasswordSetBy::Code).into()])), known(false));
    assert_eq!(seen(after([set(PasswordSetBy::Change).into()])), known(true));
}

#[test]
fn a_device_is_trusted_that_is_remembered_and_was_used_with_a_second_factor() {
    let confirmed_without = vec![signed_up().into(), device_confirmed(1).into()];
    assert_eq!(seen(confirmed_without), known(false));
    let not_remembered = DeviceStatusSet { device: DEVICE, remembered: false, at: AT };
    assert_eq!(seen(after([not_remembered.into()])), known(false));
    assert_eq!(seen(vec![signed_up().into()]), PersonDevice::Unknown);
}
