//! The modules of `OpenID`'s `oidcc-basic-certification-test-plan`, each by its name: what they ask of a provider, asked of this one in process.
//!
//! What the plan lets a provider leave out (request objects, an address scope that is not advertised) is left out, and said. Where Cognito's
//! own ways fail a module, the pool has the tag `recognito:oidc` = `strict`.

mod codes;
mod prompts;
mod requests;
mod scopes;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use crypto::jwt::{Jwk, VerifyingKey, peek};
use serde_json::{Value, json};

use super::{
    CALLBACK, authorize,
    browser::{Browser, SITE, told},
};
use crate::{
    desk::{Answer, Caller, Request, Sheet, text, unwritten, with},
    user_pools::{PASSWORD, People},
};

const FORM: &str = "application/x-www-form-urlencoded";

/// A provider, and a client with a secret that the plan tests it by.
struct Plan<'a> {
    sheet: &'a Sheet,
    people: People<'a>,
    client: String,
    secret: String,
}

/// Runs a module of the plan.
fn module(run: impl AsyncFnOnce(&Plan<'_>)) {
    unwritten(async |sheet: &Sheet| {
        let strict = json!({ "UserPoolTags": { "recognito:oidc": "strict" } });
        let settings = json!({
            "GenerateSecret": true,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid", "email", "phone", "profile"],
        });
        let people = super::people(sheet, strict, settings).await;
        let described = json!({ "UserPoolId": people.pool, "ClientId": people.client });
        let described = sheet.ask("cognito-idp:DescribeUserPoolClient", described).await;
        let secret = text(&described["UserPoolClient"]["ClientSecret"]);
        let plan = Plan { sheet, client: people.client.clone(), secret, people };
        plan.make_ada().await;
        run(&plan).await;
    });
}

impl<'a> Plan<'a> {
    /// A user with every claim of the scopes.
    async fn make_ada(&self) {
        let attributes = [
            ("email", "ada@example.com"),
            ("email_verified", "true"),
            ("phone_number", "+12025550100"),
            ("phone_number_verified", "true"),
            ("name", "Ada Lovelace"),
            ("family_name", "Lovelace"),
            ("given_name", "Ada"),
            ("middle_name", "Byron"),
            ("nickname", "Countess"),
            ("preferred_username", "countess"),
            ("profile", "https://ada.example/about"),
            ("picture", "https://ada.example/ada.png"),
            ("website", "https://ada.example"),
            ("gender", "female"),
            ("birthdate", "1815-12-10"),
            ("zoneinfo", "Europe/London"),
            ("locale", "en-GB"),
            ("address", "12 St James's Square, London"),
        ];
        let attributes = attributes.map(|(name, value)| json!({ "Name": name, "Value": value }));
        self.make("ada", &json!(attributes)).await;
    }

    /// A user with a password.
    async fn make(&self, name: &str, attributes: &Value) {
        let user = self.people.user(name);
        let made = json!({ "UserAttributes": attributes, "MessageAction": "SUPPRESS" });
        self.sheet.ask("cognito-idp:AdminCreateUser", with(&user, made)).await;
        let password = json!({ "Password": PASSWORD, "Permanent": true });
        self.sheet.ask("cognito-idp:AdminSetUserPassword", with(&user, password)).await;
    }

    /// The address of an authorize request of the plan's client.
    fn address(&self, parameters: &[(&str, &str)]) -> String {
        authorize(&self.client, parameters)
    }

    /// Signs ada in on the page that a browser is at; gives what the client is told.
    async fn sign_in(&self, browser: &mut Browser<'_>) -> Told {
        assert_eq!(browser.path(), "/login", "{}", browser.page.body);
        let back = browser.send_form("/login", &[("username", "ada"), ("password", PASSWORD)]).await;
        Told::of(back)
    }

    /// The same in a new browser, by a request of these parameters; gives the browser too.
    async fn signed_in(&self, parameters: &[(&str, &str)]) -> (Told, Browser<'a>) {
        let mut browser = Browser::new(self.sheet);
        assert_eq!(browser.open(&self.address(parameters)).await, None, "the user is asked");
        (self.sign_in(&mut browser).await, browser)
    }

    /// Tokens by a request of these parameters.
    async fn tokens(&self, parameters: &[(&str, &str)]) -> Tokens {
        let (told, _) = self.signed_in(parameters).await;
        self.redeem(&told.code()).await
    }

    /// The tokens of a code, by `client_secret_basic`.
    async fn redeem(&self, code: &str) -> Tokens {
        let answer = self.token(&redemption(code)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.json()["token_type"], "Bearer");
        Tokens(answer.json())
    }

    async fn token(&self, fields: &[(&str, &str)]) -> Answer {
        let basic = STANDARD.encode(format!("{}:{}", self.client, self.secret));
        self.post("/oauth2/token", Some(&format!("Basic {basic}")), fields).await
    }

    async fn post(&self, path: &str, authorization: Option<&str>, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut request = Request::plain("POST", &format!("{SITE}{path}"), &body).with("content-type", FORM);
        if let Some(authorization) = authorization {
            request = request.with("authorization", authorization);
        }
        self.send(request).await
    }

    async fn send(&self, request: Request) -> Answer {
        self.sheet.desk.send_as(request, "", &Caller::Nobody).await
    }

    /// What the provider says of ada, by `GET` with the token in a header.
    async fn user_info(&self, tokens: &Tokens) -> Value {
        let request = Request::plain("GET", &format!("{SITE}/oauth2/userInfo"), "");
        told_of_user(&self.send(request.with("authorization", &tokens.bearer())).await)
    }

    /// The claims of an ID token, which is verified as the plan does: by the published keys, against issuer, client and time.
    async fn verified(&self, tokens: &Tokens) -> Value {
        let document = async |path: &str| {
            let path = format!("/{}/.well-known/{path}", self.people.pool);
            self.send(Request::plain("GET", &path, "")).await.json()
        };
        let (configuration, keys) = (document("openid-configuration").await, document("jwks.json").await);
        let token = text(&tokens.0["id_token"]);
        let (kid, _) = peek::<Value>(&token).unwrap();
        let jwk = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == json!(kid)).unwrap();
        let jwk: Jwk = serde_json::from_value(jwk.clone()).unwrap();
        let claims: Value = VerifyingKey::new(&jwk).unwrap().verify(&token).unwrap();
        assert_eq!((&claims["iss"], &claims["aud"]), (&configuration["issuer"], &json!(self.client)));
        let now = self.sheet.desk.house.now().seconds();
        let (issued, expires) = (claims["iat"].as_i64().unwrap(), claims["exp"].as_i64().unwrap());
        assert!(issued <= now && now < expires, "{claims}");
        let at_hash = crypto::jwt::hash_of_token(&tokens.access());
        assert!(claims.get("at_hash").is_none_or(|told| *told == json!(at_hash)), "{claims}");
        assert!(claims["sub"].as_str().is_some_and(|sub| !sub.is_empty() && sub.len() <= 255));
        claims
    }
}

