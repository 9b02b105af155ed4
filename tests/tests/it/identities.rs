//! Identity pools from outside: which identity a caller gets, what is wrong with a login, which roles a pool can be given, and that what
//! was issued ends with its issuer.

use std::ops::Deref;

use serde_json::{Value, json};
use tests::api::{self, text};
use tests::estate::{Estate, login_key, refusal, trust};
use tests::http::Answer;
use tests::server::Server;

const MISMATCH: &str =
    "Logins don't match. Please include at least one valid login for this identity or identity pool.";

#[track_caller]
fn assert_refused(answer: &Answer, code: &str, message: &str) {
    assert_eq!(refusal(answer), (code.to_owned(), message.to_owned()));
}

/// An estate whose identity pool takes users of a second user pool too; gives that and its client.
fn two_user_pools() -> (Estate, String, String) {
    with_a_second_user_pool(Estate::build())
}

/// The same on any server.
pub(crate) fn with_a_second_user_pool<S: Deref<Target = Server>>(
    mut estate: Estate<S>,
) -> (Estate<S>, String, String) {
    let (pool, client) = api::user_pool(&estate.administrator);
    estate.identities = estate.make_identity_pool(&[(&estate.pool, &estate.client), (&pool, &client)]);
    let mut roles = serde_json::Map::new();
    for (name, kind) in [("guest-of-two", "unauthenticated"), ("known-of-two", "authenticated")] {
        estate.make_role(name, &trust(&estate.identities, kind), Some(tests::estate::ALLOW_SYNC));
        roles.insert(kind.to_owned(), json!(estate.role_arn(name)));
    }
    api::succeeded(&estate.set_roles(&json!({"Roles": roles})));
    (estate, pool, client)
}

pub(crate) fn both(one: &Value, other: &Value) -> Value {
    let mut all = one.clone();
    if let (Some(all), Some(other)) = (all.as_object_mut(), other.as_object()) {
        all.extend(other.clone());
    }
    all
}

#[track_caller]
fn identity_of(answer: &Answer) -> String {
    text(&api::succeeded(answer)["IdentityId"])
}

#[test]
fn a_guest_who_turns_out_to_be_known_is_merged_and_the_disabled_id_leads_on() {
    let estate = Estate::build();
    for name in ["ada", "bob"] {
        estate.make_user(&estate.pool, name);
    }
    let logins = |name| estate.logins(&estate.pool, &estate.client, name);
    let (ada, bob) = (logins("ada"), logins("bob"));
    let known = estate.get_id(&ada);
    let guest = estate.get_id(&json!({}));
    assert_eq!(identity_of(&estate.credentials(&guest, &ada)), known);
    assert_eq!(identity_of(&estate.credentials(&guest, &ada)), known, "the disabled id still leads on");
    let forbidden = |id: &str| format!("Access to Identity '{id}' is forbidden.");
    let none = json!({});
    assert_refused(&estate.credentials(&guest, &none), "NotAuthorizedException", &forbidden(&guest));
    assert_refused(&estate.credentials(&known, &none), "NotAuthorizedException", &forbidden(&known));
    assert_refused(&estate.credentials(&guest, &bob), "NotAuthorizedException", MISMATCH);
    estate.get_id(&bob);
    assert_refused(&estate.credentials(&guest, &bob), "NotAuthorizedException", MISMATCH);
    assert_refused(&estate.credentials(&known, &bob), "NotAuthorizedException", MISMATCH);
}

#[test]
fn two_identities_whose_logins_one_caller_shows_become_one_that_keeps_what_both_had() {
    let (estate, pool, client) = two_user_pools();
    estate.make_user(&estate.pool, "ada");
    estate.make_user(&pool, "ada");
    let one = estate.logins(&estate.pool, &estate.client, "ada");
    let two = estate.logins(&pool, &client, "ada");
    let (stays, leaves) = (estate.get_id(&one), estate.get_id(&two));
    assert_ne!(stays, leaves);
    let session = estate.session(&leaves, &two);
    let read = api::succeeded(&estate.records(&session, &leaves, "notes", 0));
    api::succeeded(&estate.write(&session, &leaves, "notes", &text(&read["SyncSessionToken"])));

    assert_eq!(identity_of(&estate.credentials(&stays, &both(&one, &two))), stays);
    for logins in [&one, &two, &both(&one, &two)] {
        assert_eq!(estate.get_id(logins), stays);
    }
    let forbidden = format!("Access to Identity '{leaves}' is forbidden.");
    assert_refused(&estate.credentials(&leaves, &json!({})), "NotAuthorizedException", &forbidden);
    let session = estate.session(&stays, &one);
    let kept = format!("notes.{leaves}");
    let read = api::succeeded(&estate.records(&session, &stays, "notes", 0));
    assert_eq!(read["MergedDatasetNames"], json!([kept]));
    let read = api::succeeded(&estate.records(&session, &stays, &kept.replace(':', "%3A"), 0));
    assert_eq!(read["Records"][0]["Value"], "v", "{read}");
    tests::programs::verify(&estate.server.data());
}

