//! The table of [`next`]: a row for each combination that can occur, by the name of its rule in the reference of sign-in.
//!
//! The names: W who may try, P passwords, S SRP, C custom challenges, A choice of factors, N after a confirmation, H pages, F federated,
//! R refresh, T tail, m second factors, d devices, k first factors, u unknown users; a number alone is a scenario.

mod choice;
mod custom;
mod devices;
mod flows;
mod mfa;
mod tail;
mod who;

use super::{
    super::{
        Address, Asked, AskedSecret, CodeUse, CustomTriggers, Define, DefinedChallenge, DeviceId,
        DeviceRules, Locks, MfaRules, PersonDevice, PersonState, Risk, Round, RoundChallenge, SecondFactor,
        SignInUser,
    },
    *,
};
use crate::{Timestamp, values::contact::Contact};

const NOW: Timestamp = Timestamp::from_seconds(1_000);

/// A step of a sign-in.
struct Setup {
    rules: Rules,
    person: Person,
    ceremony: Ceremony,
}

/// A public client that reveals which users exist, a pool that demands nothing but a password, a confirmed user with a
/// password and verified addresses, `USER_PASSWORD_AUTH`, and nothing proved yet.
fn start() -> Setup {
    let custom = CustomTriggers { define: true, create: true, verify: true };
    let rules = Rules { custom, acts_on_risk: true, ..Rules::of_passwords(false) };
    let person = Person { credential_version: Some("1".to_owned()), ..Person::decoy(Locks::default()) };
    let user = SignInUser::Known { sub: "ada".to_owned(), decoy: "nobody".to_owned() };
    let ceremony = Ceremony::begin([1; 16], user, [2; 16], (Flow::Password, Began::Public), NOW);
    Setup { rules, person, ceremony }
}

impl Setup {
    /// Any change that has no method of its own.
    fn with(&mut self, change: impl FnOnce(&mut Self)) -> &mut Self {
        change(self);
        self
    }

    fn hide(&mut self) -> &mut Self {
        self.rules.hides_who_exists = true;
        self
    }

    fn decoy(&mut self) -> &mut Self {
        self.person = Person::decoy(Locks::default());
        self.ceremony.user = SignInUser::Decoy { sub: "nobody".to_owned(), name: "nobody".to_owned() };
        self
    }

    fn flow(&mut self, flow: Flow) -> &mut Self {
        self.ceremony.flow = flow;
        self
    }

    fn state(&mut self, state: PersonState) -> &mut Self {
        self.person.state = state;
        self
    }

    fn disable(&mut self) -> &mut Self {
        self.person.enabled = false;
        self
    }

    fn pass(&mut self, factor: Factor) -> &mut Self {
        self.ceremony.pass(factor, &self.person, NOW);
        self
    }

    fn password(&mut self) -> &mut Self {
        self.pass(Factor::First(FirstFactor::Password))
    }

    fn risk(&mut self, risk: Risk) -> &mut Self {
        self.ceremony.risk = risk;
        self
    }

    fn asked(&mut self, challenge: Challenge) -> &mut Self {
        let (id, secret) = ([3; 16], AskedSecret::None);
        self.ceremony.asked = Some(Asked { id, challenge, secret, expires_at: NOW.plus_seconds(180) });
        self
    }

    fn allow(&mut self, factors: &[FirstFactor]) -> &mut Self {
        self.rules.first_factors.extend(factors);
        self
    }

    fn want(&mut self, factor: FirstFactor) -> &mut Self {
        self.ceremony.given.first = Some(factor);
        self
    }

    /// Gives the user a passkey for the pool's RP id.
    fn give_passkey(&mut self) {
        self.rules.passkeys.relying_party = Some("example.com".to_owned());
        self.person.passkeys.relying_parties.insert("example.com".to_owned());
    }

    fn optional_mfa(&mut self, factors: &[SecondFactor]) -> &mut Self {
        self.rules.mfa = MfaRules::Optional(factors.iter().copied().collect());
        self
    }

    fn demanded_mfa(&mut self, factors: &[SecondFactor]) -> &mut Self {
        self.rules.mfa = MfaRules::On(factors.iter().copied().collect());
        self
    }

    fn active(&mut self, factors: &[SecondFactor]) -> &mut Self {
        self.person.mfa.active = factors.iter().copied().collect();
        self.person.mfa.has_authenticator = factors.contains(&SecondFactor::SoftwareToken);
        self
    }

    fn no_addresses(&mut self) -> &mut Self {
        (self.person.email, self.person.phone) = (None, None);
        self
    }

    fn track(&mut self, replaces_mfa: bool, device: PersonDevice) -> &mut Self {
        self.rules.devices = Some(DeviceRules { replaces_mfa });
        self.person.device = device;
        self
    }
}

/// What is wrong with a row, if anything: the rule's name and what is particular, the step, and what must follow on it.
#[expect(clippy::needless_pass_by_value, reason = "rows read better without borrowing what follows")]
fn row(name: &str, setup: &mut Setup, expected: Next) -> Option<String> {
    let found = next(&setup.rules, &setup.person, &setup.ceremony);
    (found != expected).then(|| format!("{name}: {found:?} instead of {expected:?}"))
}

/// All rows that do not hold are shown, not only the first.
fn check(rows: impl IntoIterator<Item = Option<String>>) {
    let wrong: Vec<String> = rows.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn ask(challenge: Challenge) -> Next {
    Next::Ask(challenge)
}

fn refuse(why: Refused) -> Next {
    Next::Refuse(why)
}

fn code(to: Contact, code_use: CodeUse) -> Next {
    ask(Challenge::Code { to, code_use })
}

fn select(factors: impl IntoIterator<Item = FirstFactor>) -> Next {
    ask(Challenge::SelectChallenge(factors.into_iter().collect()))
}

fn select_mfa(factors: impl IntoIterator<Item = SecondFactor>) -> Next {
    ask(Challenge::SelectMfaType(factors.into_iter().collect()))
}

fn admit() -> Next {
    admit_on(TokenOccasion::Authentication, AdmittedDevice::Untracked)
}

fn admit_on(occasion: TokenOccasion, device: AdmittedDevice) -> Next {
    Next::Admit(Admission { occasion, is_sign_in: true, device })
}

fn go_on(occasion: TokenOccasion) -> Next {
    Next::Admit(Admission { occasion, is_sign_in: false, device: AdmittedDevice::Untracked })
}
