//! Remembered devices.

use super::*;

const OTHER: DeviceId = DeviceId([7; 16]);
const TRUSTED: PersonDevice = PersonDevice::Known { trusted: true, has_verifier: true };
const KNOWN: PersonDevice = PersonDevice::Known { trusted: false, has_verifier: true };
const MUTE: PersonDevice = PersonDevice::Known { trusted: true, has_verifier: false };

/// A user who has a second factor, and whose password was right.
fn proved(s: &mut Setup) {
    s.optional_mfa(&[SecondFactor::Sms]);
    s.active(&[SecondFactor::Sms]);
    s.password();
}

fn plain(s: &mut Setup) {
    s.password();
}

fn text() -> Next {
    code(Contact::Phone, CodeUse::Second)
}

#[test]
fn whether_a_device_counts() {
    let new = admit_on(TokenOccasion::Authentication, AdmittedDevice::New);
    check([
        row("d1 off, unknown", start().with(|s| s.person.device = PersonDevice::Unknown).password(), admit()),
        row("d1 off, trusted", start().with(|s| s.person.device = TRUSTED).with(proved), text()),
        row("d2 no key", start().with(plain).track(true, PersonDevice::NotNamed), new),
        row(
            "d2 no key, second factor first",
            start().with(proved).track(true, PersonDevice::NotNamed),
            text(),
        ),
        row(
            "d3 (17)",
            start().with(plain).track(true, PersonDevice::Unknown),
            refuse(Refused::UnknownDevice),
        ),
        row("d3 not before a proof", start().track(true, PersonDevice::Unknown), ask(Challenge::Password)),
        row(
            "d3 at the call that passes the first factor",
            start()
                .state(PersonState::ForceChangePassword { ended: false })
                .track(true, PersonDevice::Unknown)
                .password(),
            refuse(Refused::UnknownDevice),
        ),
    ]);
}

#[test]
fn what_a_device_proves() {
    let (device, sms) = (Factor::Device, Factor::Second(SecondFactor::Sms));
    let known = |occasion| admit_on(occasion, AdmittedDevice::Known);
    check([
        row("T5, d4", start().with(proved).track(true, TRUSTED), ask(Challenge::DeviceSrp)),
        row(
            "T5 proved",
            start().with(proved).track(true, TRUSTED).pass(device),
            known(TokenOccasion::Device),
        ),
        row(
            "T5 a demanded second factor",
            start().with(proved).demanded_mfa(&[SecondFactor::Sms]).track(true, TRUSTED),
            ask(Challenge::DeviceSrp),
        ),
        row("d5 not trusted (19, 20)", start().with(proved).track(true, KNOWN), text()),
        row("d5 switch false", start().with(proved).track(false, TRUSTED), text()),
        row("d5, T8", start().with(proved).track(true, KNOWN).pass(sms), ask(Challenge::DeviceSrp)),
        row(
            "d5, T8 proved",
            start().with(proved).track(true, KNOWN).pass(sms).pass(device),
            known(TokenOccasion::Device),
        ),
        row("T8 no second factor", start().with(plain).track(true, KNOWN), ask(Challenge::DeviceSrp)),
        row("d6 second factor", start().with(proved).track(true, MUTE), text()),
        row(
            "d6 then this key",
            start().with(proved).track(true, MUTE).pass(sms),
            known(TokenOccasion::Authentication),
        ),
    ]);
}

#[test]
fn the_two_steps_of_a_devices_proof() {
    let asked = |s: &mut Setup| {
        plain(s);
        s.track(true, TRUSTED);
        s.asked(Challenge::DeviceSrp);
    };
    let with_srp = |s: &mut Setup| s.ceremony.given.srp_public = true;
    check([
        row("DEVICE_SRP_AUTH answered", start().with(asked).with(with_srp), ask(Challenge::DeviceVerifier)),
        row("DEVICE_SRP_AUTH without SRP_A", start().with(asked), ask(Challenge::DeviceSrp)),
        row(
            "an SRP_A that came with another answer",
            start().with(asked).asked(Challenge::PasswordVerifier).with(with_srp),
            ask(Challenge::DeviceSrp),
        ),
        row(
            "DEVICE_PASSWORD_VERIFIER stays asked until the device is proved",
            start().with(asked).asked(Challenge::DeviceVerifier),
            ask(Challenge::DeviceVerifier),
        ),
        row(
            "DEVICE_PASSWORD_VERIFIER answered",
            start().with(asked).asked(Challenge::DeviceVerifier).pass(Factor::Device),
            admit_on(TokenOccasion::Device, AdmittedDevice::Known),
        ),
        row(
            "another device is named after a proof",
            start().with(asked).pass(Factor::Device).with(|s| s.ceremony.name_device(Some(OTHER))),
            ask(Challenge::DeviceSrp),
        ),
        row(
            "the same device is named after its proof",
            start().with(asked).pass(Factor::Device).with(|s| s.ceremony.name_device(None)),
            admit_on(TokenOccasion::Device, AdmittedDevice::Known),
        ),
    ]);
}