/// What a client is told at its callback.
struct Told(std::collections::BTreeMap<String, String>);

impl Told {
    #[track_caller]
    fn of(back: Option<String>) -> Self {
        let back = back.expect("the client is told");
        assert!(back.starts_with(CALLBACK), "{back}");
        Self(told(&back))
    }

    /// The code, which comes with the `state` of the request.
    #[track_caller]
    fn code(&self) -> String {
        assert_eq!(self.0.get("state").map(String::as_str), Some("a b+c&d=ä"));
        assert!(!self.0.contains_key("error"), "{:?}", self.0);
        self.0["code"].clone()
    }

    /// The error, likewise.
    #[track_caller]
    fn error(&self) -> &str {
        assert_eq!(self.0.get("state").map(String::as_str), Some("a b+c&d=ä"));
        assert!(!self.0.contains_key("code"), "{:?}", self.0);
        &self.0["error"]
    }
}

/// What the token endpoint answers.
struct Tokens(Value);

impl Tokens {
    fn access(&self) -> String {
        text(&self.0["access_token"])
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.access())
    }

    fn claims(&self) -> Value {
        super::claims(&self.0["id_token"])
    }
}

fn redemption(code: &str) -> [(&str, &str); 3] {
    [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)]
}

/// The claims of an answer about a user.
#[track_caller]
fn told_of_user(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.header("content-type").is_some_and(|kind| kind.starts_with("application/json")));
    answer.json()
}
