//! Identity providers that answer with a code, against a small real one on a loopback socket, which is as honest as a test wants.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use outward::code_providers::{HttpCodeProviders, SocialAddresses};
use ports::federation::{
    CodeAnswer, CodeEndpoints, CodeProvider, CodeProviderKind, CodeProviders, CodeRequest, Endpoint,
    ForeignUser, ProviderFault, Untrue,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};

const NOW: i64 = 1_772_366_400;

/// What a path answers.
#[derive(Clone)]
enum Says {
    /// This status and body.
    This(&'static str, String),
    /// Somewhere else.
    Redirect(String),
    /// Nothing, for ever.
    Nothing,
}

/// A provider, and what it was asked.
struct Provider {
    /// `host:port`
    host: String,
    key: EcdsaKeyPair,
    says: Arc<Mutex<BTreeMap<String, Says>>>,
    asked: Arc<Mutex<Vec<(String, String)>>>,
}

impl Provider {
    /// One that says what an honest provider says.
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let says = Arc::<Mutex<BTreeMap<String, Says>>>::default();
        let asked = Arc::<Mutex<Vec<(String, String)>>>::default();
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let provider = Self { host, key, says: Arc::clone(&says), asked: Arc::clone(&asked) };
        provider.say_json("/.well-known/openid-configuration", &provider.document());
        provider.say_json("/jwks", &provider.keys("k"));
        provider.say_json("/me", &json!({ "sub": "1", "email": "ada@example.com", "groups": ["a", "b"] }));
        provider.say_token(&provider.claims());
        tokio::spawn(async move {
            loop {
                let socket = BufReader::new(listener.accept().await.unwrap().0);
                tokio::spawn(answer(socket, Arc::clone(&says), Arc::clone(&asked)));
            }
        });
        provider
    }

    fn issuer(&self) -> String {
        format!("http://{}", self.host)
    }

    fn document(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer());
        json!({
            "issuer": self.issuer(),
            "authorization_endpoint": at("/authorize?tenant=a"),
            "token_endpoint": at("/token"),
            "userinfo_endpoint": at("/me"),
            "jwks_uri": at("/jwks"),
        })
    }

    fn keys(&self, kid: &str) -> Value {
        let point = self.key.public_key().as_ref();
        let (x, y) = point[1..].split_at(32);
        json!({ "keys": [
            { "kty": "oct", "kid": "secret", "k": "AAAA" },
            { "kty": "EC", "crv": "P-256", "kid": kid, "use": "sig",
              "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y) },
        ] })
    }

    fn claims(&self) -> Value {
        json!({
            "iss": self.issuer(), "aud": "app", "sub": "1", "nonce": "n", "iat": NOW, "exp": NOW + 60,
            "name": "Ada", "acr": "two",
        })
    }

    fn say(&self, path: &str, says: Says) {
        self.says.lock().unwrap().insert(path.to_owned(), says);
    }

    fn say_json(&self, path: &str, value: &Value) {
        self.say(path, Says::This("200 OK", value.to_string()));
    }

    fn token(&self, kid: &str, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&json!({ "alg": "ES256", "kid": kid })), part(claims));
        let signature = self.key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn say_token(&self, claims: &Value) {
        let token = self.token("k", claims);
        self.say_json("/token", &json!({ "access_token": "at", "id_token": token, "expires_in": 60 }));
    }

    fn oidc(&self) -> CodeProvider {
        CodeProvider {
            name: "Work".to_owned(),
            client_id: "app".to_owned(),
            scopes: "openid email".to_owned(),
            claims: vec!["email".to_owned()],
            kind: CodeProviderKind::Oidc {
                issuer: self.issuer(),
                client_secret: Some("s3cret".to_owned()),
                posts_user_info: false,
                names_claims: false,
                endpoints: CodeEndpoints::default(),
            },
        }
    }

    fn adapter(&self) -> HttpCodeProviders {
        HttpCodeProviders::new(std::slice::from_ref(&self.host), SocialAddresses::default()).unwrap()
    }

    async fn user(&self) -> Result<ForeignUser, ProviderFault> {
        self.adapter().user(&self.oidc(), &brought()).await
    }

    async fn untrue(&self) -> String {
        match self.user().await {
            Err(ProviderFault::Untrue(why)) => why.to_string(),
            other => panic!("{other:?}"),
        }
    }

    fn asked_for(&self, path: &str) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .filter(|(head, _)| head.contains(path))
            .map(|(head, body)| format!("{head}{body}"))
            .collect()
    }
}

