use super::*;
use crate::{
    Aggregate,
    configured::{ConfiguredRefusal, Create, rules},
    scenario::given,
};

fn prefix(name: &str) -> DomainConfig {
    DomainConfig {
        name: name.to_owned(),
        pool_id: "us-east-1_a".to_owned(),
        custom: None,
        pages: LoginPages::Classic,
    }
}

fn certificate(name: &str) -> CustomDomain {
    CustomDomain { certificate_arn: name.to_owned(), security: Some(SecurityPolicy::Tls12) }
}

fn custom(name: &str) -> DomainConfig {
    DomainConfig { custom: Some(certificate("one")), ..prefix(name) }
}

#[track_caller]
fn refused(config: DomainConfig) -> DomainError {
    match given([]).when(Create { config }).0.reply {
        Err(ConfiguredRefusal::Broken(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_domain_keeps_the_rules_of_what_is_configured() {
    let pages = Some(LoginPages::Managed);
    rules::hold(&prefix("people"), || DomainChange { pages, ..DomainChange::default() });
    rules::hold(&custom("login.example.com"), || DomainChange {
        custom: Some(certificate("two")),
        ..DomainChange::default()
    });
}

#[test]
fn a_pool_has_one_of_each_kind() {
    let place_of = |config: &DomainConfig| (DomainConfig::OTHER_NAMES.unwrap().of)(config);
    assert_eq!(place_of(&prefix("people")), place_of(&prefix("others")));
    assert_ne!(place_of(&prefix("people")), place_of(&custom("login.example.com")));
    assert_eq!(Domain::taken(POOL_DOMAIN_SCOPE), ConfiguredRefusal::OtherNameTaken);
}

#[test]
fn a_prefix_is_a_part_of_a_host_name_and_none_of_awss_words() {
    for wrong in ["-people", "people-", "Peo", "pe_ople", "login.example.com", ""] {
        assert_eq!(refused(prefix(wrong)), DomainError::InvalidCharacter, "{wrong}");
    }
    for (name, word) in [("my-aws-x", "aws"), ("cognito", "cognito"), ("amazon-people", "amazon")] {
        assert_eq!(refused(prefix(name)), DomainError::Reserved(word));
    }
    for right in ["awsome-x", "people", "p-1"] {
        assert_eq!(prefix(right).check(), Ok(()), "{right}");
    }
}

#[test]
fn a_custom_domain_is_a_host_name_below_another() {
    for wrong in ["people", "login..example.com", "login.Example.com", "-login.example.com"] {
        assert_eq!(refused(custom(wrong)), DomainError::NotASubdomain, "{wrong}");
    }
    assert_eq!(custom("aws.login.example.com").check(), Ok(()));
}

#[test]
fn a_domain_stays_of_its_kind() {
    let (with, without) =
        (DomainChange { custom: Some(certificate("two")), pages: None }, DomainChange::default());
    assert_eq!(prefix("people").check_kind(&without), Ok(()));
    assert_eq!(prefix("people").check_kind(&with), Err(DomainError::PrefixToCustom));
    assert_eq!(custom("login.example.com").check_kind(&with), Ok(()));
    assert_eq!(custom("login.example.com").check_kind(&without), Err(DomainError::CustomToPrefix));
}

#[test]
fn the_lite_tier_has_the_classic_pages_alone() {
    assert_eq!(check_tier(Some(LoginPages::Managed), true), Err(DomainError::Tier));
    assert_eq!(check_tier(Some(LoginPages::Managed), false), Ok(()));
    assert_eq!(check_tier(Some(LoginPages::Classic), true), Ok(()));
    assert_eq!(check_tier(None, true), Ok(()));
}
