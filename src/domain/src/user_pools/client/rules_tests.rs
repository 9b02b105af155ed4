//! Each rule between members: what breaks it, in the service's words, and what does not.

use std::collections::BTreeSet;

use super::*;
use crate::user_pools::client::{OAuthFlow, TimeUnit, TokenUnits};
use crate::values::schema::{AttributeType, SchemaAttribute};

fn said(checked: Result<(), ClientConfigurationError>) -> String {
    checked.err().map_or_else(String::new, |error| error.to_string())
}

fn texts(given: &[&str]) -> Vec<String> {
    given.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn names_of_flows_are_of_one_generation() {
    let mixed = "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.";
    assert_eq!(said(check_flow_names(&["ADMIN_NO_SRP_AUTH", "ALLOW_CUSTOM_AUTH"])), mixed);
    for one in [&[] as &[&str], &["ADMIN_NO_SRP_AUTH"], &["ALLOW_CUSTOM_AUTH", "ALLOW_USER_AUTH"]] {
        assert_eq!(said(check_flow_names(one)), "", "{one:?}");
    }
}

#[test]
fn a_secret_is_given_or_made_and_propagation_needs_one() {
    let needed = "Client Secret is required to set EnablePropagateAdditionalUserContextData as true";
    for (given, made) in [(false, false), (true, false), (false, true)] {
        assert_eq!(said(check_secret(given, made)), "", "{given} {made}");
    }
    let both = "ClientSecret cannot be given where GenerateSecret is true.";
    assert_eq!(said(check_secret(true, true)), both);
    for (propagates, has_secret, expected) in
        [(false, false, ""), (false, true, ""), (true, true, ""), (true, false, needed)]
    {
        assert_eq!(said(check_propagation(propagates, has_secret)), expected, "{propagates} {has_secret}");
    }
}

#[test]
fn rotation_and_the_flow_that_replaces_no_token_exclude_each_other() {
    let refused = "ALLOW_REFRESH_TOKEN_AUTH cannot be enabled together with refresh token rotation.";
    let named = AuthFlows::Allow(vec![AuthFlow::UserSrp, AuthFlow::RefreshToken]);
    let others = [AuthFlows::Unset, AuthFlows::Legacy(Vec::new()), AuthFlows::Allow(vec![AuthFlow::UserSrp])];
    assert_eq!(
        (said(check_rotation(&named, true)), said(check_rotation(&named, false))),
        (refused.into(), String::new())
    );
    for flows in others {
        assert_eq!(said(check_rotation(&flows, true)), "", "{flows:?}");
    }
}

#[test]
fn lives_have_bounds_and_no_token_outlives_the_refresh_token() {
    const DAY: u32 = 86_400;
    let range = "Invalid range for token validity.";
    let outlives =
        "Access and Id Token expiration times must be less than or equal to refresh token expiration times.";
    let cases = [
        (300, 300, 3_600, ""),
        (DAY, DAY, 3_650 * DAY, ""),
        (299, 300, 3_600, range),
        (300, 299, 3_600, range),
        (DAY + 1, 300, 2 * DAY, range),
        (300, DAY + 1, 2 * DAY, range),
        (300, 300, 3_599, range),
        (300, 300, 3_650 * DAY + 1, range),
        (7_200, 300, 3_600, outlives),
        (300, 7_200, 3_600, outlives),
        (3_600, 3_600, 3_600, ""),
    ];
    for (access_seconds, id_seconds, refresh_seconds, expected) in cases {
        let units =
            TokenUnits { access: TimeUnit::Seconds, id: TimeUnit::Seconds, refresh: TimeUnit::Seconds };
        let lifetimes = TokenLifetimes {
            access: Some(access_seconds),
            id: Some(id_seconds),
            refresh: Some(refresh_seconds),
            units: Some(units),
        };
        assert_eq!(said(check_lifetimes(&lifetimes)), expected, "{lifetimes:?}");
    }
}

#[test]
fn clients_read_and_write_what_the_pool_has_and_write_all_that_is_required() {
    let attribute = |name: &str, required, mutable, developer_only| SchemaAttribute {
        name: name.into(),
        kind: AttributeType::String { min_length: None, max_length: None },
        mutable,
        required,
        developer_only,
    };
    let schema = Schema::with(vec![
        attribute("email", true, false, false),
        attribute("plan", false, true, false),
        attribute("rank", false, true, true),
    ])
    .unwrap();
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let on = |attributes: &AttributeAccess| said(check_attributes(&schema, attributes, Occasion::Creation));
    let unset = AttributeAccess::default();
    let read = |names: &[&str]| on(&AttributeAccess { read: Some(set(names)), ..unset.clone() });
    let write = |names: &[&str]| on(&AttributeAccess { write: Some(set(names)), ..unset.clone() });
    assert_eq!(on(&unset), "");
    assert_eq!(read(&["sub", "email", "email_verified", "custom:plan", "dev:custom:rank"]), "");
    for unknown in ["custom:nope", "plan", "Email"] {
        assert_eq!(read(&["email", unknown]), "Invalid read attributes specified while creating a client");
    }
    assert_eq!(write(&["email", "custom:plan"]), "", "an immutable one may be written at sign-up");
    let refused = [
        &["email", "custom:nope"] as &[&str],
        &["email", "plan"],
        &["email", "sub"],
        &["email", "email_verified"],
        &["email", "phone_number_verified"],
        &["email", "dev:custom:rank"],
        &["custom:plan"],
        &[],
    ];
    for names in refused {
        assert_eq!(write(names), "Invalid write attributes specified while creating a client", "{names:?}");
    }
    let unknown = AttributeAccess { read: Some(set(&["plan"])), ..unset.clone() };
    assert_eq!(
        said(check_attributes(&schema, &unknown, Occasion::Update)),
        "Invalid read attributes specified while updating a client"
    );
}

#[test]
fn a_provider_must_be_one_of_the_pools() {
    let check = |names: &[&str]| check_providers("eu-west-1_a", &texts(names), &["Work"].into());
    assert_eq!(said(check(&[])), "");
    assert_eq!(said(check(&["COGNITO", "Work"])), "");
    assert_eq!(
        said(check(&["COGNITO", "Google"])),
        "The provider Google does not exist for User Pool eu-west-1_a"
    );
}

#[derive(Default)]
struct Given<'a> {
    is_on: bool,
    flows: &'a [OAuthFlow],
    scopes: &'a [&'a str],
    callbacks: &'a [&'a str],
    logouts: &'a [&'a str],
    default_redirect: Option<&'a str>,
    has_secret: bool,
}

