//! Which second factor is asked for.

use super::*;
use SecondFactor::{Email, Sms, SoftwareToken};

const EVERY: [SecondFactor; 3] = [Sms, SoftwareToken, Email];

fn setup(factors: impl IntoIterator<Item = SecondFactor>) -> Next {
    ask(Challenge::MfaSetup(factors.into_iter().collect()))
}

fn text() -> Next {
    code(Contact::Phone, CodeUse::Second)
}

fn mail() -> Next {
    code(Contact::Email, CodeUse::Second)
}

#[test]
fn of_those_who_have_one() {
    let user = |s: &mut Setup, active: &[SecondFactor]| {
        s.optional_mfa(&EVERY);
        s.active(active);
        s.password();
    };
    check([
        row("m1 (29)", start().active(&EVERY).password(), admit()),
        row("m3 app", start().with(|s| user(s, &[SoftwareToken])), ask(Challenge::SoftwareToken)),
        row(
            "m3 app, pool's apps off",
            start().with(|s| user(s, &[SoftwareToken])).optional_mfa(&[Sms]),
            ask(Challenge::SoftwareToken),
        ),
        row(
            "m3 app, not verified",
            start().with(|s| user(s, &[SoftwareToken])).with(|s| s.person.mfa.has_authenticator = false),
            admit(),
        ),
        row("m3 text, m8", start().with(|s| user(s, &[Sms])), text()),
        row(
            "m3 text, not verified",
            start().with(|s| user(s, &[Sms])).with(|s| s.person.phone = Some(Address { verified: false })),
            text(),
        ),
        row(
            "m3 text, pool's texts off",
            start().with(|s| user(s, &[Sms])).optional_mfa(&[SoftwareToken]),
            admit(),
        ),
        row("m3 text, no number", start().with(|s| user(s, &[Sms])).with(|s| s.person.phone = None), admit()),
        row("m3 mail", start().with(|s| user(s, &[Email])), mail()),
        row(
            "m3 mail, no address",
            start().with(|s| user(s, &[Email])).with(|s| s.person.email = None),
            admit(),
        ),
        row("m4 several", start().with(|s| user(s, &[Sms, Email])), select_mfa([Sms, Email])),
        row(
            "m4 preferred",
            start().with(|s| user(s, &[Sms, Email])).with(|s| s.person.mfa.preferred = Some(Email)),
            mail(),
        ),
        row(
            "m4 preferred, not usable",
            start()
                .with(|s| user(s, &[Sms, Email]))
                .with(|s| s.person.mfa.preferred = Some(Email))
                .with(|s| s.person.email = None),
            text(),
        ),
        row("m5", start().with(|s| user(s, &[])), admit()),
        row("done", start().with(|s| user(s, &[Sms])).pass(Factor::Second(Sms)), admit()),
    ]);
}

#[test]
fn the_choice_between_several() {
    let chosen = |s: &mut Setup, factor| {
        s.optional_mfa(&EVERY);
        s.active(&[Sms, Email]);
        s.password();
        s.asked(Challenge::SelectMfaType(BTreeSet::from([Sms, Email])));
        s.ceremony.given.second = Some(factor);
    };
    check([
        row("SELECT_MFA_TYPE text", start().with(|s| chosen(s, Sms)), text()),
        row("SELECT_MFA_TYPE mail", start().with(|s| chosen(s, Email)), mail()),
        row(
            "SELECT_MFA_TYPE not offered",
            start().with(|s| chosen(s, SoftwareToken)),
            refuse(Refused::MfaMethodNotFound),
        ),
        row(
            "SELECT_MFA_TYPE no more usable",
            start().with(|s| chosen(s, Email)).with(|s| s.person.email = None),
            refuse(Refused::MfaMethodNotFound),
        ),
        row(
            "SELECT_MFA_TYPE what was chosen stays asked",
            start().with(|s| chosen(s, Email)).asked(Challenge::of_second(Email)),
            mail(),
        ),
        row(
            "SELECT_MFA_TYPE what was chosen is no more usable",
            start()
                .with(|s| chosen(s, Email))
                .asked(Challenge::of_second(Email))
                .with(|s| s.person.email = None),
            text(),
        ),
    ]);
}

