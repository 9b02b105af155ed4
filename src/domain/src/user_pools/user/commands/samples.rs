//! Ada, for the scenarios of this folder.

use std::collections::BTreeMap;

use crate::{
    Personal, Timestamp,
    user_pools::{
        sign_in::{
            Asked, AskedSecret, Began, Ceremony, Challenge, DeviceId, Flow, Rules, SecondFactor, SignInUser,
        },
        user::{
            Account, AccountLinked, CodeIssued, Confirmed, ConfirmedBy, Credential, DeviceConfirmed,
            DeviceVerifier, FactorsSet, Link, Medium, Passkey, PasskeyRegistered, Purpose, RecoveryRules,
            SignedUp,
            commands::{Import, NewCode},
        },
    },
    values::{
        contact::Contact,
        username::{Name, NameKind},
    },
};

pub(in crate::user_pools::user) fn credential(version: &str) -> Credential {
    let secret = |text: &str| crate::Secret::Known(text.to_owned());
    Credential {
        version: version.to_owned(),
        phc: secret("phc"),
        srp_salt: secret("5a"),
        srp_verifier: secret("6c"),
    }
}

pub(in crate::user_pools::user) fn signed_up() -> SignedUp {
    let email = Personal::Known("ada@example.com".to_owned());
    SignedUp {
        username: Personal::Known("Ada".to_owned()),
        names: vec![Name { kind: NameKind::Username, value: Personal::Known("ada".to_owned()) }],
        attributes: BTreeMap::from([("email".to_owned(), email)]),
        credential: Some(credential("1")),
        client_id: "web".to_owned(),
        at: Timestamp::from_ms(0),
    }
}

/// A line of a file becomes Ada, who is asked for codes by text message.
pub(in crate::user_pools) fn import(job: &str) -> Import {
    let SignedUp { names, mut attributes, .. } = signed_up();
    attributes.insert("phone_number".to_owned(), Personal::Known("+15550100".to_owned()));
    Import { username: "Ada".to_owned(), names, attributes, mfa: true, job: job.to_owned() }
}

pub(in crate::user_pools::user) fn code_issued(purpose: Purpose, nonce: &str) -> CodeIssued {
    CodeIssued {
        purpose,
        nonce: nonce.to_owned(),
        attribute: "email".to_owned(),
        medium: Medium::Email,
        destination: Personal::Known("ada@example.com".to_owned()),
        expires_at: Timestamp::from_seconds(60),
        client_id: "web".to_owned(),
        for_function: None,
        at: Timestamp::from_ms(0),
    }
}

pub(in crate::user_pools::user) fn new_code(seconds: i64) -> NewCode {
    NewCode {
        nonce: "again".to_owned(),
        attribute: "email".to_owned(),
        medium: Medium::Email,
        destination: Personal::Known("ada@example.com".to_owned()),
        seconds,
        client_id: "web".to_owned(),
        for_function: None,
    }
}

pub(in crate::user_pools::user) fn confirmed() -> Confirmed {
    let by = ConfirmedBy::Code { attribute: "email".to_owned() };
    Confirmed { by, names: Vec::new(), at: Timestamp::from_ms(0) }
}

/// A device with a verifier that is remembered, of a sign-in without a second factor.
pub(in crate::user_pools::user) fn device_confirmed(n: u8) -> DeviceConfirmed {
    let secret = |text: &str| crate::Secret::Known(text.to_owned());
    DeviceConfirmed {
        device: DeviceId([n; 16]),
        name: Personal::Known("phone".to_owned()),
        group_key: "-group123".to_owned(),
        verifier: Some(DeviceVerifier { salt: secret("5a"), verifier: secret("6c") }),
        remembered: true,
        trust_epoch: None,
        from: Personal::default(),
        at: Timestamp::from_ms(0),
    }
}

/// A mail address recovers accounts, unless it is a second factor.
pub(in crate::user_pools::user) fn recovery() -> RecoveryRules {
    RecoveryRules { contacts: vec![Contact::Email], ..RecoveryRules::default() }
}

/// Codes to the mail address are asked for in a sign-in.
pub(in crate::user_pools::user) fn mail_is_factor() -> FactorsSet {
    FactorsSet {
        active: [SecondFactor::Email].into(),
        preferred: None,
        passkeys_stand_for_both: false,
        at: Timestamp::from_ms(0),
    }
}

/// An account at the identity provider `Acme`.
pub(in crate::user_pools::user) fn account(value: &str) -> Account {
    let (provider, claim) = ("Acme".to_owned(), "Cognito_Subject".to_owned());
    Account { provider, claim, value: Personal::Known(value.to_owned()) }
}

pub(in crate::user_pools::user) fn linked(value: &str) -> AccountLinked {
    let (account, at) = (account(value), Timestamp::from_ms(0));
    AccountLinked { link: Link { account, provider_type: "OIDC".to_owned(), is_primary: false, at } }
}

/// A passkey that is synced between devices.
pub(in crate::user_pools::user) fn passkey(id: &str) -> Passkey {
    Passkey {
        id: Personal::Known(id.to_owned()),
        public_key: Personal::Known("key".to_owned()),
        relying_party: "example.com".to_owned(),
        name: "Passkey".to_owned(),
        attachment: None,
        transports: Vec::new(),
        counter: 0,
        at: Timestamp::from_ms(0),
    }
}

pub(in crate::user_pools::user) fn passkey_registered(id: &str) -> PasskeyRegistered {
    PasskeyRegistered { passkey: passkey(id) }
}

/// Rules of a client that hides which users exist, in a pool that asks for a password alone.
pub(in crate::user_pools::user) fn rules() -> Rules {
    Rules::of_passwords(true)
}

/// A ceremony by SRP that asks for something, until second 180.
pub(in crate::user_pools::user) fn asked(challenge: Challenge) -> Ceremony {
    let user = SignInUser::Known { sub: "ada".into(), decoy: "nobody".into() };
    let mut ceremony =
        Ceremony::begin([1; 16], user, [2; 16], (Flow::Srp, Began::Public), Timestamp::from_ms(0));
    let (secret, expires_at) = (AskedSecret::None, Timestamp::from_seconds(180));
    ceremony.asked = Some(Asked { id: [3; 16], challenge, secret, expires_at });
    ceremony
}
