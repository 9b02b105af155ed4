//! `CUSTOM_AUTH`

use super::*;

const NOTHING: Define = Define { fails: false, issues_tokens: false, challenge: None };

fn custom(s: &mut Setup) {
    s.flow(Flow::Custom { with_srp: false });
}

fn with_srp(s: &mut Setup) {
    s.flow(Flow::Custom { with_srp: true });
}

/// The trigger has answered.
fn defined(define: Define) -> impl Fn(&mut Setup) {
    move |s| {
        custom(s);
        s.ceremony.define(define, &s.person, NOW);
    }
}

fn names(challenge: DefinedChallenge) -> impl Fn(&mut Setup) {
    defined(Define { challenge: Some(challenge), ..NOTHING })
}

fn issues(s: &mut Setup) {
    defined(Define { issues_tokens: true, ..NOTHING })(s);
}

fn begun_by_srp(s: &mut Setup) {
    with_srp(s);
    s.ceremony.begin_by_srp();
}

fn proved(s: &mut Setup) {
    begun_by_srp(s);
    s.asked(Challenge::PasswordVerifier);
    s.pass(Factor::First(FirstFactor::PasswordSrp));
}

fn sms(s: &mut Setup) {
    s.optional_mfa(&[SecondFactor::Sms]);
    s.active(&[SecondFactor::Sms]);
}

#[test]
fn how_it_begins() {
    check([
        row(
            "C1 no Define",
            start().with(custom).with(|s| s.rules.custom.define = false),
            refuse(Refused::NoCustomTrigger),
        ),
        row(
            "C1 no Create",
            start().with(names(DefinedChallenge::Custom)).with(|s| s.rules.custom.create = false),
            refuse(Refused::NoCustomTrigger),
        ),
        row(
            "C1 no Verify",
            start().with(names(DefinedChallenge::Custom)).with(|s| s.rules.custom.verify = false),
            refuse(Refused::NoCustomTrigger),
        ),
        row(
            "C1 neither is needed",
            start().with(issues).with(|s| (s.rules.custom.create, s.rules.custom.verify) = (false, false)),
            admit(),
        ),
        row("C2 no SRP_A", start().with(custom), Next::Define),
        row("C2 SRP_A", start().with(begun_by_srp), Next::Define),
        row("C2 CHALLENGE_NAME=SRP_A alone", start().with(with_srp), refuse(Refused::MissingSrpA)),
        row("u6 decoy", start().hide().decoy().with(custom), Next::Define),
    ]);
}

#[test]
fn what_the_trigger_says() {
    let all = Define { fails: true, issues_tokens: true, challenge: Some(DefinedChallenge::Custom) };
    let word = Define { issues_tokens: true, challenge: Some(DefinedChallenge::Custom), ..NOTHING };
    check([
        row("C3 beats all", start().with(defined(all)), refuse(Refused::Wrong)),
        row("C4", start().with(issues), admit()),
        row("C4 beats a challenge", start().with(defined(word)), admit()),
        row("C4 decoy (42)", start().hide().decoy().with(issues), refuse(Refused::Wrong)),
        row("C4 T1 disabled", start().hide().disable().with(issues), refuse(Refused::Disabled)),
        row(
            "C4 T1 unconfirmed",
            start().hide().state(PersonState::Unconfirmed).with(issues),
            refuse(Refused::Unconfirmed),
        ),
        row("C4 T4", start().with(issues).risk(Risk::Block), refuse(Refused::Risky)),
        row(
            "C4 T8",
            start().with(issues).track(true, PersonDevice::Known { trusted: true, has_verifier: true }),
            ask(Challenge::DeviceSrp),
        ),
        row(
            "C4 T8 proved, the trigger is not asked again",
            start()
                .with(custom)
                .track(true, PersonDevice::Known { trusted: true, has_verifier: true })
                .pass(Factor::Custom)
                .asked(Challenge::DeviceVerifier)
                .pass(Factor::Device),
            admit_on(TokenOccasion::Device, AdmittedDevice::Known),
        ),
        row(
            "C4 T4 proved, the trigger is not asked again",
            start()
                .with(custom)
                .with(sms)
                .risk(Risk::MfaRequired)
                .pass(Factor::Custom)
                .asked(Challenge::of_second(SecondFactor::Sms))
                .pass(Factor::Second(SecondFactor::Sms)),
            admit(),
        ),
        row(
            "C4 no new password",
            start().with(issues).state(PersonState::ForceChangePassword { ended: true }),
            admit(),
        ),
        row("C4 no reset", start().with(issues).state(PersonState::ResetRequired), admit()),
        row("C4 no second factor (41)", start().with(issues).demanded_mfa(&[SecondFactor::Sms]), admit()),
        row("C5", start().with(names(DefinedChallenge::Custom)), ask(Challenge::Custom)),
        row(
            "C6 SRP_A given",
            start()
                .with(names(DefinedChallenge::PasswordVerifier))
                .with(|s| s.ceremony.given.srp_public = true),
            ask(Challenge::PasswordVerifier),
        ),
        row(
            "C6 without SRP_A",
            start().with(names(DefinedChallenge::PasswordVerifier)),
            refuse(Refused::MissingSrpA),
        ),
        row("C8 no name, another name", start().with(defined(NOTHING)), refuse(Refused::TriggerOutput)),
    ]);
}

