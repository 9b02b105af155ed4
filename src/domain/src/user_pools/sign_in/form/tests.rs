//! What is written reads back, and every challenge fits.

use proptest::{
    array::{uniform16, uniform20, uniform32},
    collection::{btree_map, btree_set, vec},
    option,
    prelude::*,
    sample::{select, subsequence},
};

use super::{CUSTOM_SESSION_LEN, EXCHANGE_LEN, SESSION_LEN};
use crate::{
    Timestamp,
    user_pools::{
        risk::{Judged, RiskLevel, RiskReason},
        sign_in::{
            Asked, AskedSecret, Basis, Began, Ceremony, Challenge, CodeUse, CustomSecret, Destination,
            DeviceId, Factor, FirstFactor, Flow, FormError, Given, Passed, Risk, Round, RoundChallenge,
            SecondFactor, SignInUser, SrpExchange,
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
    fn ceremony()(
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

fn with_srp(mut ceremony: Ceremony, challenge: Challenge, fill: u8) -> Ceremony {
    let exchange = SrpExchange {
        credential_version: Some("v".repeat(36)),
        secret: [fill; 32],
        client_public: [fill; 384],
        server_public: [fill; 384],
    };
    let (secret, expires_at) = (AskedSecret::Srp(Box::new(exchange)), Timestamp::from_ms(1));
    ceremony.asked = Some(Asked { id: [3; 16], challenge, secret, expires_at });
    ceremony
}

/// The longest ceremony: a decoy with the longest name that sets up a second factor at the longest address.
fn longest() -> Ceremony {
    let at = Timestamp::from_ms(i64::MAX);
    let destination = Destination::New("a".repeat(254));
    Ceremony {
        id: [1; 16],
        user: SignInUser::Decoy { sub: "s".repeat(36), name: "\u{1f511}".repeat(128) },
        client: [2; 16],
        flow: Flow::Choice,
        began: Began::Page,
        began_at: at,
        basis: Some(Basis { credential_version: Some("v".repeat(36)), sign_out_epoch: u64::MAX }),
        passed: vec![Passed { factor: Factor::Device, at }; 8],
        asked: Some(Asked {
            id: [3; 16],
            challenge: Challenge::Code { to: Contact::Email, code_use: CodeUse::Setup },
            secret: AskedSecret::Code { nonce: [4; 16], destination },
            expires_at: at,
        }),
        rounds: Vec::new(),
        device: Some(DeviceId([5; 16])),
        risk: Risk::Block,
        judged: Some(Judged {
            level: Some(RiskLevel::High),
            reasons: [RiskReason::NewNetwork, RiskReason::BlockedRange].into(),
            action: RiskAction::Block,
        }),
        authorize: Some([6; 32]),
        given: Given::default(),
    }
}

/// Of a session of its flow.
fn length(ceremony: &Ceremony) -> usize {
    if matches!(ceremony.flow, Flow::Custom { .. }) { CUSTOM_SESSION_LEN } else { SESSION_LEN }
}

proptest! {
    #[test]
    fn what_a_session_carries_reads_back_and_every_session_is_as_long(ceremony in ceremony()) {
        let form = ceremony.to_session().unwrap();
        prop_assert_eq!(form.len(), length(&ceremony));
        prop_assert_eq!(&Ceremony::from_form(&form).unwrap(), &ceremony);
        let text = ceremony.to_text().unwrap();
        prop_assert_eq!(Ceremony::from_text(&text).unwrap(), ceremony);
        prop_assert_eq!(Ceremony::from_text(&text[1..]), Err(FormError::Unreadable));
    }

    #[test]
    fn what_a_block_carries_reads_back_and_its_session_leaves_the_exchange_out(ceremony in ceremony(), fill in any::<u8>()) {
        for challenge in [Challenge::PasswordVerifier, Challenge::DeviceVerifier] {
            let mut ceremony = with_srp(ceremony.clone(), challenge, fill);
            let block = ceremony.to_block().unwrap();
            prop_assert_eq!(block.len(), length(&ceremony) + EXCHANGE_LEN);
            prop_assert_eq!(Ceremony::from_form(&block).unwrap(), ceremony.clone());
            let session = ceremony.to_session().unwrap();
            prop_assert_eq!(session.len(), length(&ceremony));
            ceremony.asked.as_mut().unwrap().secret = AskedSecret::None;
            prop_assert_eq!(Ceremony::from_form(&session).unwrap(), ceremony);
        }
    }

    #[test]
    fn bytes_that_are_no_form_are_refused_and_do_no_harm(bytes in vec(any::<u8>(), 0..300)) {
        let _ = Ceremony::from_form(&[&[3], &bytes[..]].concat());
        prop_assert_eq!(Ceremony::from_form(&[&[2], &bytes[..]].concat()), Err(FormError::Unreadable));
    }

    #[test]
    fn a_form_that_was_cut_is_refused(ceremony in ceremony(), at in 0_usize..200) {
        let form = ceremony.to_session().unwrap();
        let used = form.iter().rposition(|byte| *byte != 0).unwrap();
        let cut = &form[..used.saturating_sub(at)];
        prop_assert_ne!(Ceremony::from_form(cut), Ok(ceremony));
    }
}

#[test]
fn the_longest_ceremony_fits_and_a_longer_one_is_refused() {
    let mut ceremony = longest();
    assert_eq!(Ceremony::from_form(&ceremony.to_session().unwrap()), Ok(ceremony.clone()));
    let block = with_srp(ceremony.clone(), Challenge::DeviceVerifier, 7);
    assert_eq!(Ceremony::from_form(&block.to_block().unwrap()), Ok(block));
    ceremony.user = SignInUser::Decoy { sub: String::new(), name: "n".repeat(700) };
    assert_eq!(ceremony.to_session(), Err(FormError::TooLong));
}

#[test]
fn anything_behind_a_ceremony_but_padding_is_refused() {
    let mut form = longest().to_session().unwrap();
    *form.last_mut().unwrap() = 1;
    assert_eq!(Ceremony::from_form(&form), Err(FormError::Unreadable));
}

#[test]
fn neither_secrets_nor_names_are_shown() {
    let shown = format!("{:?}", with_srp(longest(), Challenge::PasswordVerifier, 77));
    assert!(!shown.contains("77, 77") && !shown.contains('\u{1f511}'), "{shown}");
}

#[test]
fn a_sealed_session_has_1504_characters_of_the_2048_that_it_may_have() {
    let (nonce, tag) = (12, 16);
    assert_eq!((nonce + SESSION_LEN + tag).div_ceil(3) * 4, 1_504);
}

/// The longest ceremony by functions: it has as many rounds as there can be.
fn longest_custom(private: usize) -> Ceremony {
    let secret = CustomSecret {
        private: [("answer".to_owned(), "a".repeat(private))].into(),
        metadata: Some("m".repeat(20)),
    };
    let round = Round { challenge: RoundChallenge::Custom, passed: true, metadata: Some("m".repeat(20)) };
    let mut ceremony =
        Ceremony { flow: Flow::Custom { with_srp: true }, rounds: vec![round; 11], ..longest() };
    let asked = ceremony.asked.as_mut().unwrap();
    (asked.challenge, asked.secret) = (Challenge::Custom, AskedSecret::Custom(secret));
    ceremony
}

#[test]
fn functions_may_keep_more_than_a_thousand_bytes_in_the_longest_session_and_not_more_than_fits() {
    let ceremony = longest_custom(1_400);
    assert_eq!(Ceremony::from_form(&ceremony.to_session().unwrap()), Ok(ceremony));
    assert_eq!(longest_custom(2_000).to_session(), Err(FormError::TooLong));
    let asked = AskedSecret::Custom(CustomSecret {
        private: (0..256).map(|n| (n.to_string(), String::new())).collect(),
        metadata: None,
    });
    let mut ceremony = longest_custom(0);
    ceremony.asked.as_mut().unwrap().secret = asked;
    assert_eq!(ceremony.to_session(), Err(FormError::TooLong));
}

#[test]
fn a_sealed_session_of_functions_with_the_longest_ids_before_it_has_no_more_than_4096_characters() {
    let (nonce, tag, pool, client, breaks) = (12, 16, 55, 128, 2);
    assert!((nonce + pool + client + breaks + CUSTOM_SESSION_LEN + tag).div_ceil(3) * 4 <= 4_096);
}