#[test]
fn the_id_for_logins_of_two_identities_is_the_older_and_the_other_one_is_disabled() {
    let (estate, pool, client) = two_user_pools();
    estate.make_user(&estate.pool, "ada");
    estate.make_user(&pool, "ada");
    let one = estate.logins(&estate.pool, &estate.client, "ada");
    let two = estate.logins(&pool, &client, "ada");
    let (older, younger) = (estate.get_id(&two), estate.get_id(&one));
    assert_eq!(estate.get_id(&both(&one, &two)), older);
    assert_eq!(estate.get_id(&one), older);
    assert_eq!(refusal(&estate.credentials(&younger, &json!({}))).0, "NotAuthorizedException");
}

#[test]
fn an_identity_is_not_merged_into_a_caller_who_has_another_user_of_the_same_provider() {
    let (estate, pool, client) = two_user_pools();
    for name in ["ada", "bob"] {
        estate.make_user(&estate.pool, name);
        estate.make_user(&pool, name);
    }
    let one = |name| estate.logins(&estate.pool, &estate.client, name);
    let two = |name| estate.logins(&pool, &client, name);
    let ada = estate.get_id(&both(&one("ada"), &two("ada")));
    let bob = estate.get_id(&both(&one("bob"), &two("bob")));
    let mixed = estate.credentials(&ada, &both(&one("ada"), &two("bob")));
    assert_eq!(refusal(&mixed).0, "ResourceConflictException");
    assert_eq!((estate.get_id(&two("ada")), estate.get_id(&two("bob"))), (ada, bob), "nothing was merged");
}

#[test]
fn what_is_wrong_with_a_login_is_told_in_order() {
    let estate = Estate::build();
    let (foreign_pool, foreign_client) = api::user_pool(&estate.administrator);
    estate.make_user(&estate.pool, "ada");
    estate.make_user(&foreign_pool, "eve");
    let tokens = estate.sign_in(&estate.client, "ada");
    let foreign = estate.sign_in(&foreign_client, "eve")["IdToken"].clone();
    let id = text(&tokens["IdToken"]);
    let (signed, signature) = id.rsplit_once('.').unwrap_or_default();
    let forged = format!("{signed}.{}", signature.chars().rev().collect::<String>());
    let other_client = json!({
        "UserPoolId": estate.pool, "ClientName": "other", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
    });
    let other_client =
        &estate.administrator.user_pools("CreateUserPoolClient", &other_client)["UserPoolClient"];
    let of_other_client = estate.sign_in(&text(&other_client["ClientId"]), "ada")["IdToken"].clone();
    let unsupported = "Token is not from a supported provider of this identity pool.";
    let own = login_key(&estate.pool);
    for (key, token, message) in [
        (login_key(&foreign_pool), foreign.clone(), unsupported),
        ("accounts.google.com".to_owned(), json!(id), unsupported),
        (own.clone(), json!("no-token"), "Invalid login token. Not a valid OpenId Connect identity token."),
        (own.clone(), foreign, "Invalid login token. Issuer doesn't match providerName"),
        (own.clone(), json!(forged), "Invalid login token. Token signature invalid."),
        (own.clone(), tokens["AccessToken"].clone(), "Invalid login token. Missing a required claim: aud"),
        (own.clone(), of_other_client, unsupported),
    ] {
        let body = json!({"IdentityPoolId": estate.identities, "Logins": {&key: token}});
        assert_refused(&estate.identity("GetId", &body), "NotAuthorizedException", message);
    }
    let identity = estate.get_id(&json!({ own.as_str(): id }));
    let client = json!({"UserPoolId": estate.pool, "ClientId": estate.client});
    estate.administrator.user_pools("DeleteUserPoolClient", &client);
    let answer = estate.credentials(&identity, &json!({ own: id }));
    assert_refused(&answer, "NotAuthorizedException", unsupported);
}