#[test]
fn the_trigger_may_name_a_second_factor_once_the_password_was_proved() {
    let named = |factor| names(DefinedChallenge::Second(factor));
    let password = Factor::First(FirstFactor::PasswordSrp);
    check([
        row(
            "C7",
            start().with(named(SecondFactor::Sms)).with(sms).pass(password),
            code(Contact::Phone, CodeUse::Second),
        ),
        row(
            "C7 authenticator app",
            start()
                .with(named(SecondFactor::SoftwareToken))
                .optional_mfa(&[])
                .active(&[SecondFactor::SoftwareToken])
                .pass(password),
            ask(Challenge::SoftwareToken),
        ),
        row(
            "C7 no password",
            start().with(named(SecondFactor::Sms)).with(sms),
            refuse(Refused::TriggerOutput),
        ),
        row(
            "C7 not usable",
            start().with(named(SecondFactor::Email)).with(sms).pass(password),
            refuse(Refused::TriggerOutput),
        ),
        row(
            "C7 pool off",
            start().with(named(SecondFactor::Sms)).active(&[SecondFactor::Sms]).pass(password),
            refuse(Refused::TriggerOutput),
        ),
    ]);
}

#[test]
fn after_the_password_the_tail_runs_before_the_trigger_is_asked_again() {
    check([
        row("C10, T7", start().with(proved), Next::Define),
        row("C10 T2", start().state(PersonState::ResetRequired).with(proved), refuse(Refused::ResetRequired)),
        row(
            "C10 T3",
            start().state(PersonState::ForceChangePassword { ended: false }).with(proved),
            ask(Challenge::NewPassword),
        ),
        row("C10 T4", start().with(proved).risk(Risk::Block), refuse(Refused::Risky)),
        row(
            "C10 T5",
            start()
                .with(proved)
                .with(sms)
                .track(true, PersonDevice::Known { trusted: true, has_verifier: true }),
            ask(Challenge::DeviceSrp),
        ),
        row("C10 T6 (40)", start().with(proved).with(sms), code(Contact::Phone, CodeUse::Second)),
        row(
            "C10 then the trigger (40)",
            start().with(proved).with(sms).pass(Factor::Second(SecondFactor::Sms)),
            Next::Define,
        ),
        row(
            "C10 T8 only once the trigger admits",
            start().with(proved).track(false, PersonDevice::Known { trusted: false, has_verifier: true }),
            Next::Define,
        ),
    ]);
}

#[test]
fn rounds_end() {
    let answered = |s: &mut Setup, answered: usize, wrong| {
        begun_by_srp(s);
        s.asked(Challenge::Custom);
        let round = |n| Round { challenge: RoundChallenge::Custom, passed: n >= wrong, metadata: None };
        s.ceremony.rounds.extend((0..answered).map(round));
        names(DefinedChallenge::Custom)(s);
    };
    check([
        row("C11", start().with(custom).asked(Challenge::Custom), Next::Define),
        row(
            "C11 with SRP begun, no SRP_A at later calls",
            start().with(begun_by_srp).asked(Challenge::Custom),
            Next::Define,
        ),
        row("C12 two wrong", start().with(|s| answered(s, 2, 2)), ask(Challenge::Custom)),
        row("C12 three wrong", start().with(|s| answered(s, 3, 3)), refuse(Refused::Wrong)),
        row(
            "C12 nine rounds, and SRP_A, which is none",
            start().with(|s| answered(s, 9, 2)),
            ask(Challenge::Custom),
        ),
        row("C12 ten rounds", start().with(|s| answered(s, 10, 0)), refuse(Refused::Wrong)),
        row("C12 tokens still win", start().with(|s| answered(s, 10, 3)).with(issues), admit()),
    ]);
}
