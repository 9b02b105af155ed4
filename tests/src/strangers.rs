//! A pool as an unauthenticated client sees it: users, unknown user names, and the public operations.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    ops::Deref,
};

use serde_json::{Value, json};

use crate::{
    api::{self, Administrator, REGION, USER_POOLS, text},
    http::{Answer, Connection, Request},
    server::Server,
    shared::{self, Shared},
};

/// The password of every user here.
pub const PASSWORD: &str = "Analytical-Engine-1843";
/// g^a for a small a: a public number that any client may send.
pub const SRP_A: &str = "2000000000000000000000000000000000000000000000000000000000000000";

/// A pool that verifies e-mail addresses, on the shared server or on one of the test's own, and a client of it.
pub struct Strangers<S = Shared> {
    /// The server.
    pub server: S,
    /// The pool's administrator.
    pub administrator: Administrator,
    /// The pool's id.
    pub pool: String,
    /// The client's id.
    pub client: String,
}

impl Strangers {
    /// On the shared server, over a client that hides which users exist (`ENABLED`), or does not (`LEGACY`).
    pub fn start(prevent_user_existence_errors: &str) -> Self {
        Self::on(shared::server(), prevent_user_existence_errors)
    }
}

impl<S: Deref<Target = Server>> Strangers<S> {
    /// The same on any server.
    pub fn on(server: S, prevent_user_existence_errors: &str) -> Self {
        let administrator = Administrator::of(&server);
        let settings = json!({"PoolName": "strangers", "AutoVerifiedAttributes": ["email"]});
        let pool = text(&administrator.user_pools("CreateUserPool", &settings)["UserPool"]["Id"]);
        let mut strangers = Self { server, administrator, pool, client: String::new() };
        let settings = json!({"PreventUserExistenceErrors": prevent_user_existence_errors});
        strangers.client = text(&strangers.make_client(&settings)["ClientId"]);
        strangers
    }

    /// Makes another client of the pool, with all flows unless `settings` say otherwise; gives how it is described.
    #[track_caller]
    pub fn make_client(&self, settings: &Value) -> Value {
        let mut client = json!({
            "UserPoolId": self.pool,
            "ClientName": "strangers",
            "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        });
        for (name, value) in settings.as_object().unwrap() {
            client[name] = value.clone();
        }
        self.administrator.user_pools("CreateUserPoolClient", &client)["UserPoolClient"].clone()
    }

    /// Gives the pool a domain whose prefix no other pool of the server has; gives the prefix.
    #[track_caller]
    pub fn make_domain(&self) -> String {
        let name: String = self.pool.chars().filter(char::is_ascii_alphanumeric).collect();
        let prefix = name.to_lowercase();
        self.administrator
            .user_pools("CreateUserPoolDomain", &json!({"UserPoolId": self.pool, "Domain": prefix}));
        prefix
    }

    /// The address of a user, which no other pool knows: the outbox is one for all.
    pub fn email(&self, name: &str) -> String {
        let pool: String = self.pool.chars().filter(char::is_ascii_alphanumeric).collect();
        format!("{name}@l{}.example", pool.to_lowercase())
    }

    /// A telephone number of a user, which no other pool knows, for the same reason.
    pub fn phone(&self, name: &str) -> String {
        let mut hasher = DefaultHasher::new();
        (&self.pool, name).hash(&mut hasher);
        format!("+1555{:07}", hasher.finish() % 10_000_000)
    }

    /// Makes a confirmed user with a verified address.
    #[track_caller]
    pub fn confirmed(&self, name: &str) {
        let email = self.email(name);
        let attributes =
            json!([{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]);
        let user = json!({
            "UserPoolId": self.pool,
            "Username": name,
            "MessageAction": "SUPPRESS",
            "UserAttributes": attributes,
        });
        self.administrator.user_pools("AdminCreateUser", &user);
        let password =
            json!({"UserPoolId": self.pool, "Username": name, "Password": PASSWORD, "Permanent": true});
        self.administrator.user_pools("AdminSetUserPassword", &password);
    }

    /// What a script of `tests/clients` has to know to act as this user.
    pub fn context(&self, name: &str) -> Value {
        json!({
            "pool": self.pool,
            "client": self.client,
            "username": name,
            "password": PASSWORD,
            "email": self.email(name),
            "phone": self.phone(name),
            "outbox": self.server.data().join("outbox"),
            "region": REGION,
        })
    }

    /// Signs a user up, who is sent a code and does not answer it.
    #[track_caller]
    pub fn unconfirmed(&self, name: &str) {
        let email = json!([{"Name": "email", "Value": self.email(name)}]);
        let body = json!({"Username": name, "Password": PASSWORD, "UserAttributes": email});
        api::succeeded(&self.ask("SignUp", body));
    }

    /// Calls a public operation as the client.
    pub fn ask(&self, operation: &str, mut body: Value) -> Answer {
        if body["ClientId"].is_null() {
            body["ClientId"] = json!(self.client);
        }
        let request = Request::json(&format!("{USER_POOLS}.{operation}"), body.to_string());
        Connection::open(self.server.authority()).unwrap().exchange(&request).unwrap()
    }

    /// Signs in by password.
    pub fn sign_in(&self, name: &str, password: &str) -> Answer {
        let parameters = json!({"USERNAME": name, "PASSWORD": password});
        self.ask("InitiateAuth", json!({"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}))
    }

    /// Begins to sign in by SRP.
    pub fn srp(&self, name: &str) -> Answer {
        let parameters = json!({"USERNAME": name, "SRP_A": SRP_A});
        self.ask("InitiateAuth", json!({"AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters}))
    }

    /// Answers the challenge of these parameters with a proof that is well formed and wrong.
    pub fn answer_srp(&self, challenge: &Value) -> Answer {
        let responses = json!({
            "USERNAME": challenge["USER_ID_FOR_SRP"],
            "TIMESTAMP": "Tue Sep 3 04:05:06 UTC 2024",
            "PASSWORD_CLAIM_SIGNATURE": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "PASSWORD_CLAIM_SECRET_BLOCK": challenge["SECRET_BLOCK"],
        });
        let body = json!({"ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses});
        self.ask("RespondToAuthChallenge", body)
    }
}

/// The code and the text of a refusal.
#[track_caller]
pub fn refusal(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, 400, "{}", answer.text());
    let body = answer.json();
    (text(&body["__type"]), text(&body["message"]))
}

/// Panics unless an answer is this refusal.
#[track_caller]
pub fn assert_refused(answer: &Answer, code: &str, message: &str) {
    assert_eq!(refusal(answer), (code.to_owned(), message.to_owned()));
}
