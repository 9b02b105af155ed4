//! Access and refresh tokens in every operation that takes one: with token revocation on and off, and after what issued them is gone.

use serde_json::{Value, json};
use tests::api::{self, text};
use tests::estate::{Estate, refusal};
use tests::http::Answer;

/// Every operation that takes an access token, and its other members. The last two end what the token is good for.
const WITH_ACCESS_TOKEN: [(&str, &str); 4] = [
    ("GetUser", "{}"),
    (
        "ChangePassword",
        r#"{"PreviousPassword":"Analytical-Engine-1843","ProposedPassword":"Analytical-Engine-1844"}"#,
    ),
    ("GlobalSignOut", "{}"),
    ("DeleteUser", "{}"),
];

fn with_token(members: &str, token: &Value) -> Value {
    let mut body: Value = serde_json::from_str(members).unwrap_or_default();
    body["AccessToken"] = token.clone();
    body
}

fn client(estate: &Estate, settings: &Value) -> String {
    let mut body = json!({
        "UserPoolId": estate.pool,
        "ClientName": "tests",
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    });
    body.as_object_mut()
        .into_iter()
        .for_each(|body| body.extend(settings.as_object().cloned().unwrap_or_default()));
    text(&estate.administrator.user_pools("CreateUserPoolClient", &body)["UserPoolClient"]["ClientId"])
}

fn refresh(estate: &Estate, client: &str, parameters: &Value) -> Answer {
    let body = json!({"ClientId": client, "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": parameters});
    estate.user_pools("InitiateAuth", &body)
}

#[track_caller]
fn assert_refused(answer: &Answer, code: &str, message: &str) {
    assert_eq!(refusal(answer), (code.to_owned(), message.to_owned()));
}

#[test]
fn access_tokens_work_and_end_whether_or_not_the_client_lets_tokens_be_revoked() {
    let estate = Estate::build();
    for revocable in [true, false] {
        let client = client(&estate, &json!({"EnableTokenRevocation": revocable}));
        for (operation, members) in WITH_ACCESS_TOKEN {
            let name = format!("{}-{revocable}", operation.to_lowercase());
            estate.make_user(&estate.pool, &name);
            let tokens = estate.sign_in(&client, &name);
            let answer = estate.user_pools(operation, &with_token(members, &tokens["AccessToken"]));
            assert_eq!(answer.status, 200, "{operation} of {name}: {}", answer.text());
        }
        let name = format!("signed-out-{revocable}");
        estate.make_user(&estate.pool, &name);
        let (old, other) = (estate.sign_in(&client, &name), estate.sign_in(&client, &name));
        api::succeeded(&estate.user_pools("GlobalSignOut", &with_token("{}", &other["AccessToken"])));
        for (operation, members) in WITH_ACCESS_TOKEN {
            let answer = estate.user_pools(operation, &with_token(members, &old["AccessToken"]));
            assert_refused(&answer, "NotAuthorizedException", "Access Token has been revoked");
        }
        let answer = refresh(&estate, &client, &json!({"REFRESH_TOKEN": old["RefreshToken"]}));
        assert_refused(&answer, "NotAuthorizedException", "Refresh Token has been revoked");
        let fresh = estate.sign_in(&client, &name);
        api::succeeded(&estate.user_pools("GetUser", &with_token("{}", &fresh["AccessToken"])));
    }
}

#[test]
fn what_is_wrong_with_an_access_token_is_told_in_order_by_every_operation() {
    let estate = Estate::build();
    estate.make_user(&estate.pool, "ada");
    let tokens = estate.sign_in(&estate.client, "ada");
    let access = text(&tokens["AccessToken"]);
    let (signed, signature) = access.rsplit_once('.').unwrap_or_default();
    let forged = format!("{signed}.{}", signature.chars().rev().collect::<String>());
    for (operation, members) in WITH_ACCESS_TOKEN {
        let ask = |token: Value| estate.user_pools(operation, &with_token(members, &token));
        for other in [json!("no-token"), tokens["IdToken"].clone(), tokens["RefreshToken"].clone()] {
            assert_refused(&ask(other), "NotAuthorizedException", "Invalid Access Token");
        }
        let unsigned = "Could not verify signature for Access Token";
        assert_refused(&ask(json!(forged)), "NotAuthorizedException", unsigned);
    }
    let ada = json!({"UserPoolId": estate.pool, "Username": "ada"});
    estate.administrator.user_pools("AdminDeleteUser", &ada);
    for (operation, members) in WITH_ACCESS_TOKEN {
        // The model of GlobalSignOut declares no UserNotFoundException.
        let code =
            if operation == "GlobalSignOut" { "NotAuthorizedException" } else { "UserNotFoundException" };
        let answer = estate.user_pools(operation, &with_token(members, &json!(access)));
        assert_refused(&answer, code, "User does not exist.");
    }
    let answer = refresh(&estate, &estate.client, &json!({"REFRESH_TOKEN": tokens["RefreshToken"]}));
    let deleted = "The user has been deleted for the associated refresh token";
    assert_refused(&answer, "NotAuthorizedException", deleted);
}

