//! The door: what a request means, and everything that is answered before an operation is found.

use std::{num::NonZeroU32, sync::Arc};

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode, header::HeaderValue},
    rt::time::timeout,
    web::{self, Bytes, Data, ServiceConfig},
};
use app::App;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use wire::{AnswerForm, AwsError, Common, Protocol, ResponseParts, Service, route};

use crate::{
    caller::{Caller, Signed},
    cors, discovery, health, limits, operations,
    request::Request,
};

/// Tells what an operator must look at; nothing while all is well.
pub type Alarms = Box<dyn Fn() -> Vec<String> + Send + Sync>;

/// What every worker shares.
pub struct Front {
    app: Arc<App>,
    alarms: Alarms,
    rate: DefaultKeyedRateLimiter<Option<std::net::IpAddr>>,
}

impl Front {
    /// The front of a service. `alarms` are shown by its readiness.
    pub fn new(app: Arc<App>, alarms: Alarms) -> Self {
        let per_second = NonZeroU32::new(limits::REQUESTS_PER_SECOND).unwrap_or(NonZeroU32::MIN);
        Self { app, alarms, rate: RateLimiter::keyed(Quota::per_second(per_second)) }
    }
}

/// Puts the front into an actix-web application.
pub fn configure(front: Data<Front>) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        config
            .app_data(front)
            .app_data(web::PayloadConfig::new(limits::BODY_MAX))
            .default_service(web::to(answer));
    }
}

async fn answer(
    front: Data<Front>,
    http: HttpRequest,
    body: Result<Bytes, actix_web::Error>,
) -> HttpResponse {
    let mut response = if http.method() == Method::OPTIONS {
        let mut response = HttpResponse::Ok().finish();
        for (name, value) in cors::preflight() {
            response.headers_mut().insert(name, value);
        }
        response
    } else {
        serve(&front, &http, body).await
    };
    for (name, value) in cors::every_answer() {
        response.headers_mut().insert(name, value);
    }
    response
}

async fn serve(front: &Front, http: &HttpRequest, body: Result<Bytes, actix_web::Error>) -> HttpResponse {
    match (http.method(), http.path()) {
        (&Method::GET, "/health/live") => return health::live(),
        (&Method::GET, "/health/ready") => {
            let ready = health::ready(&front.app, (front.alarms)());
            return timeout(limits::READY_MAX, ready).await.unwrap_or_else(|_| health::not_ready());
        }
        (&Method::GET, path) if path.contains("/.well-known/") => {
            let found = timeout(limits::ANSWER_MAX, discovery::answer(&front.app, path)).await;
            return found.unwrap_or_else(|_| HttpResponse::ServiceUnavailable().finish());
        }
        _ => {}
    }
    let service = service_of(http);
    let request_id = app::ids::uuid().to_string();
    let refuse = |error: AwsError| respond(wire::encode_error(service, &error, &request_id));
    let Ok(body) = body else {
        let why = format!("The request body exceeds {} bytes, or ended early.", limits::BODY_MAX);
        return refuse(Common::TooLarge.error(service.protocol, why));
    };
    if front.rate.check_key(&http.peer_addr().map(|peer| peer.ip())).is_err() {
        return refuse(Common::Throttled.error(service.protocol, "Rate exceeded"));
    }
    let Ok(request) = Request::new(http, body.into()) else {
        return refuse(Common::Unreadable.error(service.protocol, "A header is not visible ASCII text."));
    };
    let request = Arc::new(request);
    let answered = match meant(&request) {
        Ok(meant) => bounded(service, app::at_one_moment(dispatch(&front.app, &request, meant))).await,
        Err(error) => Err(error),
    };
    let form = AnswerForm::of(service, &request.parts());
    respond(
        answered.unwrap_or_else(|error| wire::encode_error_in(form, service, &error, &request.request_id)),
    )
}

/// An answer in time, or the word that there is none: whatever stands still behind us, nobody waits for ever. What was asked for may
/// still come true.
async fn bounded(
    service: &Service,
    answer: impl Future<Output = Result<ResponseParts, AwsError>>,
) -> Result<ResponseParts, AwsError> {
    timeout(limits::ANSWER_MAX, answer).await.unwrap_or_else(|_| {
        tracing::error!("no answer in time");
        let why = "The service did not get an answer in time; try again.";
        Err(Common::Internal.error(service.protocol, why))
    })
}

async fn dispatch(
    app: &Arc<App>,
    request: &Arc<Request>,
    operation: &'static wire::Operation,
) -> Result<ResponseParts, AwsError> {
    if let Some(entry) = operations::find(operation) {
        return (entry.run)(Arc::clone(app), Arc::clone(request)).await;
    }
    // Not built: still admitted, read and checked, so that a caller's mistakes show.
    if !operation.unsigned {
        let mut moment = request.moment(app, operation);
        let caller = Signed::admit(app, operation, request, &mut moment).await?;
        caller.allow(app, operation, "*", &moment).await?;
    }
    let parts = request.parts();
    let checked = wire::decode(operation, &parts).and_then(|value| wire::check(operation, &value));
    checked.map_err(|error| error.answer(operation.service))?;
    let why = format!("{} is not implemented yet.", operation.name);
    Err(Common::NotImplemented.error(operation.service.protocol, why))
}

/// The operation that a request means.
fn meant(request: &Request) -> Result<&'static wire::Operation, AwsError> {
    if let Some(target) = request.header("x-amz-target") {
        let unknown = || Common::UnknownOperation.error(Protocol::Json, "The operation is not known.");
        return route::by_target(target).ok_or_else(unknown);
    }
    let parts = request.parts();
    if let Some(operation) = route::by_path(&request.method, &request.path) {
        return Ok(operation);
    }
    if request.path != "/" {
        return Err(
            Common::UnknownOperation.error(Protocol::RestJson, "There is no such resource or method.")
        );
    }
    let (action, version) =
        wire::request::action_and_version(&parts).map_err(|error| error.answer(&wire::sts::SERVICE))?;
    let unknown = || {
        let why = format!("Could not find operation {action} for version {version}");
        Common::UnknownOperation.error(Protocol::Query, why)
    };
    route::by_action(&action, &version).ok_or_else(unknown)
}

/// In whose form an error is written before the operation is known.
fn service_of(http: &HttpRequest) -> &'static Service {
    if let Some(target) = http.headers().get("x-amz-target").and_then(|value| value.to_str().ok()) {
        return route::by_target(target).map_or(&wire::cognito_idp::SERVICE, |operation| operation.service);
    }
    if http.path() != "/" {
        return &wire::cognito_sync::SERVICE;
    }
    let json =
        http.headers().get("content-type").and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("json"));
    if json { &wire::cognito_idp::SERVICE } else { &wire::sts::SERVICE }
}

fn respond(parts: ResponseParts) -> HttpResponse {
    let status = StatusCode::from_u16(parts.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    for (name, value) in parts.headers {
        // A value that no header can hold is left out; nothing that a client needs is ever one.
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.insert_header((name, value));
        }
    }
    response.body(parts.body)
}