fn oauth(given: &Given<'_>) -> String {
    let oauth = OAuthGrants { is_on: given.is_on, flows: given.flows.to_vec(), scopes: texts(given.scopes) };
    let redirects = Redirects {
        callbacks: texts(given.callbacks),
        logouts: texts(given.logouts),
        default: given.default_redirect.map(ToOwned::to_owned),
    };
    said(check_oauth(&oauth, &redirects, given.has_secret))
}

#[test]
fn oauth_needs_flows_scopes_and_an_address() {
    let web = || Given {
        is_on: true,
        flows: &[OAuthFlow::Code],
        scopes: &["openid", "aws.cognito.signin.user.admin"],
        callbacks: &["https://example.com/in"],
        ..Given::default()
    };
    let required = "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.";
    let no_callback = "CallbackUrls can not be empty when code flow or implicit flow is selected";
    let program = || Given { flows: &[OAuthFlow::ClientCredentials], has_secret: true, ..web() };
    let cases = [
        (Given::default(), ""),
        (web(), ""),
        (Given { flows: &[], ..web() }, required),
        (Given { scopes: &[], ..web() }, required),
        (Given { callbacks: &[], ..web() }, no_callback),
        (Given { callbacks: &[], flows: &[OAuthFlow::Implicit], ..web() }, no_callback),
        (
            Given { flows: &[OAuthFlow::Code, OAuthFlow::ClientCredentials], ..web() },
            "client_credentials flow can not be selected along with code flow or implicit flow.",
        ),
        (
            Given { flows: &[OAuthFlow::ClientCredentials], ..web() },
            "client_credentials flow can not be selected if client does not have a client secret.",
        ),
        (Given { scopes: &["pets/read"], callbacks: &[], ..program() }, ""),
        (program(), "openid is not supported with client_credentials flow"),
        (
            Given { default_redirect: Some("https://example.com/out"), ..web() },
            "The default redirect URI https://example.com/out is not in the callback URIs list.",
        ),
        (Given { default_redirect: Some("https://example.com/in"), ..web() }, ""),
    ];
    for (given, expected) in cases {
        assert_eq!(oauth(&given), expected);
    }
}

#[test]
fn a_scope_is_one_of_every_pool_or_one_of_a_resource_server() {
    let check = |scopes: &[&str]| said(check_scopes(&texts(scopes), &["pets/read".to_owned()].into()));
    assert_eq!(check(&["openid", "aws.cognito.signin.user.admin", "pets/read"]), "");
    assert_eq!(check(&["openid", "pets/write"]), "Invalid scope requested: pets/write");
}

#[test]
fn an_address_is_https_or_this_machine_or_an_apps_own_scheme_and_has_no_fragment() {
    let good = [
        "https://example.com/in",
        "http://localhost",
        "http://localhost:3000/in",
        "http://127.0.0.1:8080/",
        "http://[::1]/in",
        "http://[::1]:8080/in",
        "myapp://in",
        "exp://localhost:8081",
    ];
    let plain = [
        "http://example.com/in",
        "HTTP://example.com",
        "http://localhost.example.com/",
        "http://localhost@example.com/",
        "http://127.0.0.1.example.com",
        "http://10.0.0.1:3000",
        "http://",
    ];
    for url in good {
        assert_eq!(oauth(&Given { callbacks: &[url], logouts: &[url], ..Given::default() }), "", "{url}");
    }
    for url in plain {
        let expected = format!("{url} cannot use the HTTP protocol.");
        assert_eq!(oauth(&Given { callbacks: &[url], ..Given::default() }), expected);
        assert_eq!(oauth(&Given { logouts: &[url], ..Given::default() }), expected);
    }
    let fragment = "https://example.com/in#top";
    assert_eq!(
        oauth(&Given { callbacks: &[fragment], ..Given::default() }),
        "https://example.com/in#top cannot use fragment"
    );
}
