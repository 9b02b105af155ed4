//! The endpoints of a pool's domain that programs call: what each answers, as snapshots.

mod clients;
mod discovery;
mod domains;
mod programs;
mod refresh;
mod revocation;
mod user_info;

use app::testing::InProcess;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{
    desk::{Answer, Desk, Request, Sheet, encoded, of_requests, text},
    user_pools::{People, custom_auth::functions},
};

/// The headers of answers that are written down.
const HEADERS: [&str; 6] =
    ["allow", "cache-control", "content-type", "pragma", "www-authenticate", "access-control-allow-origin"];
const FORM: &str = "application/x-www-form-urlencoded";

/// Runs a scenario, which is compared with the file of this name.
fn of(name: &str, scenario: impl AsyncFnOnce(&Sheet)) {
    of_requests("oauth2", name, async || Desk::of(InProcess::start().await), scenario);
}

/// A request to an endpoint of the domain `people`, by path.
struct Call<'a> {
    sheet: &'a Sheet,
    method: &'static str,
    path: String,
    host: Option<&'a str>,
    headers: Vec<(&'a str, String)>,
    /// How the headers are written down.
    shown: Vec<String>,
    body: String,
}

impl<'a> Call<'a> {
    fn new(sheet: &'a Sheet, method: &'static str, endpoint: &str) -> Self {
        let path = format!("/d/people/oauth2/{endpoint}");
        let (headers, shown, body) = (Vec::new(), Vec::new(), String::new());
        Self { sheet, method, path, host: None, headers, shown, body }
    }

    /// A posted form.
    fn form(sheet: &'a Sheet, endpoint: &str, parameters: &[(&str, &str)]) -> Self {
        let parameter = |(name, value): &(&str, &str)| format!("{name}={}", encoded(value));
        let body = parameters.iter().map(parameter).collect::<Vec<_>>().join("&");
        Self { body, ..Self::new(sheet, "POST", endpoint).header("content-type", FORM) }
    }

    fn header(mut self, name: &'a str, value: &str) -> Self {
        self.shown.push(format!("{name}: {value}"));
        self.headers.push((name, value.to_owned()));
        self
    }

    fn basic(mut self, id: &str, secret: &str) -> Self {
        self.shown.push(format!("authorization: Basic of {id}:{secret}"));
        self.headers.push(("authorization", format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))));
        self
    }

    fn at_host(self, host: &'a str) -> Self {
        Self { host: Some(host), path: self.path.replace("/d/people", ""), ..self }.header("host", host)
    }

    async fn send(self, title: &str) -> Answer {
        let shown =
            self.shown.iter().filter(|shown| !shown.ends_with(FORM)).map(|shown| format!("\n{shown}"));
        let mut shown = format!("{} {}{}", self.method, self.path, shown.collect::<String>());
        if !self.body.is_empty() {
            shown = format!("{shown}\n{}", self.body);
        }
        let mut request = Request::plain(self.method, &self.path, &self.body);
        for (name, value) in self.headers.iter().filter(|(name, _)| *name != "host") {
            request = request.with(name, value);
        }
        if let Some(host) = self.host {
            request = request.at_host(host);
        }
        self.sheet.request(title, &shown, request, &HEADERS).await
    }

    async fn good(self, title: &str) -> Value {
        let answer = self.send(title).await;
        assert_eq!(answer.status, 200, "{title}: {}", answer.body);
        answer.json()
    }

    async fn refused(self, title: &str) {
        let answer = self.send(title).await;
        assert_ne!(answer.status, 200, "{title}: {}", answer.body);
    }
}

/// A pool with the domain `people`.
async fn people(sheet: &Sheet) -> People<'_> {
    people_with(sheet, json!({})).await
}

/// The same with other settings.
async fn people_with(sheet: &Sheet, settings: Value) -> People<'_> {
    let people = People::with(sheet, settings, json!({})).await;
    let domain = json!({ "UserPoolId": people.pool, "Domain": "people" });
    sheet.ask("cognito-idp:CreateUserPoolDomain", domain).await;
    people
}

/// A pool with the domain `people`, whose function changes what tokens say.
async fn people_with_function<'a>(sheet: &'a Sheet, version: &str, answer: Value) -> People<'a> {
    let arn = functions(&["PreTokenGeneration"])["LambdaConfig"]["PreTokenGeneration"].clone();
    let config = json!({ "PreTokenGenerationConfig": { "LambdaArn": arn, "LambdaVersion": version } });
    sheet.desk.house.functions.on("PreTokenGeneration", move |_| Ok(answer.clone()));
    people_with(sheet, json!({ "LambdaConfig": config })).await
}

/// What a function answers so that access tokens have these scopes instead of their own.
fn with_scopes(scopes: &[&str]) -> Value {
    let changes = json!({ "scopesToAdd": scopes, "scopesToSuppress": ["aws.cognito.signin.user.admin"] });
    json!({ "claimsAndScopeOverrideDetails": { "accessTokenGeneration": changes } })
}

/// The refresh token of a user who joins and signs in.
async fn refresh_token(people: &People<'_>, name: &str) -> String {
    text(&people.member(name).await["RefreshToken"])
}
