//! What is written reads back, and every challenge fits.

mod any;

use proptest::{collection::vec, prelude::*};

use super::{CUSTOM_SESSION_LEN, EXCHANGE_LEN, SESSION_LEN};
use crate::{
    Timestamp,
    user_pools::{
        risk::{Judged, RiskLevel, RiskReason},
        sign_in::{
            Asked, AskedSecret, Basis, Began, Ceremony, Challenge, CodeUse, CustomSecret, Destination,
            DeviceId, Factor, Flow, FormError, Given, Passed, Risk, Round, RoundChallenge, SignInUser,
            SrpExchange,
        },
    },
    values::{contact::Contact, risk::RiskAction},
};
use any::ceremony;

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
