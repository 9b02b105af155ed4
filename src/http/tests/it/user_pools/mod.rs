//! User pools: each operation's calls.

mod admin_sign_in;
mod attributes;
mod auth_events;
pub(crate) mod authenticators;
mod brandings;
mod challenges;
mod classic_styles;
mod client_secrets;
pub(crate) mod client_tokens;
mod clients;
mod compromised;
mod confirmation_links;
mod custom_attributes;
pub(crate) mod custom_auth;
mod custom_functions;
mod custom_interrupted;
mod custom_limits;
pub(crate) mod custom_messages;
pub(crate) mod custom_senders;
mod deliveries;
pub(crate) mod device_sign_in;
pub(crate) mod devices;
mod disabled;
mod domains;
mod groups;
mod identity_providers;
mod imports;
mod links;
mod log_delivery;
mod memberships;
mod message_limits;
pub(crate) mod mfa_config;
pub(crate) mod migration;
mod own_attributes;
mod passkeys;
mod passwordless;
mod passwords;
mod pools;
mod provisioned_limits;
mod rate_limits;
mod replicas;
mod resource_servers;
mod risk;
mod sent_codes;
mod session_rules;
mod sessions;
pub(crate) mod sign_in;
mod sign_in_scenarios;
mod sign_up;
mod signing_keys;
mod tags;
mod terms;
pub(crate) mod threat_protection;
mod token_exchange;
mod tokens;
pub(crate) mod triggers;
mod triggers_late;
mod triggers_of_sign_in;
mod triggers_of_sign_up;
mod triggers_of_tokens;
mod user_auth;
mod users;
mod what_ends;

use serde_json::{Value, json};

use crate::desk::{Sheet, text, with};

/// The password of every user.
pub(crate) const PASSWORD: &str = "Correct-Horse-1";
/// A client id of the right form that no client has.
pub(crate) const UNKNOWN_CLIENT: &str = "00000000000000000000000000";
/// A pool id of the right form that no pool has.
pub(crate) const UNKNOWN_POOL: &str = "us-east-1_000000000";

/// A pool, and a client of it that lets users sign in.
pub(crate) struct People<'a> {
    sheet: &'a Sheet,
    pub(crate) pool: String,
    pub(crate) client: String,
}

impl<'a> People<'a> {
    /// Codes go by mail, and the client hides which users exist.
    pub(crate) async fn new(sheet: &'a Sheet) -> Self {
        Self::with(sheet, json!({}), json!({})).await
    }

    /// The same with other settings of the pool and of the client.
    pub(crate) async fn with(sheet: &'a Sheet, pool: Value, client: Value) -> Self {
        let settings = json!({ "PoolName": "people", "AutoVerifiedAttributes": ["email"] });
        let made = sheet.ask("cognito-idp:CreateUserPool", with(&settings, pool)).await;
        let pool = text(&made["UserPool"]["Id"]);
        let mut people = Self { sheet, pool, client: String::new() };
        people.client = text(&people.client_with(client).await["ClientId"]);
        people
    }

    /// A client with other settings.
    pub(crate) async fn client_with(&self, settings: Value) -> Value {
        let flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
        let usual = json!({
            "UserPoolId": self.pool,
            "ClientName": "web",
            "ExplicitAuthFlows": flows,
            "PreventUserExistenceErrors": "ENABLED",
        });
        let made = self.sheet.ask("cognito-idp:CreateUserPoolClient", with(&usual, settings)).await;
        made["UserPoolClient"].clone()
    }

    /// A client that reveals which users exist; gives its id.
    pub(crate) async fn telling_client(&self) -> String {
        text(&self.client_with(json!({ "PreventUserExistenceErrors": "LEGACY" })).await["ClientId"])
    }

    /// A client with a secret; gives its id and the secret.
    pub(crate) async fn client_and_secret(&self) -> (String, String) {
        let client = self.client_with(json!({ "GenerateSecret": true })).await;
        (text(&client["ClientId"]), text(&client["ClientSecret"]))
    }

    /// The hash of such a client for a user name.
    pub(crate) fn hash(&self, client: &str, secret: &str, username: &str) -> String {
        let hash = crypto::secret_hash::secret_hash(secret, username, client);
        self.sheet.learn(&hash, "SecretHash");
        hash
    }

    /// A client with a secret; gives its id and the hash for a user name.
    pub(crate) async fn secret_client(&self, username: &str) -> (String, String) {
        let (client, secret) = self.client_and_secret().await;
        let hash = self.hash(&client, &secret, username);
        (client, hash)
    }

