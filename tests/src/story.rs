//! Ada's story as far as the test and the demo share it: who she is, and what every script of hers is given.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::{
    api::{REGION, text},
    clients, outbox, programs,
    server::Recognito,
};

/// Ada's password.
pub const PASSWORD: &str = "Analytical-Engine-1843";
/// Her address.
pub const EMAIL: &str = "ada@lovelace.example";
/// Her telephone.
pub const PHONE: &str = "+441815551815";

/// A server, and a context that grows with the story.
pub struct Story {
    /// The server that it happens on.
    pub server: Recognito,
    /// What every script is given.
    pub context: Value,
}

impl Story {
    /// On a fresh server, with nothing made yet.
    pub fn begin() -> Self {
        Self::on(Recognito::start(), REGION)
    }

    /// The same in another region, with an administrator's key that the server is given.
    pub fn begin_in(region: &str, access_key_id: &str, secret: &str) -> Self {
        let key =
            [("RECOGNITO_ADMIN_ACCESS_KEY_ID", access_key_id), ("RECOGNITO_ADMIN_SECRET_ACCESS_KEY", secret)];
        Self::on(Recognito::start_configured(&[], &key), region)
    }

    fn on(server: Recognito, region: &str) -> Self {
        let context = json!({
            "username": "ada", "password": PASSWORD, "email": EMAIL, "phone": PHONE, "name": "Ada Lovelace", "region": region,
        });
        Self { server, context }
    }

    /// The region that everything is made in.
    pub fn region(&self) -> String {
        text(&self.context["region"])
    }

    /// Runs a script of `tests/clients`; gives its answer.
    #[track_caller]
    pub fn tell(&self, script: &str) -> Value {
        clients::run(&self.server, script, &self.context)
    }

    /// Gives the value to the scripts that follow.
    pub fn remember(&mut self, key: &str, value: &Value) {
        self.context[key] = value.clone();
    }

    /// Takes over what an answer holds under these keys.
    pub fn remember_all(&mut self, answer: &Value, keys: &[&str]) {
        for key in keys {
            self.remember(key, &answer[*key]);
        }
    }

    /// Waits for the code that was mailed to Ada.
    #[track_caller]
    pub fn read_mail(&mut self) {
        let code = outbox::code(&self.server.data(), EMAIL);
        self.remember("code", &json!(code));
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.server.data()
    }

    /// The user pool's id, which names its ledger too.
    pub fn pool(&self) -> String {
        text(&self.context["pool"])
    }

    /// The stream of Ada's events.
    pub fn stream(&self) -> String {
        format!("user-{}", text(&self.context["sub"]))
    }

    /// Runs `replay`, which must succeed.
    #[track_caller]
    pub fn replay(&self, arguments: &[&str]) -> String {
        programs::replay(&self.data(), arguments).expect_success()
    }
}
