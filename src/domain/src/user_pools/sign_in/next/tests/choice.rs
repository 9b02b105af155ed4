//! `USER_AUTH`: the choice of the first factor, and what is offered.

use super::*;
use FirstFactor::{EmailOtp, Password, PasswordSrp, SmsOtp, WebAuthn};

const EVERY: [FirstFactor; 5] = [PasswordSrp, Password, EmailOtp, SmsOtp, WebAuthn];

/// A pool that allows every factor.
fn choice(s: &mut Setup) {
    s.flow(Flow::Choice);
    s.allow(&EVERY);
}

fn wants(factor: FirstFactor) -> impl Fn(&mut Setup) {
    move |s| {
        choice(s);
        s.want(factor);
    }
}

#[test]
fn what_is_asked() {
    let temporary = PersonState::ForceChangePassword { ended: false };
    let with_srp = |s: &mut Setup| s.ceremony.given.srp_public = true;
    check([
        row("A2", start().with(choice).state(temporary), select([PasswordSrp, Password])),
        row(
            "A2 another is preferred (34)",
            start().with(wants(EmailOtp)).state(temporary),
            select([PasswordSrp, Password]),
        ),
        row(
            "A2 a password is preferred",
            start().with(wants(Password)).state(temporary),
            ask(Challenge::Password),
        ),
        row(
            "A3 told",
            start().with(choice).state(PersonState::ResetRequired),
            refuse(Refused::ResetRequired),
        ),
        row(
            "A3 hidden",
            start().with(choice).hide().state(PersonState::ResetRequired),
            select([PasswordSrp, Password]),
        ),
        row(
            "A3 hidden, proved",
            start().with(choice).hide().state(PersonState::ResetRequired).password(),
            refuse(Refused::ResetRequired),
        ),
        row("A5 nothing preferred", start().with(choice), select([PasswordSrp, Password, EmailOtp, SmsOtp])),
        row(
            "A5 not offered",
            start().with(wants(WebAuthn)),
            select([PasswordSrp, Password, EmailOtp, SmsOtp]),
        ),
        row(
            "A5 even for one offer (35)",
            start().with(choice).with(|s| s.person.has_password = false).with(|s| s.person.phone = None),
            select([EmailOtp]),
        ),
        row(
            "A5 nothing to offer",
            start().with(choice).with(|s| s.person.has_password = false).no_addresses(),
            refuse(Refused::Wrong),
        ),
        row(
            "A5 no password and no code, hidden",
            start().with(choice).hide().with(|s| s.person.has_password = false).no_addresses(),
            select([PasswordSrp, Password]),
        ),
        row("A6", start().with(wants(Password)), ask(Challenge::Password)),
        row("A6 proved", start().with(choice).password(), admit()),
        row(
            "A7 with SRP_A",
            start().with(wants(PasswordSrp)).with(with_srp),
            ask(Challenge::PasswordVerifier),
        ),
        row("A7 without", start().with(wants(PasswordSrp)), ask(Challenge::PasswordSrp)),
        row(
            "A7 SRP_A comes with the answer",
            start().with(wants(PasswordSrp)).asked(Challenge::PasswordSrp).with(with_srp),
            ask(Challenge::PasswordVerifier),
        ),
        row(
            "A6 what was chosen stays asked",
            start().with(choice).asked(Challenge::Password),
            ask(Challenge::Password),
        ),
        row(
            "A7 what was chosen stays asked",
            start().with(choice).asked(Challenge::PasswordVerifier),
            ask(Challenge::PasswordVerifier),
        ),
        row(
            "A8 what was chosen stays asked",
            start().with(choice).asked(Challenge::Code { to: Contact::Email, code_use: CodeUse::First }),
            code(Contact::Email, CodeUse::First),
        ),
        row(
            "A8 what was chosen is no longer offered",
            start()
                .with(choice)
                .asked(Challenge::Code { to: Contact::Email, code_use: CodeUse::First })
                .with(|s| s.person.email = None),
            select([PasswordSrp, Password, SmsOtp]),
        ),
        row("A8 mail", start().with(wants(EmailOtp)), code(Contact::Email, CodeUse::First)),
        row("A8 text", start().with(wants(SmsOtp)), code(Contact::Phone, CodeUse::First)),
        row(
            "A8 passkey",
            start().with(wants(WebAuthn)).with(Setup::give_passkey),
            ask(Challenge::WebAuthn { verification_required: false }),
        ),
    ]);
}

