//! Forms and parameters of authorize requests.

use super::{Browser, FORM, Request, SITE, Told, module, told};

/// `oidcc-ensure-request-without-nonce-succeeds-for-code-flow`
#[test]
fn oidcc_ensure_request_without_nonce_succeeds_for_code_flow() {
    module(async |plan| {
        let tokens = plan.tokens(&[("nonce", "")]).await;
        assert!(plan.verified(&tokens).await.get("nonce").is_none());
    });
}

/// A parameter that may be left without effect does no harm.
fn does_no_harm(parameters: &'static [(&'static str, &'static str)]) {
    module(async |plan| {
        plan.verified(&plan.tokens(parameters).await).await;
    });
}

/// `oidcc-display-page`
#[test]
fn oidcc_display_page() {
    does_no_harm(&[("display", "page")]);
}

/// `oidcc-display-popup`
#[test]
fn oidcc_display_popup() {
    does_no_harm(&[("display", "popup")]);
}

/// `oidcc-ensure-request-with-unknown-parameter-succeeds`
#[test]
fn oidcc_ensure_request_with_unknown_parameter_succeeds() {
    does_no_harm(&[("extra", "foobar")]);
}

/// `oidcc-login-hint`: the page has the name.
#[test]
fn oidcc_login_hint() {
    module(async |plan| {
        let mut browser = Browser::new(plan.sheet);
        browser.open(&plan.address(&[("login_hint", "buffy@example.com")])).await;
        assert!(browser.page.body.contains(r#"value="buffy@example.com""#), "{}", browser.page.body);
        plan.sign_in(&mut browser).await.code();
    });
}

/// `oidcc-ui-locales`: the page is in the first language that it knows.
#[test]
fn oidcc_ui_locales() {
    module(async |plan| {
        let mut browser = Browser::new(plan.sheet);
        browser.open(&plan.address(&[("ui_locales", "se de")])).await;
        assert!(browser.page.body.contains(r#"lang="de""#), "{}", browser.page.body);
        plan.sign_in(&mut browser).await.code();
    });
}

/// `oidcc-claims-locales`
#[test]
fn oidcc_claims_locales() {
    does_no_harm(&[("claims_locales", "se")]);
}

/// `oidcc-ensure-request-with-acr-values-succeeds`
#[test]
fn oidcc_ensure_request_with_acr_values_succeeds() {
    does_no_harm(&[("acr_values", "1 2")]);
}

/// `oidcc-ensure-post-request-succeeds`: the request comes as a form.
#[test]
fn oidcc_ensure_post_request_succeeds() {
    module(async |plan| {
        let address = plan.address(&[]);
        let (_, query) = address.split_once('?').unwrap();
        let request = Request::plain("POST", &format!("{SITE}/oauth2/authorize"), query);
        let answer = plan.send(request.with("content-type", FORM)).await;
        let page = answer.header("location").unwrap_or_else(|| panic!("{} {}", answer.status, answer.body));
        let mut browser = Browser::new(plan.sheet);
        assert_eq!(browser.open(page).await, None);
        let told = plan.sign_in(&mut browser).await;
        plan.verified(&plan.redeem(&told.code()).await).await;
    });
}

/// A request object, unsigned.
const REQUEST: &str = "eyJhbGciOiJub25lIn0.eyJzY29wZSI6Im9wZW5pZCJ9.";

/// `oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported`
#[test]
fn oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported() {
    module(async |plan| {
        let mut browser = Browser::new(plan.sheet);
        let back = browser.open(&plan.address(&[("request", REQUEST)])).await;
        assert_eq!(Told::of(back).error(), "request_not_supported");
    });
}

/// `oidcc-ensure-request-object-with-redirect-uri`: an address in a request object is not read.
#[test]
fn oidcc_ensure_request_object_with_redirect_uri() {
    module(async |plan| {
        let mut browser = Browser::new(plan.sheet);
        let elsewhere = plan.address(&[("request", REQUEST), ("redirect_uri", "https://evil.example")]);
        assert_eq!(browser.open(&elsewhere).await, None, "nothing is told elsewhere");
        let back = browser.open(&plan.address(&[("request", REQUEST)])).await.unwrap();
        assert_eq!(told(&back)["error"], "request_not_supported");
    });
}