    /// The input of a sign-up.
    pub(crate) fn applicant(&self, name: &str) -> Value {
        let email = json!({ "Name": "email", "Value": format!("{name}@example.com") });
        json!({ "ClientId": self.client, "Username": name, "Password": PASSWORD, "UserAttributes": [email] })
    }

    /// Signs a user up.
    pub(crate) async fn sign_up(&self, name: &str) {
        self.sheet.ask("cognito-idp:SignUp", self.applicant(name)).await;
    }

    /// Signs a user up and confirms.
    pub(crate) async fn join(&self, name: &str) {
        self.sign_up(name).await;
        let confirm =
            json!({ "ClientId": self.client, "Username": name, "ConfirmationCode": app::testing::CODE });
        self.sheet.ask("cognito-idp:ConfirmSignUp", confirm).await;
    }

    /// An administrator makes a user with a temporary password.
    pub(crate) async fn invite(&self, name: &str) {
        let user = json!({ "UserPoolId": self.pool, "Username": name, "TemporaryPassword": PASSWORD });
        self.sheet.ask("cognito-idp:AdminCreateUser", user).await;
    }

    /// The input that begins a sign-in by password.
    pub(crate) fn by_password(&self, name: &str) -> Value {
        let parameters = json!({ "USERNAME": name, "PASSWORD": PASSWORD });
        json!({ "ClientId": self.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters })
    }

    /// Signs a user in; gives the tokens.
    pub(crate) async fn sign_in(&self, name: &str) -> Value {
        let signed_in = self.sheet.ask("cognito-idp:InitiateAuth", self.by_password(name)).await;
        signed_in["AuthenticationResult"].clone()
    }

    /// A user who joined and signed in; gives the tokens.
    pub(crate) async fn member(&self, name: &str) -> Value {
        self.join(name).await;
        self.sign_in(name).await
    }

    /// A user of the pool, as administrators name one.
    pub(crate) fn user(&self, name: &str) -> Value {
        json!({ "UserPoolId": self.pool, "Username": name })
    }
}

/// For an unknown user the answer names a code's delivery as for a user, and none is sent. The address is made up from the pool's id, so
/// that it is in no snapshot.
async fn simulated(sheet: &Sheet, operation: &str, input: &Value) {
    let sent = sheet.desk.house.outbox.mails().len();
    let answer = sheet.desk.answer(operation, input).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let delivery = &answer.json()["CodeDeliveryDetails"];
    assert_eq!((&delivery["AttributeName"], &delivery["DeliveryMedium"]), (&json!("email"), &json!("EMAIL")));
    assert!(text(&delivery["Destination"]).contains("***@"), "{delivery}");
    assert_eq!(sheet.desk.house.outbox.mails().len(), sent);
}

/// What every operation on a pool refuses.
async fn no_pool(sheet: &Sheet, input: &Value) {
    sheet.refused("the pool is not there", with(input, json!({ "UserPoolId": UNKNOWN_POOL }))).await;
    sheet
        .refused("the pool is of another region", with(input, json!({ "UserPoolId": "eu-west-1_000000000" })))
        .await;
}

/// What every operation on a user refuses.
async fn no_user(sheet: &Sheet, input: &Value) {
    sheet.refused("the user is not there", with(input, json!({ "Username": "nobody" }))).await;
    no_pool(sheet, input).await;
}

/// What every operation with an access token refuses. `people` has a user of this name with these tokens.
async fn no_token(sheet: &Sheet, people: &People<'_>, name: &str, tokens: &Value, input: &Value) {
    let token = |token: &str| with(input, json!({ "AccessToken": token }));
    sheet.refused("nothing is given", json!({})).await;
    sheet.refused("no access token", token("garbage")).await;
    sheet.refused("an ID token", token(&text(&tokens["IdToken"]))).await;
    let mut forged = text(&tokens["AccessToken"]);
    let last = if forged.pop() == Some('A') { 'Q' } else { 'A' };
    forged.replace_range(forged.len() - 8.., "AAAAAAA");
    forged.push(last);
    sheet.learn(&forged, "forged AccessToken");
    sheet.refused("a token that somebody else signed", token(&forged)).await;
    sheet.desk.pass(3_600);
    sheet.refused("an hour later", input.clone()).await;
    let fresh = people.sign_in(name).await;
    let fresh = token(&text(&fresh["AccessToken"]));
    sheet.ask("cognito-idp:AdminUserGlobalSignOut", people.user(name)).await;
    sheet.refused("signed out", fresh.clone()).await;
    sheet.ask("cognito-idp:AdminDeleteUser", people.user(name)).await;
    sheet.refused("the user was deleted", fresh).await;
}
