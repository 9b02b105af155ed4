//! The flows that ask for one certain factor, or for none.

use super::*;

#[test]
fn passwords() {
    check([
        row("P nothing proved", &mut start(), ask(Challenge::Password)),
        row("P1 migrated, confirmed", start().password(), admit()),
        row(
            "P1 migrated, reset required",
            start().state(PersonState::ResetRequired).password(),
            refuse(Refused::ResetRequired),
        ),
        row("P1 an unknown name that no trigger knew, told", start().decoy(), refuse(Refused::UnknownUser)),
        row(
            "P1 an unknown name that no trigger knew, hidden (6)",
            start().hide().decoy(),
            ask(Challenge::Password),
        ),
        row("P3 right", start().password(), admit()),
        row(
            "P4 right and breached",
            start().password().risk(Risk::Compromised),
            refuse(Refused::Compromised),
        ),
        row(
            "P4 only watched",
            start().password().risk(Risk::Compromised).with(|s| s.rules.acts_on_risk = false),
            admit(),
        ),
    ]);
}

#[test]
fn srp() {
    check([
        row("S1 known", start().flow(Flow::Srp), ask(Challenge::PasswordVerifier)),
        row("S1 decoy", start().flow(Flow::Srp).hide().decoy(), ask(Challenge::PasswordVerifier)),
        row("P3 proved", start().flow(Flow::Srp).pass(Factor::First(FirstFactor::PasswordSrp)), admit()),
    ]);
}

#[test]
fn right_after_confirmation() {
    check([
        row("N1", start().flow(Flow::Confirmed), admit()),
        row(
            "N1 an optional second factor is not asked",
            start().flow(Flow::Confirmed).optional_mfa(&[SecondFactor::Sms]).active(&[SecondFactor::Sms]),
            admit(),
        ),
        row(
            "N1 a demanded one is",
            start().flow(Flow::Confirmed).demanded_mfa(&[SecondFactor::SoftwareToken]),
            ask(Challenge::MfaSetup(BTreeSet::from([SecondFactor::SoftwareToken]))),
        ),
        row("N1 risk", start().flow(Flow::Confirmed).risk(Risk::Block), refuse(Refused::Risky)),
        row("N1 disabled, hidden", start().flow(Flow::Confirmed).hide().disable(), refuse(Refused::Disabled)),
        row(
            "N2 told",
            start().flow(Flow::Confirmed).state(PersonState::Unconfirmed),
            refuse(Refused::Unconfirmed),
        ),
        row(
            "N2 hidden",
            start().flow(Flow::Confirmed).hide().state(PersonState::Unconfirmed),
            refuse(Refused::Unconfirmed),
        ),
    ]);
}

#[test]
fn pages() {
    let page = |s: &mut Setup| s.ceremony.began = Began::Page;
    let on_page = admit_on(TokenOccasion::Page, AdmittedDevice::Untracked);
    let code_setup = Challenge::MfaSetup(BTreeSet::from([SecondFactor::SoftwareToken]));
    check([
        row("H1 nothing proved", start().with(page), ask(Challenge::Password)),
        row(
            "H1 an unknown name looks like a wrong password",
            start().with(page).decoy(),
            ask(Challenge::Password),
        ),
        row("H2 name first", start().with(page).flow(Flow::Choice), select(FirstFactor::PASSWORDS)),
        row(
            "H3 reset",
            start().with(page).state(PersonState::ResetRequired).password(),
            refuse(Refused::ResetRequired),
        ),
        row(
            "H3 unconfirmed",
            start().with(page).state(PersonState::Unconfirmed),
            refuse(Refused::Unconfirmed),
        ),
        row(
            "H3 set up a second factor",
            start().with(page).demanded_mfa(&[SecondFactor::SoftwareToken]).password(),
            ask(code_setup),
        ),
        row("H4 live cookie", start().with(page).flow(Flow::Cookie), go_on(TokenOccasion::Page)),
        row(
            "H4 live cookie, disabled (54)",
            start().with(page).flow(Flow::Cookie).disable(),
            refuse(Refused::Disabled),
        ),
        row("H5", start().with(page).password(), on_page.clone()),
        row(
            "H5 no device",
            start()
                .with(page)
                .track(true, PersonDevice::Known { trusted: true, has_verifier: true })
                .password(),
            on_page.clone(),
        ),
        row(
            "H7 before a name",
            start().with(page).flow(Flow::PasskeyFirst).with(|s| s.ceremony.user = SignInUser::NotNamed),
            ask(Challenge::WebAuthn { verification_required: false }),
        ),
        row(
            "H7 the passkey's user",
            start().with(page).flow(Flow::PasskeyFirst).pass(Factor::First(FirstFactor::WebAuthn)),
            on_page,
        ),
        row(
            "H7 the passkey's user is disabled",
            start().with(page).flow(Flow::PasskeyFirst).disable(),
            refuse(Refused::Disabled),
        ),
    ]);
}

#[test]
fn federated() {
    let federated = |s: &mut Setup| {
        s.flow(Flow::Federated);
        s.ceremony.began = Began::Page;
    };
    let admitted = || admit_on(TokenOccasion::Page, AdmittedDevice::Untracked);
    check([
        row("F1", start().with(federated), admitted()),
        row(
            "F1 no second factor, no device",
            start()
                .with(federated)
                .demanded_mfa(&[SecondFactor::Sms])
                .track(false, PersonDevice::Known { trusted: false, has_verifier: true }),
            admitted(),
        ),
        row("F2 made just now", start().with(federated).state(PersonState::External), admitted()),
        row("F3 told", start().with(federated).disable(), refuse(Refused::Disabled)),
        row("F3 hidden", start().with(federated).hide().disable(), refuse(Refused::Disabled)),
        row("F4 unconfirmed", start().with(federated).state(PersonState::Unconfirmed), admitted()),
        row("F4 reset required", start().with(federated).state(PersonState::ResetRequired), admitted()),
        row(
            "F4 no new password",
            start().with(federated).state(PersonState::ForceChangePassword { ended: true }),
            admitted(),
        ),
    ]);
}

#[test]
fn refresh() {
    check([
        row("R5", start().flow(Flow::Refresh).state(PersonState::Deleted), refuse(Refused::RefreshOfDeleted)),
        row("R6 told", start().flow(Flow::Refresh).disable(), refuse(Refused::Disabled)),
        row("R6 hidden", start().flow(Flow::Refresh).hide().disable(), refuse(Refused::Disabled)),
        row("R11", start().flow(Flow::Refresh), go_on(TokenOccasion::Refresh)),
        row(
            "R11 no challenge",
            start()
                .flow(Flow::Refresh)
                .demanded_mfa(&[SecondFactor::Sms])
                .state(PersonState::ResetRequired)
                .risk(Risk::Block),
            go_on(TokenOccasion::Refresh),
        ),
        row(
            "l6",
            start().flow(Flow::Refresh).with(|s| s.person.locks = Locks { password: true, code: true }),
            go_on(TokenOccasion::Refresh),
        ),
    ]);
}