#[test]
fn a_refresh_token_is_refused_in_the_words_for_what_is_wrong_with_it() {
    let estate = Estate::build();
    estate.make_user(&estate.pool, "ada");
    let tokens = estate.sign_in(&estate.client, "ada");
    let other = client(&estate, &json!({}));
    let refused = |client: &str, parameters: Value| refusal(&refresh(&estate, client, &parameters));
    let told = |code: &str, message: &str| (code.to_owned(), message.to_owned());
    let own = json!({"REFRESH_TOKEN": tokens["RefreshToken"]});
    let different = told("NotAuthorizedException", "Refresh Token has different Client");
    assert_eq!(refused(&other, own.clone()), different);
    let body = json!({"ClientId": other, "RefreshToken": tokens["RefreshToken"]});
    assert_eq!(refusal(&estate.user_pools("GetTokensFromRefreshToken", &body)), different);
    for garbage in [json!("garbage"), tokens["AccessToken"].clone()] {
        let invalid = told("NotAuthorizedException", "Invalid Refresh Token");
        assert_eq!(refused(&estate.client, json!({"REFRESH_TOKEN": garbage})), invalid);
    }
    let missing = told("InvalidParameterException", "Refresh token is missing.");
    assert_eq!(refused(&estate.client, json!({})), missing);
    assert_eq!(refresh(&estate, &estate.client, &own).status, 200);
}

#[test]
fn tokens_of_a_deleted_client_are_refused_by_every_operation() {
    let estate = Estate::build();
    estate.make_user(&estate.pool, "ada");
    let client = client(&estate, &json!({}));
    let tokens = estate.sign_in(&client, "ada");
    let deleted = json!({"UserPoolId": estate.pool, "ClientId": client});
    estate.administrator.user_pools("DeleteUserPoolClient", &deleted);
    let gone = format!("User pool client {client} does not exist.");
    for (operation, members) in WITH_ACCESS_TOKEN {
        let answer = estate.user_pools(operation, &with_token(members, &tokens["AccessToken"]));
        assert_refused(&answer, "ResourceNotFoundException", &gone);
    }
    let body = json!({"ClientId": client, "RefreshToken": tokens["RefreshToken"]});
    let answer = estate.user_pools("GetTokensFromRefreshToken", &body);
    assert_refused(&answer, "ResourceNotFoundException", &gone);
    let answer = refresh(&estate, &client, &json!({"REFRESH_TOKEN": tokens["RefreshToken"]}));
    assert_refused(&answer, "ResourceNotFoundException", &gone);
    let body = json!({"ClientId": client, "Token": tokens["RefreshToken"]});
    assert_refused(&estate.user_pools("RevokeToken", &body), "UnauthorizedException", &gone);
    // Nothing of it was carried out.
    estate.sign_in(&estate.client, "ada");
}

#[test]
fn tokens_of_a_deleted_pool_are_refused_by_every_operation() {
    let estate = Estate::build();
    estate.make_user(&estate.pool, "ada");
    let tokens = estate.sign_in(&estate.client, "ada");
    estate.administrator.user_pools("DeleteUserPool", &json!({"UserPoolId": estate.pool}));
    for (operation, members) in WITH_ACCESS_TOKEN {
        let answer = estate.user_pools(operation, &with_token(members, &tokens["AccessToken"]));
        assert_refused(&answer, "NotAuthorizedException", "Invalid Access Token");
    }
    let answer = refresh(&estate, &estate.client, &json!({"REFRESH_TOKEN": tokens["RefreshToken"]}));
    assert_eq!(refusal(&answer).0, "ResourceNotFoundException");
    let logins = json!({ tests::estate::login_key(&estate.pool): tokens["IdToken"] });
    let answer = estate.identity("GetId", &json!({"IdentityPoolId": estate.identities, "Logins": logins}));
    let unsupported = "Token is not from a supported provider of this identity pool.";
    assert_refused(&answer, "NotAuthorizedException", unsupported);
}