async fn answer(
    mut socket: BufReader<tokio::net::TcpStream>,
    says: Arc<Mutex<BTreeMap<String, Says>>>,
    asked: Arc<Mutex<Vec<(String, String)>>>,
) {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if socket.read_line(&mut head).await.unwrap_or(0) == 0 {
            return;
        }
    }
    let lower = head.to_ascii_lowercase();
    let length = lower.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next());
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    socket.read_exact(&mut body).await.unwrap();
    let path = head.split(' ').nth(1).unwrap().split('?').next().unwrap().to_owned();
    asked.lock().unwrap().push((head, String::from_utf8(body).unwrap()));
    let said = says.lock().unwrap().get(&path).cloned();
    let written = match said {
        Some(Says::This(status, body)) => written(status, "", &body),
        Some(Says::Redirect(to)) => written("302 Found", &format!("location: {to}\r\n"), ""),
        Some(Says::Nothing) => return std::future::pending().await,
        None => written("404 Not Found", "", ""),
    };
    let _ = socket.write_all(written.as_bytes()).await;
}

fn written(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}")
}

fn brought() -> CodeAnswer {
    CodeAnswer {
        code: "c&1".to_owned(),
        issuer: None,
        user: None,
        nonce: "n".to_owned(),
        verifier: "v".to_owned(),
        redirect_uri: "https://people.example/oauth2/idpresponse".to_owned(),
        max_age_seconds: None,
        now_seconds: NOW,
    }
}

fn request() -> CodeRequest {
    CodeRequest {
        state: "s".to_owned(),
        nonce: "n".to_owned(),
        verifier: "v".to_owned(),
        redirect_uri: "https://people.example/oauth2/idpresponse".to_owned(),
        prompt: Some("login".to_owned()),
        max_age_seconds: Some(60),
        login_hint: Some("ada".to_owned()),
    }
}

#[tokio::test]
async fn a_browser_is_sent_with_state_nonce_and_the_digest_of_a_verifier() {
    let provider = Provider::start().await;
    let to = provider.adapter().begin(&provider.oidc(), &request()).await.unwrap();
    let (at, query) = to.split_once('?').unwrap();
    assert_eq!(at, format!("{}/authorize", provider.issuer()));
    for told in [
        "tenant=a",
        "client_id=app",
        "response_type=code",
        "scope=openid+email",
        "state=s",
        "nonce=n",
        // The SHA-256 digest of "v".
        "code_challenge=TJRIXgwhrmxBzh3-e2v6zupato5AokdvUCCOUm9QYIA",
        "code_challenge_method=S256",
        "prompt=login",
        "max_age=60",
        "login_hint=ada",
        "redirect_uri=https%3A%2F%2Fpeople.example%2Foauth2%2Fidpresponse",
    ] {
        assert!(query.split('&').any(|part| part == told), "{told}: {query}");
    }
}

#[tokio::test]
async fn a_user_is_who_the_signed_token_says_with_the_claims_of_both_parts() {
    let provider = Provider::start().await;
    let user = provider.user().await.unwrap();
    assert_eq!((&*user.subject, user.acr.as_deref()), ("1", Some("two")));
    let claim = |name: &str| user.claims.get(name).map(String::as_str);
    assert_eq!((claim("email"), claim("name")), (Some("ada@example.com"), Some("Ada")));
    assert_eq!((claim("groups"), claim("access_token")), (Some("[a, b]"), Some("at")));
    assert_eq!(user.parts["tokenResponse"]["expires_in"], "60");
    assert_eq!(
        (&user.parts["idToken"]["name"], &user.parts["userInfo"]["sub"]),
        (&json!("Ada"), &json!("1"))
    );
    let redeemed = provider.asked_for("POST /token").remove(0);
    for told in ["grant_type=authorization_code", "code=c%261", "client_secret=s3cret", "code_verifier=v"] {
        assert!(redeemed.contains(told), "{told}: {redeemed}");
    }
    assert!(provider.asked_for("GET /me")[0].to_ascii_lowercase().contains("authorization: bearer at"));
}

#[tokio::test]
async fn a_token_that_is_not_true_of_this_sign_in_is_not_taken() {
    let provider = Provider::start().await;
    for (claim, value, why) in [
        ("iss", json!("https://evil.example"), "Bad id_token issuer."),
        ("aud", json!("other"), "Bad id_token audience."),
        ("nonce", json!("m"), "Bad id_token nonce."),
        ("exp", json!(NOW - 301), "The id_token has expired."),
        ("iat", json!(NOW - 301), "The id_token was not issued just now."),
        ("sub", json!("2"), "The user info is about another user than the id_token."),
    ] {
        let mut claims = provider.claims();
        claims[claim] = value;
        provider.say_token(&claims);
        assert_eq!(provider.untrue().await, why, "{claim}");
    }
    provider.say_json("/token", &json!({ "access_token": "at" }));
    assert_eq!(provider.untrue().await, "There is no id_token.");
}

