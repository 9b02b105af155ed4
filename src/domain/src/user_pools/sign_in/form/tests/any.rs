//! Any ceremony, of any length that it can have.

use proptest::{
    array::{uniform16, uniform20, uniform32},
    collection::{btree_map, btree_set, vec},
    option,
    prelude::*,
    sample::{select, subsequence},
};

use crate::{
    Timestamp,
    user_pools::{
        risk::{Judged, RiskLevel, RiskReason},
        sign_in::{
            Asked, AskedSecret, Basis, Began, Ceremony, Challenge, CodeUse, CustomSecret, Destination,
            DeviceId, Factor, FirstFactor, Flow, Given, Passed, Risk, Round, RoundChallenge, SecondFactor,
            SignInUser,
        },
    },
    values::{contact::Contact, risk::RiskAction},
};

const FIRST: [FirstFactor; 5] = [
    FirstFactor::PasswordSrp,
    FirstFactor::Password,
    FirstFactor::EmailOtp,
    FirstFactor::SmsOtp,
    FirstFactor::WebAuthn,
];
const SECOND: [SecondFactor; 3] = [SecondFactor::Sms, SecondFactor::SoftwareToken, SecondFactor::Email];
const CONTACTS: [Contact; 2] = [Contact::Email, Contact::Phone];
/// A sub is a UUID.
const SUB: &str = "[0-9a-f-]{36}";
/// A user name has at most 128 characters, of which each has at most four bytes.
const NAME: &str = "\\PC{1,128}";
/// Any address is at most as long as an e-mail address can be.
const ADDRESS: &str = "[!-~]{1,254}";

fn user() -> impl Strategy<Value = SignInUser> {
    prop_oneof![
        Just(SignInUser::NotNamed),
        (SUB, SUB).prop_map(|(sub, decoy)| SignInUser::Known { sub, decoy }),
        (SUB, NAME).prop_map(|(sub, name)| SignInUser::Decoy { sub, name }),
    ]
}

fn flow() -> impl Strategy<Value = Flow> {
    select(vec![
        Flow::Password,
        Flow::Srp,
        Flow::Custom { with_srp: false },
        Flow::Custom { with_srp: true },
        Flow::Choice,
        Flow::PasskeyFirst,
        Flow::Confirmed,
        Flow::Federated,
        Flow::Cookie,
        Flow::Refresh,
    ])
}

fn time() -> impl Strategy<Value = Timestamp> {
    any::<i64>().prop_map(Timestamp::from_ms)
}

fn basis() -> impl Strategy<Value = Basis> {
    (option::of(SUB), any::<u64>())
        .prop_map(|(credential_version, sign_out_epoch)| Basis { credential_version, sign_out_epoch })
}

fn factor() -> impl Strategy<Value = Factor> {
    let others = vec![
        Factor::UserVerification,
        Factor::Enrolment,
        Factor::NewPassword,
        Factor::Device,
        Factor::Custom,
    ];
    prop_oneof![
        select(FIRST.to_vec()).prop_map(Factor::First),
        select(SECOND.to_vec()).prop_map(Factor::Second),
        select(others),
    ]
}

fn passed() -> impl Strategy<Value = Vec<Passed>> {
    vec((factor(), time()).prop_map(|(factor, at)| Passed { factor, at }), 0..=8)
}

/// Every challenge, with every secret that belongs to it, and some that do not.
fn challenge() -> impl Strategy<Value = Challenge> {
    let contact = || select(CONTACTS.to_vec());
    let code_use = select(vec![CodeUse::First, CodeUse::Second, CodeUse::Setup]);
    let plain = vec![
        Challenge::Password,
        Challenge::PasswordSrp,
        Challenge::PasswordVerifier,
        Challenge::SoftwareToken,
        Challenge::NewPassword,
        Challenge::DeviceSrp,
        Challenge::DeviceVerifier,
        Challenge::Custom,
    ];
    prop_oneof![
        4 => select(plain),
        1 => btree_set(select(FIRST.to_vec()), 0..=5).prop_map(Challenge::SelectChallenge),
        1 => btree_set(select(SECOND.to_vec()), 0..=3).prop_map(Challenge::SelectMfaType),
        1 => btree_set(select(SECOND.to_vec()), 0..=3).prop_map(Challenge::MfaSetup),
        2 => (contact(), code_use).prop_map(|(to, code_use)| Challenge::Code { to, code_use }),
        1 => any::<bool>().prop_map(|verification_required| Challenge::WebAuthn { verification_required }),
    ]
}

