//! Where calls are made and written down: a service in process with its front, and the sheet of one operation.

pub(crate) mod passkeys;
mod request;
mod secrets;
mod sheet;
pub(crate) mod srp;

pub(crate) use request::{Key, Request, encoded};
pub(crate) use sheet::{SNAPSHOTS, Sheet, of, of_part, of_part_with, of_requests, unwritten, unwritten_at};

use std::time::Duration;

use actix_web::{App, test, web::Data};
use app::testing::InProcess;
use http_front::{Front, TrustedProxies, configure};
use serde_json::{Map, Value};
use wire::Operation;

/// Who makes a call.
#[derive(Clone)]
pub(crate) enum Caller {
    /// The call is not signed.
    Nobody,
    /// The administrator, whose policy allows everything.
    Administrator,
    /// The holder of temporary credentials.
    Session(Key),
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    /// A JSON body; null where there is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A service in process, behind its front.
pub(crate) struct Desk {
    pub(crate) house: InProcess,
    front: Data<Front>,
}

impl Desk {
    pub(crate) async fn open() -> Self {
        Self::of(InProcess::start().await)
    }

    pub(crate) fn of(house: InProcess) -> Self {
        Self::behind(house, TrustedProxies::default())
    }

    /// The same behind proxies.
    pub(crate) fn behind(house: InProcess, proxies: TrustedProxies) -> Self {
        let front = Front::new(house.app.clone(), Box::new(Vec::new), proxies);
        Self { house, front: Data::new(front) }
    }

    /// Makes a call, and what follows on it.
    pub(crate) async fn call(&self, operation: &'static Operation, input: &Value, by: &Caller) -> Answer {
        self.send_as(Request::of(operation, input), operation.service.signing_name, by).await
    }

    /// Sends a request that is signed for a service, and does what follows on it.
    pub(crate) async fn send_as(&self, mut request: Request, service: &str, by: &Caller) -> Answer {
        let seconds = u64::try_from(self.house.now().ms() / 1000).unwrap();
        let administrator = &self.house.administrator;
        match by {
            Caller::Nobody => {}
            Caller::Administrator => {
                let key = Key::long_term(&administrator.access_key_id, &administrator.secret_access_key);
                request.sign(service, &key, seconds);
            }
            Caller::Session(key) => request.sign(service, key, seconds),
        }
        let answer = self.send(request).await;
        self.house.run_effects().await;
        answer
    }

    async fn send(&self, request: Request) -> Answer {
        let service = test::init_service(App::new().configure(configure(self.front.clone()))).await;
        let response = test::call_service(&service, request.into_http()).await;
        let status = response.status().as_u16();
        let headers = response.headers().iter();
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        let headers = headers.collect();
        let body = String::from_utf8_lossy(&test::read_body(response).await).into_owned();
        Answer { status, headers, body }
    }

    /// Makes a call as its usual caller does.
    pub(crate) async fn answer(&self, name: &str, input: &Value) -> Answer {
        let operation = operation(name);
        self.call(operation, input, &usual(operation)).await
    }

    /// Lets time pass at once.
    pub(crate) fn pass(&self, seconds: u64) {
        self.house.pass(Duration::from_secs(seconds));
    }
}

/// The operation of a name such as `cognito-idp:SignUp`.
pub(crate) fn operation(name: &str) -> &'static Operation {
    let (service, name) = name.split_once(':').unwrap();
    wire::service(service).and_then(|service| service.operation(name)).unwrap()
}

/// An administrator where calls are signed.
pub(crate) fn usual(operation: &Operation) -> Caller {
    if operation.unsigned { Caller::Nobody } else { Caller::Administrator }
}

/// A value with other members instead of, or beside, its own; null takes one away.
#[expect(clippy::needless_pass_by_value, reason = "a call reads best with its changes where they are made")]
pub(crate) fn with(value: &Value, changes: Value) -> Value {
    let mut members: Map<String, Value> = value.as_object().unwrap().clone();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    Value::Object(members)
}

/// A member's text.
#[track_caller]
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