#[tokio::test]
async fn a_token_of_another_key_or_of_none_is_not_taken() {
    let (provider, other) = (Provider::start().await, Provider::start().await);
    let forged = other.token("k", &provider.claims());
    provider.say_json("/token", &json!({ "access_token": "at", "id_token": forged }));
    assert_eq!(provider.untrue().await, "The signature of the id_token is not right.");
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = provider.claims();
    for alg in ["none", "HS256"] {
        let token = format!("{}.{}.", part(&json!({ "alg": alg, "kid": "k" })), part(&claims));
        provider.say_json("/token", &json!({ "access_token": "at", "id_token": token }));
        let why = provider.untrue().await;
        assert!(why.starts_with("The id_token is"), "{alg}: {why}");
    }
}

#[tokio::test]
async fn keys_are_read_again_for_a_name_that_is_new_and_not_for_every_token() {
    let provider = Provider::start().await;
    let adapter = provider.adapter();
    assert!(adapter.user(&provider.oidc(), &brought()).await.is_ok());
    assert!(adapter.user(&provider.oidc(), &brought()).await.is_ok());
    assert_eq!(provider.asked_for("/jwks").len(), 1);
    assert_eq!(provider.asked_for("/.well-known").len(), 1);
    let token = provider.token("another", &provider.claims());
    provider.say_json("/token", &json!({ "access_token": "at", "id_token": token }));
    for _ in 0..3 {
        let why = adapter.user(&provider.oidc(), &brought()).await;
        assert!(matches!(why, Err(ProviderFault::Untrue(_))), "{why:?}");
    }
    assert_eq!(provider.asked_for("/jwks").len(), 1, "they were read less than a minute ago");
    let fresh = provider.adapter();
    provider.say_json("/jwks", &provider.keys("another"));
    assert!(fresh.user(&provider.oidc(), &brought()).await.is_ok());
}

#[tokio::test]
async fn an_answer_of_another_issuer_is_a_mix_up() {
    let provider = Provider::start().await;
    let answer = |issuer: &str| CodeAnswer { issuer: Some(issuer.to_owned()), ..brought() };
    let adapter = provider.adapter();
    let mixed = adapter.user(&provider.oidc(), &answer("https://evil.example")).await;
    assert_eq!(mixed, Err(ProviderFault::Untrue(Untrue::AnswerIssuer)));
    assert!(provider.asked_for("/token").is_empty(), "the code is not shown to it");
    assert!(adapter.user(&provider.oidc(), &answer(&provider.issuer())).await.is_ok());
    let mut document = provider.document();
    document["authorization_response_iss_parameter_supported"] = json!(true);
    provider.say_json("/.well-known/openid-configuration", &document);
    assert_eq!(provider.untrue().await, "The answer is of another issuer.");
    document["issuer"] = json!("https://evil.example");
    provider.say_json("/.well-known/openid-configuration", &document);
    assert_eq!(provider.untrue().await, "The discovery document is of another issuer.");
}

#[tokio::test]
async fn a_provider_that_redirects_or_floods_or_is_somewhere_private_is_not_followed() {
    let provider = Provider::start().await;
    provider.say("/token", Says::Redirect(format!("{}/elsewhere", provider.issuer())));
    let status = ProviderFault::Status { endpoint: Endpoint::Token, status: 302, error: None };
    assert_eq!(provider.user().await, Err(status));
    assert!(provider.asked_for("/elsewhere").is_empty());
    provider.say("/token", Says::This("200 OK", "x".repeat(1 << 20)));
    assert_eq!(provider.user().await, Err(ProviderFault::Unreadable(Endpoint::Token)));
    provider.say("/token", Says::This("400 Bad Request", json!({ "error": "invalid_grant" }).to_string()));
    let error = Some("invalid_grant".to_owned());
    let status = ProviderFault::Status { endpoint: Endpoint::Token, status: 400, error };
    assert_eq!(provider.user().await, Err(status));
    provider.say("/token", Says::This("200 OK", "[]".to_owned()));
    assert_eq!(provider.user().await, Err(ProviderFault::Unreadable(Endpoint::Token)));
    let stranger = HttpCodeProviders::new(&[], SocialAddresses::default()).unwrap();
    let private = stranger.user(&provider.oidc(), &brought()).await;
    assert_eq!(private, Err(ProviderFault::Address(Endpoint::Discovery)));
}

