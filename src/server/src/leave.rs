//! How a node leaves: on SIGTERM, its readiness fails and every answer ends its connection, so that clients go to other nodes; after the
//! operator's delay it takes no more connections, and finishes what is under way.
//!
//! Knows signals and connections, and nothing of what is served.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use actix_web::{
    Error, HttpResponse,
    dev::{Server, Service, ServiceRequest, ServiceResponse},
    http::ConnectionType,
};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Where balancers ask whether to send requests here.
const READINESS: &str = "/health/ready";

/// Whether this node is about to leave. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Leaving(Arc<AtomicBool>);

impl Leaving {
    fn begin(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn has_begun(&self) -> bool {
        self.0.load(Ordering::Acquire)
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
        let leaving = self.clone();
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

    /// True (SIGTERM): the node is to leave in order. False (SIGINT, SIGQUIT): it is to end at once.
    async fn next(&mut self) -> bool {
        tokio::select! {
            _ = self.terminate.recv() => true,
            _ = self.interrupt.recv() => false,
            _ = self.quit.recv() => false,
        }
    }
}

/// Runs a server until a signal ends it. `delay` is how long it goes on taking requests after its readiness has begun to fail.
pub(crate) async fn run_until_told(
    server: Server,
    mut signals: Signals,
    leaving: Leaving,
    delay: Duration,
) -> std::io::Result<()> {
    let handle = server.handle();
    let told = async move {
        let mut in_order = signals.next().await;
        leaving.begin();
        if in_order {
            tracing::info!(seconds = delay.as_secs(), "leaving: balancers are told");
            // A second signal ends the node at once.
            in_order = tokio::time::timeout(delay, signals.next()).await.is_err();
        }
        tracing::info!(in_order, "leaving: no more connections are taken");
        handle.stop(in_order).await;
        // The server's own end is waited for below.
        std::future::pending::<()>().await;
    };
    tokio::select! {
        ended = server => ended,
        () = told => Ok(()),
    }
}
