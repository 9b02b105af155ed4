use super::*;
use crate::{
    Aggregate, Claim, Secret, Timestamp,
    configured::{ConfiguredEvent, ConfiguredRefusal, Create, Version, rules},
    scenario::given,
    values::schema::{AttributeType, SchemaAttribute},
};

fn social(secret: &str) -> SocialProvider {
    SocialProvider {
        client_id: "app".to_owned(),
        client_secret: Secret::Known(secret.to_owned()),
        scopes: "openid email".to_owned(),
        api_version: None,
    }
}

fn google() -> ProviderConfig {
    ProviderConfig {
        name: "Google".to_owned(),
        details: Details::Google(social("s3cret")),
        mapping: BTreeMap::new(),
        identifiers: vec!["example.com".to_owned()],
        levels: BTreeMap::new(),
    }
}

fn oidc() -> Details {
    Details::Oidc(OidcProvider {
        client_id: "app".to_owned(),
        client_secret: Some(Secret::Known("s3cret".to_owned())),
        scopes: "openid".to_owned(),
        issuer: "https://login.example.com".to_owned(),
        attributes_by: RequestMethod::Get,
        names_attributes: false,
        endpoints: Endpoints::default(),
    })
}

fn of_type(name: &str, details: Details) -> ProviderConfig {
    ProviderConfig { name: name.to_owned(), details, ..google() }
}

fn map(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
    entries.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[track_caller]
fn refused(config: ProviderConfig) -> String {
    match given([]).when(Create { config }).0.reply {
        Err(ConfiguredRefusal::Broken(error)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_provider_keeps_the_rules_of_what_is_configured() {
    rules::hold(&google(), || ProviderChange {
        identifiers: Some(vec!["example.org".to_owned()]),
        ..ProviderChange::default()
    });
}

#[test]
fn it_claims_its_identifiers_and_gives_back_those_that_a_change_drops() {
    let take = |scope, value: &str| Claim::Take { scope, value: value.to_owned() };
    let changed = |config| ConfiguredEvent::Changed(Version { config, at: Timestamp::default() });
    let none = ProviderConfig { identifiers: Vec::new(), ..google() };
    let own = take("identity_provider", "Google");
    assert_eq!(
        IdentityProvider::claims(&changed(google())),
        [Claim::ReleaseAll, own.clone(), take(IDENTIFIER_SCOPE, "example.com")]
    );
    assert_eq!(IdentityProvider::claims(&changed(none)), [Claim::ReleaseAll, own]);
    assert_eq!(IdentityProvider::taken(IDENTIFIER_SCOPE), ConfiguredRefusal::OtherNameTaken);
    assert_eq!(IdentityProvider::taken("identity_provider"), ConfiguredRefusal::Exists);
}

#[test]
fn a_change_replaces_what_it_mentions_and_nothing_else() {
    let details = Details::Google(social("another"));
    let change = ProviderChange { details: Some(details.clone()), ..ProviderChange::default() };
    assert_eq!(google().changed(&change), ProviderConfig { details, ..google() });
    let change = ProviderChange { mapping: Some(map(&[("email", "mail")])), ..ProviderChange::default() };
    assert_eq!(google().changed(&change), ProviderConfig { mapping: map(&[("email", "mail")]), ..google() });
}

#[test]
fn only_a_social_provider_bears_the_name_of_its_type_and_it_must() {
    let other = of_type("Search", google().details);
    assert_eq!(refused(other), "Provider Search cannot be of type Google.");
    for name in ["Google", "SignInWithApple", OWN_PROVIDER] {
        assert_eq!(refused(of_type(name, oidc())), format!("Provider {name} cannot be of type OIDC."));
    }
    assert_eq!(of_type("Work", oidc()).check(), Ok(()));
}

#[test]
fn levels_belong_to_oidc_and_an_identifier_is_given_once() {
    let levels = map(&[("Level1", "urn:one")]);
    let wrong = ProviderConfig { levels: levels.clone(), ..google() };
    assert_eq!(refused(wrong), "AcrMapping can only be set for OIDC providers.");
    assert_eq!(ProviderConfig { levels, ..of_type("Work", oidc()) }.check(), Ok(()));
    let twice = vec!["a".to_owned(), "b".to_owned(), "a".to_owned()];
    let wrong = ProviderConfig { identifiers: twice, ..google() };
    assert_eq!(refused(wrong), "Identifier a was given more than once.");
}

#[test]
fn a_mapping_names_attributes_of_the_pool() {
    let shoe = SchemaAttribute {
        name: "shoe".to_owned(),
        kind: AttributeType::Boolean,
        mutable: true,
        required: false,
        developer_only: false,
    };
    let schema = Schema::with(vec![shoe]).unwrap();
    let check = |mapping: &[(&str, &str)]| ProviderConfig::check_mapping(&schema, &map(mapping));
    assert_eq!(check(&[("email", "mail"), ("custom:shoe", "size"), ("username", "sub")]), Ok(()));
    let error = check(&[("email", "mail"), ("custom:hat", "h"), ("sub", "s")]).unwrap_err();
    assert_eq!(error.to_string(), "AttributeMapping contains invalid mapping: [custom:hat, sub]");
}

#[test]
fn the_claim_of_the_users_name_is_added_where_the_type_has_one_and_none_is_given() {
    let with = |mapping: &[(&str, &str)], of| ProviderConfig::with_username(map(mapping), of);
    assert_eq!(with(&[], ProviderType::Oidc), map(&[("username", "sub")]));
    assert_eq!(with(&[], ProviderType::Facebook), map(&[("username", "id")]));
    assert_eq!(with(&[], ProviderType::Amazon), map(&[("username", "user_id")]));
    assert_eq!(with(&[("username", "mail")], ProviderType::Google), map(&[("username", "mail")]));
    assert_eq!(with(&[], ProviderType::Saml), map(&[]));
}

#[test]
fn without_its_secret_nothing_of_it_is_left_to_read() {
    let written = |details: Details| serde_json::to_string(&details.without_secret()).unwrap();
    let apple = Details::Apple(AppleProvider {
        client_id: "app".to_owned(),
        team_id: "t".to_owned(),
        key_id: "k".to_owned(),
        private_key: Secret::Known("s3cret".to_owned()),
        scopes: "name".to_owned(),
    });
    for details in [
        Details::Google(social("s3cret")),
        Details::Facebook(social("s3cret")),
        Details::Amazon(social("s3cret")),
        apple,
        oidc(),
    ] {
        assert!(!written(details.clone()).contains("s3cret"), "{details:?}");
    }
}
