//! Whether the user is asked again, and who it may be.

use serde_json::json;

use super::{Browser, PASSWORD, Plan, Told, module};

/// A browser in which ada has signed in, and the claims of her ID token.
async fn known<'a>(plan: &Plan<'a>) -> (Browser<'a>, super::Tokens) {
    let (told, browser) = plan.signed_in(&[]).await;
    let tokens = plan.redeem(&told.code()).await;
    (browser, tokens)
}

/// `oidcc-prompt-login`: the user is asked again, and the new ID token says when.
#[test]
fn oidcc_prompt_login() {
    module(async |plan| {
        let (mut browser, first) = known(plan).await;
        plan.sheet.desk.pass(1);
        assert_eq!(browser.open(&plan.address(&[("prompt", "login")])).await, None);
        let again = plan.redeem(&plan.sign_in(&mut browser).await.code()).await;
        let (first, again) = (first.claims(), again.claims());
        assert_eq!(first["sub"], again["sub"]);
        assert!(again["auth_time"].as_i64() > first["auth_time"].as_i64());
    });
}

/// `oidcc-prompt-none-not-logged-in`
#[test]
fn oidcc_prompt_none_not_logged_in() {
    module(async |plan| {
        let mut browser = Browser::new(plan.sheet);
        let told = Told::of(browser.open(&plan.address(&[("prompt", "none")])).await);
        assert_eq!(told.error(), "login_required");
    });
}

/// `oidcc-prompt-none-logged-in`
#[test]
fn oidcc_prompt_none_logged_in() {
    module(async |plan| {
        let (mut browser, first) = known(plan).await;
        plan.sheet.desk.pass(1);
        let told = Told::of(browser.open(&plan.address(&[("prompt", "none")])).await);
        let (first, again) = (first.claims(), plan.redeem(&told.code()).await.claims());
        assert_eq!((&first["sub"], &first["auth_time"]), (&again["sub"], &again["auth_time"]));
    });
}

/// `oidcc-max-age-1`
#[test]
fn oidcc_max_age_1() {
    module(async |plan| {
        let (mut browser, first) = known(plan).await;
        plan.sheet.desk.pass(2);
        assert_eq!(browser.open(&plan.address(&[("max_age", "1")])).await, None, "the user is asked");
        let again = plan.redeem(&plan.sign_in(&mut browser).await.code()).await;
        let (before, after) = (first.claims(), again.claims());
        assert!(after["auth_time"].as_i64() > before["auth_time"].as_i64(), "{before} {after}");
    });
}

/// `oidcc-max-age-10000`: within an hour, after which the pages know no browser any more.
#[test]
fn oidcc_max_age_10000() {
    module(async |plan| {
        let (mut browser, first) = known(plan).await;
        plan.sheet.desk.pass(2);
        let told = Told::of(browser.open(&plan.address(&[("max_age", "10000")])).await);
        assert_eq!(plan.redeem(&told.code()).await.claims()["auth_time"], first.claims()["auth_time"]);
    });
}

/// `oidcc-id-token-hint`
#[test]
fn oidcc_id_token_hint() {
    module(async |plan| {
        let (mut browser, tokens) = known(plan).await;
        let hint = crate::desk::text(&tokens.0["id_token"]);
        let silent = [("prompt", "none"), ("id_token_hint", &*hint)];
        let told = Told::of(browser.open(&plan.address(&silent)).await);
        assert_eq!(plan.redeem(&told.code()).await.claims()["sub"], tokens.claims()["sub"]);
    });
}

/// What the specification says beside the module: no other user is signed in for a hint.
#[test]
fn a_client_that_names_a_user_by_a_hint_gets_no_other() {
    module(async |plan| {
        plan.make("bob", &json!([])).await;
        let (mut browser, tokens) = known(plan).await;
        let hint = crate::desk::text(&tokens.0["id_token"]);
        let as_bob = [("username", "bob"), ("password", PASSWORD)];
        browser.open(&plan.address(&[("prompt", "login")])).await;
        let bob = Told::of(browser.send_form("/login", &as_bob).await);
        bob.code();
        let silent = [("prompt", "none"), ("id_token_hint", &*hint)];
        assert_eq!(Told::of(browser.open(&plan.address(&silent)).await).error(), "login_required");
        assert_eq!(
            browser.open(&plan.address(&[("id_token_hint", &hint)])).await,
            None,
            "bob is known, and not meant"
        );
        assert_eq!(Told::of(browser.send_form("/login", &as_bob).await).error(), "login_required");
        browser.open(&plan.address(&[("id_token_hint", &hint)])).await;
        plan.sign_in(&mut browser).await.code();
        let forged = format!("{}AAAA", &hint[..hint.len() - 4]);
        for wrong in ["garbage", &*forged, &*tokens.access()] {
            let told = Told::of(browser.open(&plan.address(&[("id_token_hint", wrong)])).await);
            assert_eq!(told.error(), "invalid_request", "{wrong}");
        }
        // Hints are good for longer than the tokens themselves.
        plan.sheet.desk.pass(7_200);
        assert_eq!(browser.open(&plan.address(&[("id_token_hint", &hint)])).await, None);
        plan.sign_in(&mut browser).await.code();
    });
}