#[test]
fn first_factors_that_stand_for_both() {
    let first = |s: &mut Setup, factor| {
        s.flow(Flow::Choice);
        s.optional_mfa(&EVERY);
        s.active(&[Sms]);
        s.pass(Factor::First(factor));
    };
    check([
        row("m2 a code first", start().with(|s| first(s, FirstFactor::EmailOtp)), admit()),
        row(
            "m2 a passkey with verification that counts as two",
            start()
                .with(|s| first(s, FirstFactor::WebAuthn))
                .with(|s| s.rules.passkeys.counts_as_two = true)
                .pass(Factor::UserVerification),
            admit(),
        ),
        row(
            "m2 without verification",
            start().with(|s| first(s, FirstFactor::WebAuthn)).with(|s| s.rules.passkeys.counts_as_two = true),
            text(),
        ),
        row(
            "m2 counts as one",
            start().with(|s| first(s, FirstFactor::WebAuthn)).pass(Factor::UserVerification),
            text(),
        ),
        row("T6 a password first", start().with(|s| first(s, FirstFactor::PasswordSrp)), text()),
    ]);
}

#[test]
fn of_everybody() {
    let unverified = Some(Address { verified: false });
    let app = |s: &mut Setup| s.person.mfa.has_authenticator = true;
    check([
        row("m4 a user who has one", start().demanded_mfa(&EVERY).password().active(&[Email]), mail()),
        row("m6 phone", start().demanded_mfa(&[Sms, SoftwareToken]).password(), text()),
        row(
            "m6 phone, not verified",
            start().demanded_mfa(&[Sms]).password().with(|s| s.person.phone = unverified),
            text(),
        ),
        row("m6 mail", start().demanded_mfa(&[SoftwareToken, Email]).password(), mail()),
        row("m6 both", start().demanded_mfa(&EVERY).password(), select_mfa([Sms, Email])),
        row(
            "28 text and app enabled, phone present",
            start().demanded_mfa(&[Sms, SoftwareToken]).password(),
            text(),
        ),
        row(
            "m6 the only recovery",
            start().demanded_mfa(&[Sms]).password().with(|s| s.rules.only_recovery = Some(Contact::Phone)),
            setup([Sms]),
        ),
        row(
            "m6 one of both is the only recovery",
            start().demanded_mfa(&EVERY).password().with(|s| s.rules.only_recovery = Some(Contact::Email)),
            text(),
        ),
        row(
            "m6 an app that is not switched on",
            start().demanded_mfa(&[SoftwareToken]).password().with(app),
            ask(Challenge::SoftwareToken),
        ),
        row(
            "m6 an app that is not switched on, and the pool's apps are off",
            start().demanded_mfa(&[Sms]).password().no_addresses().with(app),
            ask(Challenge::SoftwareToken),
        ),
        row(
            "m6 an app that is not switched on, and addresses",
            start().demanded_mfa(&EVERY).password().with(app),
            select_mfa(EVERY),
        ),
        row("m7 no address (25)", start().demanded_mfa(&EVERY).password().no_addresses(), setup(EVERY)),
        row("m7 apps alone", start().demanded_mfa(&[SoftwareToken]).password(), setup([SoftwareToken])),
        row(
            "m9 after the first new password (25)",
            start().demanded_mfa(&[SoftwareToken]).password().pass(Factor::NewPassword),
            setup([SoftwareToken]),
        ),
    ]);
}

#[test]
fn setting_one_up() {
    let asked = |s: &mut Setup| {
        s.demanded_mfa(&EVERY);
        s.no_addresses();
        s.password();
        s.asked(Challenge::MfaSetup(EVERY.into()));
    };
    check([
        row("MFA_SETUP nothing was set up", start().with(asked), setup(EVERY)),
        row(
            "MFA_SETUP a number",
            start().with(asked).with(|s| s.ceremony.given.setup = Some(Contact::Phone)),
            code(Contact::Phone, CodeUse::Setup),
        ),
        row(
            "MFA_SETUP an address",
            start().with(asked).with(|s| s.ceremony.given.setup = Some(Contact::Email)),
            code(Contact::Email, CodeUse::Setup),
        ),
        row(
            "MFA_SETUP the code of an address stays asked",
            start().with(asked).asked(Challenge::Code { to: Contact::Email, code_use: CodeUse::Setup }),
            code(Contact::Email, CodeUse::Setup),
        ),
        row("MFA_SETUP done, no second challenge", start().with(asked).pass(Factor::Enrolment), admit()),
        row(
            "MFA_SETUP an address that comes with another answer",
            start()
                .with(asked)
                .asked(Challenge::Password)
                .with(|s| s.ceremony.given.setup = Some(Contact::Email)),
            setup(EVERY),
        ),
    ]);
}
