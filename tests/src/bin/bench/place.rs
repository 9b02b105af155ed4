//! The server that is measured from outside, and what is in it.

use std::{process::Child, time::SystemTime};

use serde_json::{Value, json};
use tests::{
    api::{self, Administrator, USER_POOLS, text},
    database::Cluster,
    http::{Connection, Request},
    server::{AccessKey, Recognito},
};

use crate::cpu::Meter;

/// The password of every user.
pub(crate) const PASSWORD: &str = "Passw0rd!x";

/// A server with a user pool, a client for every flow, and some confirmed users.
pub(crate) struct Place {
    pub(crate) server: Recognito,
    pub(crate) administrator: Administrator,
    pub(crate) pool: String,
    pub(crate) client: String,
}

impl Place {
    pub(crate) fn new(users: usize) -> Self {
        let place = Self::on(Recognito::start());
        (0..users).for_each(|n| place.add_user(n));
        place
    }

    /// The same without users, on any server.
    pub(crate) fn on(server: Recognito) -> Self {
        let administrator = Administrator::of(&server);
        let (pool, client) = api::user_pool(&administrator);
        Self { server, administrator, pool, client }
    }

    /// Makes a user, who is confirmed.
    pub(crate) fn add_user(&self, n: usize) {
        let who = json!({"ClientId": self.client, "Username": user(n), "Password": PASSWORD});
        self.call("SignUp", &who);
        let whom = json!({"UserPoolId": self.pool, "Username": user(n)});
        self.administrator.user_pools("AdminConfirmSignUp", &whom);
    }

    /// The pool's id without the region, as it is hashed.
    pub(crate) fn pool_name(&self) -> &str {
        self.pool.split('_').nth(1).unwrap_or_default()
    }

    pub(crate) fn authority(&self) -> &str {
        self.server.authority()
    }

    pub(crate) fn meter(&self) -> Meter {
        Meter::new(Some(self.server.pid()), Some(Cluster::of(&self.server.data()).postmaster()))
    }

    /// Calls an unsigned operation of the user pools' service; it must succeed.
    pub(crate) fn call(&self, operation: &str, body: &Value) -> Value {
        let request = Request::json(&format!("{USER_POOLS}.{operation}"), body.to_string());
        api::succeeded(&Connection::open(self.authority()).unwrap().exchange(&request).unwrap())
    }

    /// The bytes of an unsigned call.
    pub(crate) fn bytes(&self, target: &str, body: &Value) -> Vec<u8> {
        Request::json(target, body.to_string()).to_bytes(self.authority())
    }

    /// The bytes of a call, signed now: good for some minutes.
    pub(crate) fn signed(&self, service: &str, request: &Request, key: &AccessKey) -> Vec<u8> {
        api::signed(request, self.authority(), service, key, SystemTime::now()).to_bytes(self.authority())
    }

    /// The tokens of a user who signs in by password.
    pub(crate) fn tokens(&self, n: usize) -> Tokens {
        let result = self.sign_in(n);
        Tokens { id: text(&result["IdToken"]), refresh: text(&result["RefreshToken"]) }
    }

    /// `AuthenticationResult` of a user who signs in by password.
    pub(crate) fn sign_in(&self, n: usize) -> Value {
        let parameters = json!({"USERNAME": user(n), "PASSWORD": PASSWORD});
        let body =
            json!({"ClientId": self.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        self.call("InitiateAuth", &body)["AuthenticationResult"].take()
    }
}

/// What a sign-in gave.
pub(crate) struct Tokens {
    pub(crate) id: String,
    pub(crate) refresh: String,
}

/// The name of a user.
pub(crate) fn user(n: usize) -> String {
    format!("person{n}")
}

/// The body of an answer as JSON.
pub(crate) fn json_of(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap()
}

/// A process that ends with this value.
pub(crate) struct Companion(pub(crate) Child);

impl Drop for Companion {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