#[test]
fn a_pool_is_given_roles_of_its_account_for_providers_that_it_has() {
    let estate = Estate::build();
    let before = estate
        .administrator
        .identity_pools("GetIdentityPoolRoles", &json!({"IdentityPoolId": estate.identities}));
    let foreign = "arn:aws:iam::999988887777:role/SomebodyElses";
    for role in ["a-name-of-some-length", foreign, &estate.role_arn("x").replace("role/", "ole/")] {
        let forbidden = format!("Access to Role '{role}' is forbidden.");
        for kind in ["authenticated", "unauthenticated"] {
            let answer = estate.set_roles(&json!({"Roles": {kind: role}}));
            assert_refused(&answer, "NotAuthorizedException", &forbidden);
        }
    }
    let key = format!("{}:{}", login_key(&estate.pool), estate.client);
    let rule = |role: &str| json!({"Claim": "email", "MatchType": "Equals", "Value": "x", "RoleARN": role});
    let rules = |rules: Vec<Value>| json!({"Type": "Rules", "AmbiguousRoleResolution": "Deny", "RulesConfiguration": {"Rules": rules}});
    let own = rule(&estate.role_arn("known"));
    let refused = |key: &str, mapping: Value| {
        refusal(&estate.set_roles(&json!({"Roles": {}, "RoleMappings": {key: mapping}})))
    };
    let invalid = |message: String| ("InvalidParameterException".to_owned(), message);
    let forbidden = format!("Access to Role '{foreign}' is forbidden.");
    assert_eq!(
        refused(&key, rules(vec![own.clone(), rule(foreign)])),
        ("NotAuthorizedException".to_owned(), forbidden)
    );
    let unknown =
        "(accounts.google.com) is not a valid RoleMapping ProviderName or is not a configured provider.";
    assert_eq!(refused("accounts.google.com", rules(vec![own.clone()])), invalid(unknown.to_owned()));
    let too_many = "The number of rules in the request exceeded 25.";
    assert_eq!(refused(&key, rules(vec![own.clone(); 26])), invalid(too_many.to_owned()));
    assert_eq!(refused(&key, json!({"Type": "Token"})).0, "InvalidParameterException");
    assert_eq!(
        refused(&key, json!({"Type": "Rules", "AmbiguousRoleResolution": "Deny"})).0,
        "InvalidParameterException"
    );
    let mut both = rules(vec![own.clone()]);
    both["Type"] = json!("Token");
    assert_eq!(refused(&key, both).0, "InvalidParameterException");
    let after = estate
        .administrator
        .identity_pools("GetIdentityPoolRoles", &json!({"IdentityPoolId": estate.identities}));
    assert_eq!(before, after);
    api::succeeded(&estate.set_roles(&json!({"Roles": {}, "RoleMappings": {key: rules(vec![own])}})));
}

