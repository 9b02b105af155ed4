//! Who may try.

use super::*;

#[test]
fn what_is_told_before_anything_is_proved() {
    let unconfirmed = PersonState::Unconfirmed;
    check([
        row("W3 an unknown name, told", start().decoy(), refuse(Refused::UnknownUser)),
        row("W4 an unknown name, hidden", start().hide().decoy(), ask(Challenge::Password)),
        row("W5 disabled, told", start().disable(), refuse(Refused::Disabled)),
        row("W5 beats W6 (1)", start().disable().state(unconfirmed), refuse(Refused::Disabled)),
        row("W6 unconfirmed, told", start().state(unconfirmed), refuse(Refused::Unconfirmed)),
        row("W6 with SRP", start().flow(Flow::Srp).state(unconfirmed), refuse(Refused::Unconfirmed)),
        row("W7 disabled, hidden", start().hide().disable(), ask(Challenge::Password)),
        row("W7 unconfirmed, hidden (2)", start().hide().state(unconfirmed), ask(Challenge::Password)),
        row("W9 only known to a provider", start().state(PersonState::External), ask(Challenge::Password)),
        row(
            "3 reset required is not told before a proof",
            start().state(PersonState::ResetRequired),
            ask(Challenge::Password),
        ),
    ]);
}

#[test]
fn a_lock_stops_the_factor_that_it_is_about() {
    let (password, code) = (Locks { password: true, code: false }, Locks { password: false, code: true });
    let wants = |s: &mut Setup, locks, factor| {
        s.flow(Flow::Choice);
        s.allow(&[FirstFactor::EmailOtp, FirstFactor::WebAuthn]);
        s.give_passkey();
        s.person.locks = locks;
        s.want(factor);
    };
    check([
        row("W8 password (46)", start().with(|s| s.person.locks = password), refuse(Refused::Locked)),
        row(
            "W8 password of an unknown name (45)",
            start().hide().decoy().with(|s| s.person.locks = password),
            refuse(Refused::Locked),
        ),
        row("W8 SRP", start().flow(Flow::Srp).with(|s| s.person.locks = password), refuse(Refused::Locked)),
        row(
            "W8 a code first",
            start().with(|s| wants(s, code, FirstFactor::EmailOtp)),
            refuse(Refused::Locked),
        ),
        row("W8 a passkey", start().with(|s| wants(s, code, FirstFactor::WebAuthn)), refuse(Refused::Locked)),
        row(
            "W8 codes do not lock passwords",
            start().with(|s| wants(s, code, FirstFactor::Password)),
            ask(Challenge::Password),
        ),
        row(
            "W8 passwords do not lock codes",
            start().with(|s| wants(s, password, FirstFactor::EmailOtp)),
            super::code(Contact::Email, CodeUse::First),
        ),
        row(
            "W8 a code second (47)",
            start()
                .optional_mfa(&[SecondFactor::Sms])
                .active(&[SecondFactor::Sms])
                .with(|s| s.person.locks = code)
                .password(),
            refuse(Refused::Locked),
        ),
        row(
            "W8 no lock holds up the choice",
            start().flow(Flow::Choice).with(|s| s.person.locks = password),
            select(FirstFactor::PASSWORDS),
        ),
        row(
            "l6 custom challenges without a password",
            start()
                .flow(Flow::Custom { with_srp: false })
                .with(|s| s.person.locks = Locks { password: true, code: true }),
            Next::Define,
        ),
    ]);
}

#[test]
fn what_was_proved_counts_only_while_nothing_has_changed_beneath_it() {
    check([
        row(
            "another password since",
            start().password().with(|s| s.person.credential_version = Some("2".to_owned())),
            refuse(Refused::Outdated),
        ),
        row(
            "49 global sign-out since",
            start().password().with(|s| s.person.sign_out_epoch = 1),
            refuse(Refused::Outdated),
        ),
        row("deleted since", start().password().state(PersonState::Deleted), refuse(Refused::Outdated)),
        row("deleted before a proof, told", start().state(PersonState::Deleted), refuse(Refused::Outdated)),
        row(
            "deleted before a proof, hidden",
            start().hide().state(PersonState::Deleted),
            refuse(Refused::Wrong),
        ),
        row(
            "deleted after a proof, hidden",
            start().hide().password().state(PersonState::Deleted),
            refuse(Refused::Outdated),
        ),
        row("disabled since, told", start().password().disable(), refuse(Refused::Disabled)),
        row("disabled since, hidden", start().password().hide().disable(), refuse(Refused::Disabled)),
        row(
            "disabled since, which ended sessions",
            start().password().hide().disable().with(|s| s.person.sign_out_epoch = 1),
            refuse(Refused::Disabled),
        ),
        row(
            "a new password of this very ceremony",
            start()
                .password()
                .with(|s| s.person.credential_version = Some("2".to_owned()))
                .pass(Factor::NewPassword),
            admit_on(TokenOccasion::NewPassword, AdmittedDevice::Untracked),
        ),
    ]);
}