#[tokio::test]
async fn a_provider_that_does_not_answer_is_left_after_some_seconds() {
    let provider = Provider::start().await;
    provider.say("/token", Says::Nothing);
    let waited = tokio::time::timeout(Duration::from_secs(8), provider.user()).await.unwrap();
    assert_eq!(waited, Err(ProviderFault::Timeout(Endpoint::Token)));
}

/// A social provider at the double's address.
fn social(provider: &Provider, name: &str, kind: CodeProviderKind) -> (HttpCodeProviders, CodeProvider) {
    let addresses = SocialAddresses::read(&[format!("{name}={}", provider.issuer())]).unwrap();
    let adapter = HttpCodeProviders::new(std::slice::from_ref(&provider.host), addresses).unwrap();
    let claims = vec!["email".to_owned()];
    let (client_id, scopes) = ("app".to_owned(), "email name".to_owned());
    (adapter, CodeProvider { name: name.to_owned(), client_id, scopes, claims, kind })
}

#[tokio::test]
async fn facebook_is_asked_by_get_for_the_fields_that_are_mapped() {
    let provider = Provider::start().await;
    provider.say_json("/v17.0/oauth/access_token", &json!({ "access_token": "at", "token_type": "bearer" }));
    provider.say_json("/v17.0/me", &json!({ "id": "42", "email": "ada@example.com" }));
    let kind = CodeProviderKind::Facebook { client_secret: "s3cret".to_owned(), version: None };
    let (adapter, facebook) = social(&provider, "Facebook", kind);
    let user = adapter.user(&facebook, &brought()).await.unwrap();
    assert_eq!((&*user.subject, &*user.claims["email"]), ("42", "ada@example.com"));
    assert!(provider.asked_for("GET /v17.0/oauth/access_token")[0].contains("client_secret=s3cret"));
    assert!(provider.asked_for("GET /v17.0/me")[0].contains("fields=id%2Cemail"));
}

#[tokio::test]
async fn amazon_names_its_user_by_another_claim() {
    let provider = Provider::start().await;
    provider.say_json("/auth/o2/token", &json!({ "access_token": "at" }));
    provider.say_json("/user/profile", &json!({ "user_id": "amzn1.account.A", "name": "Ada" }));
    let kind = CodeProviderKind::Amazon { client_secret: "s3cret".to_owned() };
    let (adapter, amazon) = social(&provider, "LoginWithAmazon", kind);
    let user = adapter.user(&amazon, &brought()).await.unwrap();
    assert_eq!((&*user.subject, &*user.claims["name"]), ("amzn1.account.A", "Ada"));
}

#[tokio::test]
async fn apple_is_shown_a_signed_secret_and_tells_the_name_beside_the_code() {
    let provider = Provider::start().await;
    let mut claims = provider.claims();
    claims["iss"] = json!("https://appleid.apple.com");
    let token = provider.token("k", &claims);
    provider.say_json("/auth/token", &json!({ "access_token": "at", "id_token": token }));
    provider.say_json("/auth/keys", &provider.keys("k"));
    let ours = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let pkcs8 = base64::engine::general_purpose::STANDARD.encode(ours.to_pkcs8v1().unwrap().as_ref());
    let kind = CodeProviderKind::Apple {
        team_id: "team".to_owned(),
        key_id: "kid".to_owned(),
        private_key: format!("-----BEGIN PRIVATE KEY-----\n{pkcs8}\n-----END PRIVATE KEY-----"),
    };
    let (adapter, apple) = social(&provider, "SignInWithApple", kind);
    let to = adapter.begin(&apple, &request()).await.unwrap();
    assert!(to.contains("response_mode=form_post"), "{to}");
    let told = r#"{"name":{"firstName":"Ada","lastName":"Lovelace"},"email":"eve@example.com"}"#;
    let answer = CodeAnswer { user: Some(told.to_owned()), ..brought() };
    let user = adapter.user(&apple, &answer).await.unwrap();
    assert_eq!((&*user.subject, &*user.claims["name"]), ("1", "Ada Lovelace"));
    assert!(!user.claims.contains_key("email"), "no one has signed it");
    let redeemed = provider.asked_for("POST /auth/token").remove(0);
    assert!(redeemed.contains("client_secret=ey"), "{redeemed}");
}