#[test]
fn a_session_gives_a_pool_only_roles_that_it_may_pass_on() {
    let estate = Estate::build();
    let guest = estate.get_id(&json!({}));
    let roles =
        json!({"IdentityPoolId": estate.identities, "Roles": {"authenticated": estate.role_arn("guest")}});
    let set = |estate: &Estate| {
        let session = estate.session(&guest, &json!({}));
        let target = format!("{}.SetIdentityPoolRoles", api::IDENTITY_POOLS);
        let request = tests::http::Request::json(&target, roles.to_string());
        estate.signed(Some(&session), "cognito-identity", &request)
    };
    let allow = |actions: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":{actions},"Resource":"*"}}]}}"#
        )
    };
    assert_eq!(refusal(&set(&estate)).0, "AccessDeniedException");
    assert_eq!(estate.put_policy("guest", &allow(r#"["cognito-identity:*","iam:*"]"#)).status, 200);
    // The limit on guests' permissions forbids passing a role on, even where the role's policy allows it.
    let forbidden = format!("Access to Role '{}' is forbidden.", estate.role_arn("guest"));
    assert_refused(&set(&estate), "NotAuthorizedException", &forbidden);
}

#[test]
fn a_token_and_keys_of_an_identity_end_with_its_pool() {
    let estate = Estate::build();
    let guest = estate.get_id(&json!({}));
    let token = estate.open_id_token(&guest);
    let session = estate.session(&guest, &json!({}));
    assert_eq!(estate.assume("guest", &token, &[]).status, 200);
    assert_eq!(estate.caller_identity(&session).status, 200);
    estate.administrator.identity_pools("DeleteIdentityPool", &json!({"IdentityPoolId": estate.identities}));
    let denied = "Not authorized to perform sts:AssumeRoleWithWebIdentity";
    assert_refused(&estate.assume("guest", &token, &[]), "AccessDenied", denied);
    let invalid = "The security token included in the request is invalid.";
    assert_refused(&estate.caller_identity(&session), "InvalidClientTokenId", invalid);
    assert_refused(&estate.records(&session, &guest, "notes", 0), "UnrecognizedClientException", invalid);
}

#[test]
fn keys_of_a_deleted_role_are_good_for_nothing_even_when_the_name_is_used_again() {
    let estate = Estate::build();
    let guest = estate.get_id(&json!({}));
    let session = estate.session(&guest, &json!({}));
    assert_eq!(estate.delete_role("guest").status, 200);
    let invalid = "The security token included in the request is invalid.";
    assert_refused(&estate.caller_identity(&session), "InvalidClientTokenId", invalid);
    estate.make_role("guest", &trust(&estate.identities, "unauthenticated"), Some(tests::estate::ALLOW_SYNC));
    assert_refused(&estate.caller_identity(&session), "InvalidClientTokenId", invalid);
    assert_eq!(estate.caller_identity(&estate.session(&guest, &json!({}))).status, 200);
}

#[test]
fn a_sync_session_token_and_a_count_are_good_for_their_own_dataset_alone() {
    let estate = Estate::build();
    let (mine, yours) = (estate.get_id(&json!({})), estate.get_id(&json!({})));
    let (session, other) = (estate.session(&mine, &json!({})), estate.session(&yours, &json!({})));
    let token = |answer: Answer| text(&api::succeeded(&answer)["SyncSessionToken"]);
    let own = token(estate.records(&session, &mine, "notes", 0));
    let foreign = [
        token(estate.records(&session, &mine, "other", 0)),
        token(estate.records(&other, &yours, "notes", 0)),
        "AAAA-made-up".to_owned(),
    ];
    let not_valid = "SyncSessionToken not valid for these inputs";
    for token in &foreign {
        assert_refused(
            &estate.write(&session, &mine, "notes", token),
            "InvalidParameterException",
            not_valid,
        );
    }
    api::succeeded(&estate.write(&session, &mine, "notes", &own));
    let stale = "Current SyncCount for: k is: 1 not: 0";
    assert_refused(&estate.write(&session, &mine, "notes", &own), "ResourceConflictException", stale);
    let beyond = estate.records(&session, &mine, "notes", 37);
    assert_refused(&beyond, "InvalidParameterException", "No such SyncCount: 37 exists for this Dataset");
    assert_eq!(api::succeeded(&estate.records(&session, &mine, "notes", 1))["Records"], json!([]));
}

#[test]
fn a_login_ends_with_its_sign_in_where_the_pool_asks_whether_tokens_can_be_revoked_or_not() {
    let estate = Estate::build();
    estate.make_user(&estate.pool, "ada");
    for revocable in [true, false] {
        let client = json!({
            "UserPoolId": estate.pool,
            "ClientName": "checked",
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
            "EnableTokenRevocation": revocable,
        });
        let client =
            &estate.administrator.user_pools("CreateUserPoolClient", &client)["UserPoolClient"]["ClientId"];
        let provider = json!({
            "ProviderName": login_key(&estate.pool), "ClientId": client, "ServerSideTokenCheck": true,
        });
        let pool = json!({
            "IdentityPoolName": "checked",
            "AllowUnauthenticatedIdentities": false,
            "CognitoIdentityProviders": [provider],
        });
        let pool = &estate.administrator.identity_pools("CreateIdentityPool", &pool)["IdentityPoolId"];
        let tokens = estate.sign_in(&text(client), "ada");
        let get_id = || {
            let logins = json!({ login_key(&estate.pool): tokens["IdToken"] });
            estate.identity("GetId", &json!({"IdentityPoolId": pool, "Logins": logins}))
        };
        api::succeeded(&get_id());
        api::succeeded(&estate.user_pools("GlobalSignOut", &json!({"AccessToken": tokens["AccessToken"]})));
        assert_refused(&get_id(), "NotAuthorizedException", "Token is inactive");
    }
}
