//! Functions of pools, called over HTTP: by the Invoke API of AWS Lambda, or as webhooks.
//!
//! The operator says which address serves which function ([`Routes`]): a pool names an ARN and never an address. A function has 5 seconds and
//! three tries, as at AWS. Each has its own places and its own breaker, and HTTP/1.1 has a connection for each call, so that a function that
//! does not answer holds up no other.
//!
//! It does not know what an event means. Invariant: no event, no answer and no secret appears in a log, an error or a `Debug` form here.

mod address;
mod breaker;
mod exchange;
mod figures;
mod gates;
mod lambda;
mod routes;
mod webhook;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use aws_lc_rs::rand;
use ports::triggers::{Event, TriggerFault, Triggers};
use reqwest::{Client, redirect};
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout_at};

pub use address::BadTarget;
use exchange::{Failure, Invocation};
use figures::Outcome;
use gates::Gates;
pub use lambda::LambdaApi;
use routes::Route;
pub use routes::{Routes, Target};
pub use webhook::Webhook;

/// How long a try may take, as at AWS. The wait for a place counts into the first.
const TRY_MAX: Duration = Duration::from_secs(5);
/// Tries of a call, as at AWS.
const TRIES: u32 = 3;
/// Pause before another try of a call that failed at once.
const PAUSE: Duration = Duration::from_millis(100);
/// The error of a function that has not answered in time, as AWS words it.
const TIMED_OUT: &str = "Socket timeout while invoking Lambda function";
/// The error of a function that is called too often at a time.
const THROTTLED: &str = "TooManyRequestsException";
/// The error of a function that no address serves.
const NOT_FOUND: &str = "ResourceNotFoundException";
/// The error of whatever AWS has no other name for.
const SERVICE_FAULT: &str = "ServiceException";
/// Bytes of a random id.
const ID_BYTES: usize = 16;

/// The time, in milliseconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The HTTP client cannot be made: TLS has no roots to trust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no HTTP client can be made: TLS finds no certificates to trust")]
pub struct NoClient;

/// Calls functions.
pub struct Functions {
    http: Client,
    routes: Routes,
    gates: Gates,
    clock: Clock,
}

impl Functions {
    /// Calls functions where these routes say. Redirects are not followed and proxies of the environment are not used: the operator's
    /// addresses alone are spoken to.
    pub fn new(routes: Routes, clock: Clock) -> Result<Self, NoClient> {
        let http = Client::builder().redirect(redirect::Policy::none()).no_proxy().build();
        Ok(Self { http: http.map_err(|_| NoClient)?, routes, gates: Gates::default(), clock })
    }

    /// The figures of all routes, in the text form of Prometheus.
    pub fn figures(&self) -> String {
        figures::shown(self.routes.all())
    }

    async fn call(&self, function: &str, event: &Event, waits: bool) -> Result<Value, TriggerFault> {
        let Some(route) = self.routes.of(function) else { return Err(not_called(NOT_FOUND)) };
        let body = serde_json::to_vec(event).map_err(|_| not_called(SERVICE_FAULT))?;
        let invocation = Invocation { function, region: &event.region, id: id(), body: &body, waits };
        let watch = route.figures.begin();
        let answer = self.admitted(route, &invocation).await;
        watch.end(Outcome::of(&answer));
        answer.map_err(Failure::into_fault)
    }

    /// The call, once the function has a place for it.
    async fn admitted(&self, route: &Route, invocation: &Invocation<'_>) -> Result<Value, Failure> {
        let gate = self.gates.of(invocation.function);
        let deadline = Instant::now() + TRY_MAX;
        let admission = gate.enter(deadline).await?;
        let mut answer = self.attempt(route, invocation, deadline).await;
        for _ in 1..TRIES {
            match &answer {
                Err(Failure::TimedOut) => admission.timed_out(),
                Err(Failure::Passing(_)) => sleep(PAUSE).await,
                Ok(_) | Err(Failure::Refused(_) | Failure::Final(_)) => break,
            }
            answer = self.attempt(route, invocation, Instant::now() + TRY_MAX).await;
        }
        match &answer {
            Err(Failure::TimedOut) => admission.timed_out(),
            Ok(_) | Err(_) => admission.answered(),
        }
        answer
    }

    async fn attempt(
        &self,
        route: &Route,
        invocation: &Invocation<'_>,
        deadline: Instant,
    ) -> Result<Value, Failure> {
        let now_ms = (self.clock)();
        let called = async {
            match &route.target {
                Target::Lambda(api) => api.invoke(&self.http, invocation, now_ms).await,
                Target::Webhook(hook) => hook.deliver(&self.http, invocation, now_ms).await,
            }
        };
        timeout_at(deadline, called).await.unwrap_or(Err(Failure::TimedOut))
    }
}

fn not_called(error: &str) -> TriggerFault {
    TriggerFault::NotCalled(error.to_owned())
}

/// The id of a call: the same in each of its tries.
fn id() -> String {
    let mut bytes = [0; ID_BYTES];
    // Without random bytes nothing else works either; a function that looks for repeats would then see one.
    let _ = rand::fill(&mut bytes);
    hex::encode(bytes)
}

#[async_trait]
impl Triggers for Functions {
    async fn invoke(&self, function: &str, event: &Event) -> Result<Value, TriggerFault> {
        self.call(function, event, true).await
    }

    async fn send(&self, function: &str, event: &Event) -> Result<(), TriggerFault> {
        self.call(function, event, false).await.map(drop)
    }
}
