//! Codes, tokens, and how clients prove themselves.

use serde_json::json;

use super::{CALLBACK, Told, module, redemption, told_of_user};

/// `oidcc-server`
#[test]
fn oidcc_server() {
    module(async |plan| {
        let tokens = plan.tokens(&[]).await;
        let claims = plan.verified(&tokens).await;
        assert_eq!(claims["nonce"], "n-1");
        assert!(claims["at_hash"].is_string());
        let info = plan.user_info(&tokens).await;
        assert_eq!(info["sub"], claims["sub"], "both say who the user is");
    });
}

/// `oidcc-response-type-missing`
#[test]
fn oidcc_response_type_missing() {
    module(async |plan| {
        let mut browser = super::Browser::new(plan.sheet);
        let told = Told::of(browser.open(&plan.address(&[("response_type", "")])).await);
        assert_eq!(told.error(), "invalid_request");
    });
}

/// `oidcc-userinfo-get`
#[test]
fn oidcc_userinfo_get() {
    module(async |plan| {
        let tokens = plan.tokens(&[]).await;
        assert_eq!(plan.user_info(&tokens).await["sub"], tokens.claims()["sub"]);
    });
}

/// `oidcc-userinfo-post-header`
#[test]
fn oidcc_userinfo_post_header() {
    module(async |plan| {
        let tokens = plan.tokens(&[]).await;
        let answer = plan.post("/oauth2/userInfo", Some(&tokens.bearer()), &[]).await;
        assert_eq!(told_of_user(&answer)["sub"], tokens.claims()["sub"]);
    });
}

/// `oidcc-userinfo-post-body`
#[test]
fn oidcc_userinfo_post_body() {
    module(async |plan| {
        let tokens = plan.tokens(&[]).await;
        let answer = plan.post("/oauth2/userInfo", None, &[("access_token", &tokens.access())]).await;
        assert_eq!(told_of_user(&answer)["sub"], tokens.claims()["sub"]);
    });
}

/// `oidcc-codereuse`
#[test]
fn oidcc_codereuse() {
    module(async |plan| {
        let (told, _) = plan.signed_in(&[]).await;
        plan.redeem(&told.code()).await;
        let again = plan.token(&redemption(&told.code())).await;
        assert_eq!((again.status, again.json()), (400, json!({ "error": "invalid_grant" })));
    });
}

/// `oidcc-codereuse-30seconds`: what the first use has brought ends with the second.
#[test]
fn oidcc_codereuse_30seconds() {
    module(async |plan| {
        let (told, _) = plan.signed_in(&[]).await;
        let tokens = plan.redeem(&told.code()).await;
        plan.sheet.desk.pass(30);
        let again = plan.token(&redemption(&told.code())).await;
        assert_eq!((again.status, again.json()), (400, json!({ "error": "invalid_grant" })));
        let info = plan.post("/oauth2/userInfo", Some(&tokens.bearer()), &[]).await;
        assert_eq!(info.status, 401, "{}", info.body);
    });
}

/// `oidcc-server-client-secret-post`
#[test]
fn oidcc_server_client_secret_post() {
    module(async |plan| {
        let (told, _) = plan.signed_in(&[]).await;
        let code = told.code();
        let by_form = [("client_id", &*plan.client), ("client_secret", &plan.secret)];
        let wrong = [("client_id", &*plan.client), ("client_secret", "another")];
        let refused = plan.post("/oauth2/token", None, &[&redemption(&code)[..], &wrong].concat()).await;
        assert_eq!(refused.json()["error"], "invalid_client");
        let answer = plan.post("/oauth2/token", None, &[&redemption(&code)[..], &by_form].concat()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        plan.verified(&super::Tokens(answer.json())).await;
    });
}

/// `oidcc-refresh-token`: the user and the time of the sign-in stay, and a token of another client is refused.
#[test]
fn oidcc_refresh_token() {
    module(async |plan| {
        let tokens = plan.tokens(&[]).await;
        let refresh = crate::desk::text(&tokens.0["refresh_token"]);
        plan.sheet.desk.pass(1);
        let fields = [("grant_type", "refresh_token"), ("refresh_token", &*refresh)];
        let answer = plan.token(&fields).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let (first, renewed) = (tokens.claims(), plan.verified(&super::Tokens(answer.json())).await);
        for name in ["iss", "sub", "aud", "auth_time"] {
            assert_eq!(first[name], renewed[name], "{name}");
        }
        assert!(renewed["iat"].as_i64() > first["iat"].as_i64());
        let (other, hash) = plan.people.client_and_secret().await;
        let fields = [&fields[..], &[("client_id", &*other), ("client_secret", &*hash)]].concat();
        assert_ne!(plan.post("/oauth2/token", None, &fields).await.status, 200);
    });
}

/// `oidcc-ensure-request-with-valid-pkce-succeeds`
#[test]
fn oidcc_ensure_request_with_valid_pkce_succeeds() {
    module(async |plan| {
        let (verifier, challenge) =
            ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        let (told, _) =
            plan.signed_in(&[("code_challenge", challenge), ("code_challenge_method", "S256")]).await;
        let code = told.code();
        let answer = plan.token(&[&redemption(&code)[..], &[("code_verifier", verifier)]].concat()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    });
}

/// `oidcc-ensure-registered-redirect-uri`: nothing is told to an address that is not the client's.
#[test]
fn oidcc_ensure_registered_redirect_uri() {
    module(async |plan| {
        for address in [&format!("{CALLBACK}&more=1"), "https://app.example/elsewhere"] {
            let mut browser = super::Browser::new(plan.sheet);
            assert_eq!(browser.open(&plan.address(&[("redirect_uri", address)])).await, None, "{address}");
            assert_eq!(browser.page.status, 400, "{}", browser.page.body);
            assert_ne!(browser.path(), "/login");
        }
    });
}
