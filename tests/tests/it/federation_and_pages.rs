//! What configures federation and the sign-in pages of a pool, seen from outside: which names are free when, and what goes with what.

use serde_json::{Value, json};
use tests::api::{self, USER_POOLS, text};
use tests::http::Answer;
use tests::programs;
use tests::saml;
use tests::strangers::{Strangers, assert_refused};

/// A pool, and an administrator who may configure it.
struct House(Strangers);

impl House {
    fn new() -> Self {
        Self(Strangers::start("ENABLED"))
    }

    /// An operation on the pool, unless `body` names another.
    fn ask(&self, operation: &str, mut body: Value) -> Answer {
        if body["UserPoolId"].is_null() {
            body["UserPoolId"] = json!(self.0.pool);
        }
        self.0.administrator.ask("cognito-idp", &format!("{USER_POOLS}.{operation}"), &body)
    }

    /// The same; it must succeed.
    #[track_caller]
    fn done(&self, operation: &str, body: Value) -> Value {
        api::succeeded(&self.ask(operation, body))
    }

    /// Creates a SAML provider, or asks for it.
    fn provider(&self, name: &str, identifiers: &[&str]) -> Answer {
        let details = json!({"MetadataFile": saml::metadata(name)});
        let body = json!({"ProviderName": name, "ProviderType": "SAML", "ProviderDetails": details,
            "IdpIdentifiers": identifiers});
        self.ask("CreateIdentityProvider", body)
    }

    /// A name of a domain that no other pool of the shared server has.
    fn domain(&self) -> String {
        let name: String = self.0.pool.chars().filter(char::is_ascii_alphanumeric).collect();
        name.to_lowercase()
    }
}

#[test]
fn an_identifier_of_a_provider_is_free_once_a_change_drops_it() {
    let house = House::new();
    assert_eq!(house.provider("school", &["students", "teachers"]).status, 200);
    let taken = "One of the IdpIdentifiers is already used by another identity provider.";
    assert_refused(&house.provider("club", &["students"]), "InvalidParameterException", taken);
    house.done("UpdateIdentityProvider", json!({"ProviderName": "school", "IdpIdentifiers": ["teachers"]}));
    assert_eq!(house.provider("club", &["students"]).status, 200);
    let of = |identifier: &str| {
        let found = house.done("GetIdentityProviderByIdentifier", json!({"IdpIdentifier": identifier}));
        text(&found["IdentityProvider"]["ProviderName"])
    };
    assert_eq!((of("teachers"), of("students")), ("school".to_owned(), "club".to_owned()));
    let back = json!({"ProviderName": "school", "IdpIdentifiers": ["students"]});
    assert_refused(&house.ask("UpdateIdentityProvider", back), "InvalidParameterException", taken);
    house.done("DeleteIdentityProvider", json!({"ProviderName": "club"}));
    house.done("UpdateIdentityProvider", json!({"ProviderName": "school", "IdpIdentifiers": ["students"]}));
    assert_eq!(of("students"), "school");
    programs::verify(&house.0.server.data());
}

#[test]
fn a_domain_is_one_pools_alone_and_holds_it() {
    let house = House::new();
    let (other, _) = api::user_pool(&house.0.administrator);
    let domain = json!({"Domain": house.domain()});
    house.done("CreateUserPoolDomain", domain.clone());
    let elsewhere = json!({"UserPoolId": other, "Domain": house.domain()});
    let taken = "Domain already associated with another user pool.";
    let refused = house.ask("CreateUserPoolDomain", elsewhere.clone());
    assert_refused(&refused, "InvalidParameterException", taken);
    let held = "User pool cannot be deleted. It has a domain configured that should be deleted first.";
    assert_refused(&house.ask("DeleteUserPool", json!({})), "InvalidParameterException", held);
    house.done("DeleteUserPoolDomain", domain.clone());
    house.done("DeleteUserPool", json!({}));
    house.done("CreateUserPoolDomain", elsewhere);
    let found = house.done("DescribeUserPoolDomain", domain);
    assert_eq!(found["DomainDescription"]["UserPoolId"], json!(other));
    programs::verify(&house.0.server.data());
}

#[test]
fn what_a_clients_pages_have_ends_with_the_client() {
    let house = House::new();
    let client = json!({"ClientId": house.0.client});
    let with = |mut body: Value| {
        body["ClientId"] = client["ClientId"].clone();
        body
    };
    let own = with(json!({"Settings": {"categories": {}}}));
    let made = house.done("CreateManagedLoginBranding", own);
    let style = json!({"ManagedLoginBrandingId": made["ManagedLoginBranding"]["ManagedLoginBrandingId"]});
    let links = json!({"cognito:default": "https://example.com/terms"});
    let terms = with(
        json!({"TermsName": "terms-of-use", "TermsSource": "LINK", "Enforcement": "NONE", "Links": links}),
    );
    house.done("CreateTerms", terms);
    house.done("DescribeManagedLoginBranding", style.clone());
    house.done("DeleteUserPoolClient", client);
    let gone = house.ask("DescribeManagedLoginBranding", style);
    assert_refused(&gone, "ResourceNotFoundException", "Managed login branding does not exist.");
    assert_eq!(house.done("ListTerms", json!({}))["Terms"], json!([]));
    programs::verify(&house.0.server.data());
}
