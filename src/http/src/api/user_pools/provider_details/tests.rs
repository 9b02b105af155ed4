//! What each type demands of its map, refuses in it and adds to it.

use std::collections::BTreeMap;

use app::Answer;
use domain::user_pools::identity_provider::Details;

use super::shown;

type Map = BTreeMap<String, String>;

const SOCIAL: [(&str, &str); 3] =
    [("client_id", "app"), ("client_secret", "s3cret"), ("authorize_scopes", "email")];
const APPLE: [(&str, &str); 4] =
    [("client_id", "app"), ("private_key", "s3cret"), ("team_id", "t"), ("key_id", "k")];
const OIDC: [(&str, &str); 4] = [
    ("client_id", "app"),
    ("authorize_scopes", "openid"),
    ("oidc_issuer", "https://login.example.com"),
    ("attributes_request_method", "GET"),
];

fn map(entries: &[(&str, &str)]) -> Map {
    entries.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
}

fn with(mut entries: Map, key: &str, text: &str) -> Map {
    entries.insert(key.to_owned(), text.to_owned());
    entries
}

/// Where the operator has named a host of its own.
fn read(provider_type: &str, entries: Map) -> Answer<Details> {
    super::read(provider_type, entries, &["localhost:4000".to_owned()])
}

#[test]
fn an_address_is_over_tls_unless_its_host_is_the_operators() {
    for good in ["https://login.example.com/x", "http://localhost:4000", "http://LOCALHOST:4000/x?y"] {
        assert!(read("OIDC", with(map(&OIDC), "oidc_issuer", good)).is_ok(), "{good}");
    }
    for bad in ["http://login.example.com", "http://localhost:4001", "http://localhost:4000.example.com"] {
        let said = refused("OIDC", with(map(&OIDC), "token_url", bad));
        assert_eq!(said, "InvalidParameter: OIDC endpoint must start with https://", "{bad}");
    }
}

#[track_caller]
fn refused(provider_type: &str, entries: Map) -> String {
    read(provider_type, entries).unwrap_err().to_string()
}

#[test]
fn every_type_demands_its_keys_and_an_empty_text_is_none() {
    let cases = [
        ("OIDC", map(&OIDC), "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod"),
        ("Google", map(&SOCIAL), "clientId, clientSecret and authorizeScopes"),
        ("Facebook", map(&SOCIAL), "clientId, clientSecret and authorizeScopes"),
        ("LoginWithAmazon", map(&SOCIAL), "clientId, clientSecret and authorizeScopes"),
        ("SignInWithApple", map(&APPLE), "clientId, privateKey, teamId, and keyId"),
    ];
    for (provider_type, whole, names) in cases {
        assert!(read(provider_type, whole.clone()).is_ok(), "{provider_type}");
        for key in whole.keys() {
            let expected = format!("InvalidParameter: {names} are all required idp details.");
            let mut without = whole.clone();
            without.remove(key);
            assert_eq!(refused(provider_type, without), expected, "{provider_type} {key}");
            assert_eq!(refused(provider_type, with(whole.clone(), key, "")), expected);
        }
    }
}

#[test]
fn saml_has_one_source_of_metadata() {
    let (url, file) = (("MetadataURL", "https://idp.example.com/m"), ("MetadataFile", "<EntityDescriptor/>"));
    assert_eq!(
        refused("SAML", map(&[])),
        "InvalidParameter: At least one of the MetadataURL or MetadataFile should be provided."
    );
    assert_eq!(
        refused("SAML", map(&[url, file])),
        "InvalidParameter: Only one of the MetadataURL or MetadataFile should be provided."
    );
    for one in [url, file] {
        let all = [
            one,
            ("IDPSignout", "true"),
            ("IDPInit", "false"),
            ("EncryptedResponses", "true"),
            ("RequestSigningAlgorithm", "rsa-sha256"),
        ];
        assert_eq!(shown(&read("SAML", map(&all)).unwrap()), map(&all));
    }
    let wrong = |key, text| refused("SAML", with(map(&[url]), key, text));
    assert!(wrong("IDPSignout", "maybe").contains("IDPSignout must be true or false."));
    assert!(wrong("RequestSigningAlgorithm", "md5").contains("must be rsa-sha256."));
}

#[test]
fn addresses_of_oidc_are_encrypted_and_shown_where_they_are_given() {
    for key in ["oidc_issuer", "authorize_url", "token_url", "attributes_url", "jwks_uri"] {
        let wrong = with(map(&OIDC), key, "http://login.example.com");
        assert_eq!(refused("OIDC", wrong), "InvalidParameter: OIDC endpoint must start with https://");
        let right = with(map(&OIDC), key, "https://other.example.com");
        let expected = with(right.clone(), "attributes_url_add_attributes", "false");
        assert_eq!(shown(&read("OIDC", right).unwrap()), expected);
    }
    assert!(refused("OIDC", with(map(&OIDC), "attributes_request_method", "PUT")).contains("GET or POST"));
}

#[test]
fn what_is_known_of_a_social_provider_is_added_and_may_be_sent_back() {
    for (provider_type, given, added) in [
        ("Google", map(&SOCIAL), "https://www.googleapis.com/oauth2/v4/token"),
        ("LoginWithAmazon", map(&SOCIAL), "https://api.amazon.com/auth/o2/token"),
        (
            "Facebook",
            with(map(&SOCIAL), "api_version", "v18.0"),
            "https://graph.facebook.com/v18.0/oauth/access_token",
        ),
        ("Facebook", map(&SOCIAL), "https://graph.facebook.com/v17.0/oauth/access_token"),
    ] {
        let told = shown(&read(provider_type, given).unwrap());
        assert_eq!(told["token_url"], added, "{provider_type}");
        assert_eq!(shown(&read(provider_type, told.clone()).unwrap()), told);
    }
}

#[test]
fn the_private_key_of_apple_is_never_shown() {
    let told = shown(&read("SignInWithApple", map(&APPLE)).unwrap());
    assert_eq!(told["key_id"], "k");
    assert!(!told.contains_key("private_key") && !told.values().any(|text| text == "s3cret"));
}

#[test]
fn what_a_type_does_not_have_is_refused_by_name() {
    let refused = |key: &str, text: &str| refused("Google", with(map(&SOCIAL), key, text));
    assert_eq!(refused("colour", "red"), "NotImplemented: ProviderDetails colour is not implemented yet");
    let elsewhere = refused("token_url", "https://token.example.com");
    assert_eq!(elsewhere, "NotImplemented: ProviderDetails token_url is not implemented yet");
    assert!(refused(&"k".repeat(100), "x").len() < 130);
}
