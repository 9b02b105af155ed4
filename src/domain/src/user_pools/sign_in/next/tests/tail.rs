//! The steps between a right first factor and the tokens.

use super::*;

fn temporary(ended: bool) -> PersonState {
    PersonState::ForceChangePassword { ended }
}

#[test]
fn states() {
    check([
        row("T1 disabled", start().hide().disable().password(), refuse(Refused::Disabled)),
        row(
            "T1 unconfirmed",
            start().hide().state(PersonState::Unconfirmed).password(),
            refuse(Refused::Unconfirmed),
        ),
        row(
            "T1 disabled first",
            start().hide().disable().state(PersonState::Unconfirmed).password(),
            refuse(Refused::Disabled),
        ),
        row("T2", start().state(PersonState::ResetRequired).password(), refuse(Refused::ResetRequired)),
        row(
            "T2 no password was used",
            start()
                .flow(Flow::Choice)
                .state(PersonState::ResetRequired)
                .hide()
                .pass(Factor::First(FirstFactor::WebAuthn)),
            admit(),
        ),
        row(
            "T3 ended (22)",
            start().state(temporary(true)).password(),
            refuse(Refused::TemporaryPasswordEnded),
        ),
        row("T3", start().state(temporary(false)).password(), ask(Challenge::NewPassword)),
        row(
            "T3 before the second factor",
            start().state(temporary(false)).demanded_mfa(&[SecondFactor::Sms]).password(),
            ask(Challenge::NewPassword),
        ),
        row("T10", start().password(), admit()),
    ]);
}

#[test]
fn risk() {
    let by_text = || code(Contact::Phone, CodeUse::Second);
    check([
        row("T4 BLOCK", start().password().risk(Risk::Block), refuse(Refused::Risky)),
        row(
            "T4 BLOCK, only watched",
            start().password().risk(Risk::Block).with(|s| s.rules.acts_on_risk = false),
            admit(),
        ),
        row(
            "T4 MFA_REQUIRED, configured and not active",
            start().password().risk(Risk::MfaRequired).optional_mfa(&[SecondFactor::Sms]),
            by_text(),
        ),
        row(
            "T4 MFA_REQUIRED, none",
            start().password().risk(Risk::MfaRequired).optional_mfa(&[SecondFactor::Sms]).no_addresses(),
            refuse(Refused::Risky),
        ),
        row("T4 MFA_REQUIRED, pool off", start().password().risk(Risk::MfaRequired), refuse(Refused::Risky)),
        row(
            "T4 MFA_IF_CONFIGURED, configured and not active",
            start().password().risk(Risk::MfaIfConfigured).optional_mfa(&[SecondFactor::Sms]),
            by_text(),
        ),
        row(
            "T4 MFA_IF_CONFIGURED, none",
            start().password().risk(Risk::MfaIfConfigured).optional_mfa(&[SecondFactor::Sms]).no_addresses(),
            admit(),
        ),
        row(
            "T4 MFA_IF_CONFIGURED, several",
            start()
                .password()
                .risk(Risk::MfaIfConfigured)
                .optional_mfa(&[SecondFactor::Sms, SecondFactor::Email]),
            select_mfa([SecondFactor::Sms, SecondFactor::Email]),
        ),
        row(
            "T4 no trusted device stands for it",
            start()
                .password()
                .risk(Risk::MfaRequired)
                .optional_mfa(&[SecondFactor::Sms])
                .track(true, PersonDevice::Known { trusted: true, has_verifier: true }),
            by_text(),
        ),
        row(
            "T4 done",
            start()
                .password()
                .risk(Risk::MfaRequired)
                .optional_mfa(&[SecondFactor::Sms])
                .pass(Factor::Second(SecondFactor::Sms)),
            admit(),
        ),
        row(
            "T4 after T3",
            start().state(temporary(false)).password().risk(Risk::Block),
            ask(Challenge::NewPassword),
        ),
        row(
            "T4 after the new password",
            start().password().risk(Risk::Block).pass(Factor::NewPassword),
            refuse(Refused::Risky),
        ),
    ]);
}

#[test]
fn what_the_trigger_of_tokens_is_told() {
    let sms = Factor::Second(SecondFactor::Sms);
    let device = PersonDevice::Known { trusted: false, has_verifier: true };
    let on = |occasion| admit_on(occasion, AdmittedDevice::Untracked);
    let on_device = |occasion| admit_on(occasion, AdmittedDevice::Known);
    check([
        row("T9", start().password(), on(TokenOccasion::Authentication)),
        row(
            "T9 new password last",
            start().password().pass(Factor::NewPassword),
            on(TokenOccasion::NewPassword),
        ),
        row(
            "T9 not last",
            start().password().pass(Factor::NewPassword).pass(sms),
            on(TokenOccasion::Authentication),
        ),
        row(
            "T9 device last",
            start().track(false, device).password().pass(Factor::Device),
            on_device(TokenOccasion::Device),
        ),
        row(
            "T9 pages",
            start().password().pass(Factor::NewPassword).with(|s| s.ceremony.began = Began::Page),
            on(TokenOccasion::Page),
        ),
        row("T9 refresh", start().flow(Flow::Refresh), go_on(TokenOccasion::Refresh)),
    ]);
}

#[test]
fn a_challenge_ends_after_its_minutes_and_a_ceremony_after_an_hour() {
    let ceremony = start().ceremony;
    assert_eq!(ceremony.challenge_ends(NOW, 3), NOW.plus_seconds(180));
    assert_eq!(ceremony.challenge_ends(NOW.plus_seconds(3_500), 3), NOW.plus_seconds(3_600));
}