#[test]
fn revoking_a_token_ends_its_session_alone_and_gives_errors_of_its_own() {
    let estate = Estate::build();
    estate.make_user(&estate.pool, "ada");
    let (one, two) = (estate.sign_in(&estate.client, "ada"), estate.sign_in(&estate.client, "ada"));
    let secret = client(&estate, &json!({"GenerateSecret": true}));
    let for_ever = client(&estate, &json!({"EnableTokenRevocation": false}));
    let revoke = |client: &str, token: &Value, secret: Option<&str>| {
        let mut body = json!({"ClientId": client, "Token": token});
        if let Some(secret) = secret {
            body["ClientSecret"] = json!(secret);
        }
        estate.user_pools("RevokeToken", &body)
    };
    let code = |answer| refusal(&answer).0;
    let wrong = "x".repeat(32);
    assert_eq!(code(revoke(&secret, &one["RefreshToken"], Some(&wrong))), "UnauthorizedException");
    assert_eq!(code(revoke(&secret, &one["RefreshToken"], None)), "UnauthorizedException");
    assert_eq!(code(revoke("nosuchclient", &one["RefreshToken"], None)), "UnauthorizedException");
    let access = revoke(&estate.client, &one["AccessToken"], None);
    assert_eq!(code(access), "UnsupportedTokenTypeException");
    assert_eq!(code(revoke(&for_ever, &one["RefreshToken"], None)), "UnsupportedOperationException");
    api::succeeded(&revoke(&estate.client, &one["RefreshToken"], None));
    let answer = estate.user_pools("GetUser", &with_token("{}", &one["AccessToken"]));
    assert_refused(&answer, "NotAuthorizedException", "Access Token has been revoked");
    api::succeeded(&estate.user_pools("GetUser", &with_token("{}", &two["AccessToken"])));
}

#[test]
fn a_refresh_token_that_rotates_is_good_once_and_its_session_ends_where_it_is_used_again() {
    let estate = Estate::build();
    let rotation = json!({"Feature": "ENABLED", "RetryGracePeriodSeconds": 0});
    let flows = ["ALLOW_USER_PASSWORD_AUTH"];
    let client = client(&estate, &json!({"ExplicitAuthFlows": flows, "RefreshTokenRotation": rotation}));
    estate.make_user(&estate.pool, "ada");
    let first = estate.sign_in(&client, "ada")["RefreshToken"].clone();
    let refresh = |token: &Value| {
        let body = json!({"ClientId": client, "RefreshToken": token});
        estate.user_pools("GetTokensFromRefreshToken", &body)
    };
    let new = api::succeeded(&refresh(&first))["AuthenticationResult"].clone();
    assert_ne!(new["RefreshToken"], first);
    let newest = api::succeeded(&refresh(&new["RefreshToken"]))["AuthenticationResult"].clone();
    assert_refused(&refresh(&first), "RefreshTokenReuseException", "Refresh Token has been reused");
    let revoked = "Refresh Token has been revoked";
    assert_refused(&refresh(&newest["RefreshToken"]), "NotAuthorizedException", revoked);
    let user = estate.user_pools("GetUser", &with_token("{}", &newest["AccessToken"]));
    assert_refused(&user, "NotAuthorizedException", "Access Token has been revoked");
}

#[test]
fn a_client_gets_tokens_for_itself_with_scopes_of_resource_servers() {
    let estate = Estate::build();
    let scopes = json!([{"ScopeName": "read", "ScopeDescription": "May read"}]);
    let server = json!({"UserPoolId": estate.pool, "Identifier": "pets", "Name": "Pets", "Scopes": scopes});
    estate.administrator.user_pools("CreateResourceServer", &server);
    let program = json!({
        "UserPoolId": estate.pool, "ClientName": "program", "GenerateSecret": true,
        "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["client_credentials"],
        "AllowedOAuthScopes": ["pets/read"],
    });
    let program = estate.administrator.user_pools("CreateUserPoolClient", &program)["UserPoolClient"].clone();
    let ask = json!({"ClientId": program["ClientId"], "Secret": program["ClientSecret"]});
    let token =
        api::succeeded(&estate.user_pools("GetClientToken", &ask))["ClientAuthenticationResult"].clone();
    assert_eq!((&token["TokenType"], &token["ExpiresIn"]), (&json!("Bearer"), &json!(3_600)));
    let user = estate.user_pools("GetUser", &with_token("{}", &token["AccessToken"]));
    assert_refused(&user, "UserNotFoundException", "User does not exist.");
}