fn secret() -> impl Strategy<Value = AskedSecret> {
    let bytes = || uniform32(any::<u8>());
    let destination =
        || prop_oneof![bytes().prop_map(Destination::Digest), ADDRESS.prop_map(Destination::New)];
    prop_oneof![
        Just(AskedSecret::None),
        (uniform16(any::<u8>()), destination())
            .prop_map(|(nonce, destination)| AskedSecret::Code { nonce, destination }),
        (bytes(), bytes()).prop_map(|(challenge, rp_id)| AskedSecret::WebAuthn { challenge, rp_id }),
        uniform20(any::<u8>()).prop_map(AskedSecret::Authenticator),
        (btree_map("[a-z]{1,4}", "\\PC{0,8}", 0..=3), metadata())
            .prop_map(|(private, metadata)| AskedSecret::Custom(CustomSecret { private, metadata })),
    ]
}

fn metadata() -> impl Strategy<Value = Option<String>> {
    option::of("\\PC{0,8}")
}

fn rounds() -> impl Strategy<Value = Vec<Round>> {
    let challenge = prop_oneof![
        select(vec![
            RoundChallenge::SrpPublic,
            RoundChallenge::PasswordVerifier,
            RoundChallenge::NewPassword,
            RoundChallenge::MfaSetup,
            RoundChallenge::DeviceVerifier,
            RoundChallenge::Custom,
        ]),
        select(SECOND.to_vec()).prop_map(RoundChallenge::Second),
    ];
    let round = (challenge, any::<bool>(), metadata());
    vec(round.prop_map(|(challenge, passed, metadata)| Round { challenge, passed, metadata }), 0..=3)
}

fn asked() -> impl Strategy<Value = Asked> {
    (uniform16(any::<u8>()), challenge(), secret(), time())
        .prop_map(|(id, challenge, secret, expires_at)| Asked { id, challenge, secret, expires_at })
}

fn judged() -> impl Strategy<Value = Judged> {
    let level = select(vec![None, Some(RiskLevel::Low), Some(RiskLevel::Medium), Some(RiskLevel::High)]);
    let reasons = subsequence(
        vec![
            RiskReason::NewNetwork,
            RiskReason::ManyAccounts,
            RiskReason::DisownedNetwork,
            RiskReason::BlockedRange,
        ],
        0..=4,
    );
    let action = select(vec![
        RiskAction::None,
        RiskAction::MfaIfConfigured,
        RiskAction::MfaRequired,
        RiskAction::Block,
    ]);
    (level, reasons, action).prop_map(|(level, reasons, action)| {
        let reasons = reasons.into_iter().collect();
        Judged { level, reasons, action }
    })
}

prop_compose! {
    /// Any ceremony without an SRP exchange.
    pub(super) fn ceremony()(
        (id, client) in (uniform16(any::<u8>()), uniform16(any::<u8>())),
        (user, flow) in (user(), flow()),
        began in select(vec![Began::Public, Began::Admin, Began::Page]),
        began_at in time(),
        (basis, passed, asked) in (option::of(basis()), passed(), option::of(asked())),
        rounds in rounds(),
        device in option::of(uniform16(any::<u8>()).prop_map(DeviceId)),
        risk in select(vec![Risk::None, Risk::MfaIfConfigured, Risk::MfaRequired, Risk::Block, Risk::Compromised]),
        judged in option::of(judged()),
        authorize in option::of(uniform32(any::<u8>())),
    ) -> Ceremony {
        let is_custom = matches!(flow, Flow::Custom { .. });
        let (rounds, given) = (if is_custom { rounds } else { Vec::new() }, Given::default());
        Ceremony { id, user, client, flow, began, began_at, basis, passed, asked, rounds, device, risk, judged, authorize, given }
    }
}
