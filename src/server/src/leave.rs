//! How a node leaves: told by SIGTERM, it says that it is not ready any more and asks every client to come back elsewhere; after
//! the operator's delay it takes no more connections, and finishes what is under way before any of its threads ends: entities live on
//! those threads, and whoever is served on one may wait for an entity on another.
//!
//! Knows signals and connections, and nothing of what is served.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use actix_web::{
    Error, HttpResponse,
    dev::{Server, Service, ServiceRequest, ServiceResponse},
    http::ConnectionType,
};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Where balancers ask whether to send anybody here.
const READINESS: &str = "/health/ready";

/// How often it is looked whether anything is under way.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Whether this node is about to leave, and what it has yet to finish. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Leaving(Arc<State>);

#[derive(Default)]
struct State {
    begun: AtomicBool,
    /// Requests.
    under_way: AtomicUsize,
}

/// A request, until it is answered or given up.
struct UnderWay(Arc<State>);

impl UnderWay {
    fn begin(state: &Arc<State>) -> Self {
        state.under_way.fetch_add(1, Ordering::AcqRel);
        Self(Arc::clone(state))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Leaving {
    fn begin(&self) {
        self.0.begun.store(true, Ordering::Release);
    }

    fn has_begun(&self) -> bool {
        self.0.begun.load(Ordering::Acquire)
    }

    /// Passes once nothing is under way.
    async fn settled(&self) {
        while self.0.under_way.load(Ordering::Acquire) > 0 {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Passes a request on. Once the node leaves, readiness is refused, and every answer ends its connection.
    pub(crate) fn pass<S>(
        &self,
        request: ServiceRequest,
        service: &S,
    ) -> impl Future<Output = Result<ServiceResponse, Error>> + use<S>
    where
        S: Service<ServiceRequest, Response = ServiceResponse, Error = Error>,
    {
        let refused = self.has_begun() && request.path() == READINESS;
        let (leaving, under_way) = (self.clone(), UnderWay::begin(&self.0));
        let served = if refused { Err(request) } else { Ok(service.call(request)) };
        async move {
            let mut response = match served {
                Ok(served) => served.await?,
                Err(request) => {
                    let body = serde_json::json!({ "status": "leaving" });
                    request.into_response(HttpResponse::ServiceUnavailable().json(body))
                }
            };
            // Asked again: the node may have begun to leave while the request was served.
            if leaving.has_begun() {
                response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
            }
            drop(under_way);
            Ok(response)
        }
    }
}

/// The signals that end a server.
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
    quit: Signal,
}

impl Signals {
    pub(crate) fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
        })
    }

    /// True: the node is to leave in order. False: somebody at a terminal wants it gone.
    async fn next(&mut self) -> bool {
        tokio::select! {
            _ = self.terminate.recv() => true,
            _ = self.interrupt.recv() => false,
            _ = self.quit.recv() => false,
        }
    }
}

/// Runs a server until a signal ends it. `delay` is how long it goes on taking requests after it has said that it leaves, `drain` how long
/// those may take then that are under way.
pub(crate) async fn run_until_told(
    server: Server,
    mut signals: Signals,
    leaving: Leaving,
    (delay, drain): (Duration, Duration),
) -> std::io::Result<()> {
    let handle = server.handle();
    let told = async move {
        let mut in_order = signals.next().await;
        leaving.begin();
        if in_order {
            tracing::info!(seconds = delay.as_secs(), "leaving: balancers are told");
            // Told once more, it is somebody who is tired of waiting.
            in_order = tokio::time::timeout(delay, signals.next()).await.is_err();
        }
        tracing::info!(in_order, "leaving: no more connections are taken");
        if in_order {
            handle.pause().await;
            // What takes longer is left to the server, which waits for connections.
            let _ = tokio::time::timeout(drain, leaving.settled()).await;
        }
        handle.stop(in_order).await;
        // The server's own end is what is waited for.
        std::future::pending::<()>().await;
    };
    tokio::select! {
        ended = server => ended,
        () = told => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::{App, test, web};
    use tokio::sync::Notify;

    use super::*;

    #[test]
    fn what_is_under_way_is_waited_for_and_whoever_gives_up_is_not() {
        actix_rt::System::new().block_on(two_ask());
    }

    async fn two_ask() {
        let (leaving, go) = (Leaving::default(), Arc::new(Notify::new()));
        let (passing, wait) = (leaving.clone(), Arc::clone(&go));
        let slow = move || {
            let wait = Arc::clone(&wait);
            async move {
                wait.notified().await;
                HttpResponse::Ok().finish()
            }
        };
        let service = App::new().wrap_fn(move |request, service| passing.pass(request, service));
        let service = test::init_service(service.route("/", web::get().to(slow))).await;
        let is_settled =
            async || tokio::time::timeout(Duration::from_millis(50), leaving.settled()).await.is_ok();
        assert!(is_settled().await, "nothing was asked yet");
        let ask = || service.call(test::TestRequest::get().uri("/").to_request());
        let (answered, given_up) = (ask(), ask());
        assert!(!is_settled().await);
        drop(given_up);
        assert!(!is_settled().await, "one still waits");
        leaving.begin();
        go.notify_one();
        let answer = answered.await.unwrap();
        assert!(is_settled().await);
        assert_eq!(answer.response().head().connection_type(), ConnectionType::Close);
    }
}