#[test]
fn unconfirmed_users_may_be_confirmed_by_a_code() {
    let unconfirmed = |s: &mut Setup| {
        choice(s);
        s.state(PersonState::Unconfirmed);
        (s.person.email, s.person.phone) = (Some(Address { verified: false }), None);
    };
    let mute = |s: &mut Setup| {
        unconfirmed(s);
        s.no_addresses();
    };
    check([
        row("A4 told", start().with(unconfirmed), select([EmailOtp])),
        row(
            "A4 hidden, as an unknown name",
            start().with(unconfirmed).hide(),
            select([PasswordSrp, Password, EmailOtp]),
        ),
        row(
            "A4 a code is preferred",
            start().with(unconfirmed).want(EmailOtp),
            code(Contact::Email, CodeUse::First),
        ),
        row("A4 a password, told", start().with(unconfirmed).want(Password), refuse(Refused::Unconfirmed)),
        row(
            "A4 a password, hidden",
            start().with(unconfirmed).want(Password).hide(),
            ask(Challenge::Password),
        ),
        row("A4 no address, told", start().with(mute), refuse(Refused::Unconfirmed)),
        row("A4 no address, hidden", start().with(mute).hide(), select([PasswordSrp, Password])),
        row(
            "A4 no address, hidden, a code is preferred",
            start().with(mute).hide().want(EmailOtp),
            select([PasswordSrp, Password]),
        ),
        row(
            "T1 the password was right",
            start().with(unconfirmed).want(Password).hide().password(),
            refuse(Refused::Unconfirmed),
        ),
        row("37 the code was right", start().with(unconfirmed).pass(Factor::First(EmailOtp)), admit()),
    ]);
}

#[test]
fn what_is_offered() {
    let offered = |name: &str, setup: &mut Setup, expected: &[FirstFactor]| {
        let found = offers(&setup.rules, &setup.person, &setup.ceremony);
        assert_eq!(found, expected.iter().copied().collect(), "{name}");
    };
    let all = |s: &mut Setup| {
        choice(s);
        s.give_passkey();
    };
    let mfa = |s: &mut Setup| {
        all(s);
        s.optional_mfa(&[SecondFactor::Sms]).active(&[SecondFactor::Sms]);
    };
    let counts_as_two = |s: &mut Setup| s.rules.passkeys.counts_as_two = true;
    let replaces = |s: &mut Setup| s.person.passkeys.replace_mfa = true;
    let bare = |s: &mut Setup| s.person.has_password = false;
    let unverified = Some(Address { verified: false });
    offered("k1 password", start().with(all), &EVERY);
    offered("k1 none", start().with(all).with(bare), &[EmailOtp, SmsOtp, WebAuthn]);
    offered(
        "k1 none, hidden",
        start().with(choice).hide().with(bare),
        &[PasswordSrp, Password, EmailOtp, SmsOtp],
    );
    offered("k2 not in the policy", start().flow(Flow::Choice), &[PasswordSrp, Password]);
    let mail_unverified = |s: &mut Setup| s.person.email = unverified;
    offered(
        "k2 not verified",
        start().with(all).with(mail_unverified),
        &[PasswordSrp, Password, SmsOtp, WebAuthn],
    );
    offered("k2 active MFA (36)", start().with(mfa), &[PasswordSrp, Password]);
    offered("k2 active MFA, pool off", start().with(all).active(&[SecondFactor::Sms]), &EVERY);
    offered(
        "k2 demanded MFA",
        start().with(all).demanded_mfa(&[SecondFactor::Sms]),
        &[PasswordSrp, Password],
    );
    let moved = |s: &mut Setup| s.rules.passkeys.relying_party = Some("example.org".to_owned());
    offered("k3 of another RP id", start().with(all).with(moved), &[PasswordSrp, Password, EmailOtp, SmsOtp]);
    offered("k3 no passkey", start().with(choice), &[PasswordSrp, Password, EmailOtp, SmsOtp]);
    offered(
        "k3 counts as two, not for this user",
        start().with(mfa).with(counts_as_two),
        &[PasswordSrp, Password],
    );
    let both = |s: &mut Setup| {
        counts_as_two(s);
        replaces(s);
    };
    offered("k3 counts as two", start().with(mfa).with(both), &[PasswordSrp, Password, WebAuthn]);
    offered("k3 the user's switch alone", start().with(mfa).with(replaces), &[PasswordSrp, Password]);
    offered("u4 decoy", start().with(choice).hide().decoy(), &[PasswordSrp, Password, EmailOtp, SmsOtp]);
}

#[test]
fn passkeys_verify_their_user_where_that_is_configured() {
    let passkey = |s: &mut Setup| {
        wants(WebAuthn)(s);
        s.give_passkey();
    };
    let verified = || ask(Challenge::WebAuthn { verification_required: true });
    check([
        row(
            "k3 required",
            start().with(passkey).with(|s| s.rules.passkeys.verification_required = true),
            verified(),
        ),
        row(
            "k3 counts as two",
            start().with(passkey).with(|s| s.rules.passkeys.counts_as_two = true),
            verified(),
        ),
        row(
            "u4 preference of a decoy",
            start().hide().decoy().with(wants(EmailOtp)),
            code(Contact::Email, CodeUse::First),
        ),
    ]);
}
