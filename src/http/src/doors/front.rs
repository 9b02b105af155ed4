//! The door: what a request means, and everything that is answered before an operation is found.

use std::{
    net::{IpAddr, Ipv4Addr},
    rc::Rc,
    sync::Arc,
};

use actix_web::{
    HttpRequest, HttpResponse,
    dev::Payload,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    rt::time::timeout,
    web::{self, Data, ServiceConfig},
};
use app::{App, Network, ids};
use wire::{AnswerForm, AwsError, Common, Protocol, RequestParts, ResponseParts, Service, route};

use crate::{
    api::{
        caller::{Caller, Signed},
        operations,
    },
    doors::{
        body::{Budget, NoBody, Reader},
        cors, discovery, health, limits,
        line::{Line, UnderWay},
        meaning::{Meaning, Purpose, service_of},
        proxies::{Origin, TrustedProxies},
        request::Request,
    },
};

/// Lists what an operator must look at; empty while all is well.
pub type Alarms = Box<dyn Fn() -> Vec<String> + Send + Sync>;

/// What every worker shares.
pub struct Front {
    app: Arc<App>,
    alarms: Alarms,
    proxies: TrustedProxies,
    bodies: Arc<Budget>,
}

impl Front {
    /// The front of a service. `alarms` are shown by its readiness; `proxies` are trusted for the addresses that they forward.
    pub fn new(app: Arc<App>, alarms: Alarms, proxies: TrustedProxies) -> Self {
        Self { app, alarms, proxies, bodies: Arc::default() }
    }
}

/// Puts the front into an actix-web application.
pub fn configure(front: Data<Front>) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        config.app_data(front).default_service(web::to(answer));
    }
}

async fn answer(front: Data<Front>, http: HttpRequest, payload: web::Payload) -> HttpResponse {
    let under_way = http.conn_data::<Rc<Line>>().map(|line| Rc::clone(line).begin());
    let purpose = Purpose::of(&http);
    let payload = payload.into_inner();
    if let (Payload::None, Some(under_way)) = (&payload, &under_way) {
        under_way.read_whole();
    }
    let mut response = match purpose {
        // Supervisors and balancers decide by these whether this node lives: no limit may make it look dead.
        Purpose::Live => health::live(),
        Purpose::Ready => ready(&front).await,
        Purpose::Preflight | Purpose::Document | Purpose::Call => {
            Visit::new(&front, &http, under_way.as_ref()).answer(purpose, payload).await
        }
    };
    if purpose.is_for_browsers() {
        for (name, value) in cors::every_answer() {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

async fn ready(front: &Front) -> HttpResponse {
    let ready = health::ready(&front.app, (front.alarms)());
    timeout(limits::READY_MAX, ready).await.unwrap_or_else(|_| health::not_ready())
}

/// A request before its body is read.
struct Visit<'a> {
    front: &'a Front,
    http: &'a HttpRequest,
    under_way: Option<&'a UnderWay>,
    origin: Origin,
    network: Network,
    service: &'static Service,
    request_id: String,
}

impl<'a> Visit<'a> {
    fn new(front: &'a Front, http: &'a HttpRequest, under_way: Option<&'a UnderWay>) -> Self {
        let peer = http.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
        let origin = front.proxies.origin(peer, http.app_config().secure(), http.headers());
        let (network, service) = (Network::of(origin.address), service_of(http));
        Self { front, http, under_way, origin, network, service, request_id: ids::uuid().to_string() }
    }

    async fn answer(&self, purpose: Purpose, payload: Payload) -> HttpResponse {
        if let Err(error) = self.check_head() {
            return self.refuse(&error);
        }
        match purpose {
            Purpose::Preflight => cors::preflight(),
            Purpose::Document => {
                let found = discovery::answer(&self.front.app, self.http.path());
                let found = timeout(limits::ANSWER_MAX, app::on_account_of(Some(self.network), found)).await;
                found.unwrap_or_else(|_| HttpResponse::ServiceUnavailable().finish())
            }
            Purpose::Live | Purpose::Ready | Purpose::Call => {
                self.call(payload).await.map_or_else(|error| self.refuse(&error), respond)
            }
        }
    }

    /// What comes before everything else: how much the caller may ask for, and how long a head may be.
    fn check_head(&self) -> Result<(), AwsError> {
        let meter = self.front.app.core.cpu.meter();
        let too_many = self.under_way.is_some_and(|all| all.is_too_many(limits::UNDER_WAY_MAX));
        if !meter.takes_request(self.network) || too_many {
            return Err(self.error(Common::Throttled, "Rate exceeded"));
        }
        let uri = self.http.uri().path_and_query().map_or(0, |text| text.as_str().len());
        if uri > limits::URI_MAX {
            let why = format!("The path and query exceed {} bytes.", limits::URI_MAX);
            return Err(self.error(Common::TooLarge, why));
        }
        let headers = self.http.headers().iter().map(|(name, value)| name.as_str().len() + value.len());
        if headers.sum::<usize>() > limits::HEADERS_MAX {
            let why = format!("The headers exceed {} bytes.", limits::HEADERS_MAX);
            return Err(self.error(Common::TooLarge, why));
        }
        Ok(())
    }

    async fn call(&self, payload: Payload) -> Result<ResponseParts, AwsError> {
        let meaning = Meaning::of(self.http)?;
        let max = meaning.body_max();
        let reader = Reader {
            budget: &self.front.bodies,
            network: self.network,
            max,
            timeout: limits::BODY_TIMEOUT,
            under_way: self.under_way,
        };
        let body = reader.read(self.http, payload).await.map_err(|why| self.no_body(why, max))?;
        let request = Request::new(self.http, body, self.origin, self.request_id.clone());
        let not_text = |_| self.error(Common::Unreadable, "A header is not visible ASCII text.");
        let request = Arc::new(request.map_err(not_text)?);
        let operation = match meaning {
            Meaning::Operation(operation) => operation,
            Meaning::Parameters => named_by_parameters(&request.parts())?,
        };
        let served = app::at_one_moment(dispatch(&self.front.app, &request, operation));
        let answer = bounded(operation.service, app::on_account_of(Some(self.network), served)).await;
        // Only the parameters distinguish IAM from STS, so that the service is known no earlier than the operation.
        Ok(answer.unwrap_or_else(|error| self.refusal(operation.service, &error)))
    }

    fn no_body(&self, why: NoBody, max: usize) -> AwsError {
        match why {
            NoBody::TooLarge => {
                self.error(Common::TooLarge, format!("The request body exceeds {max} bytes."))
            }
            NoBody::Late => self.error(Common::TooSlow, "The request body did not come in time."),
            NoBody::Crowded => self.error(Common::Throttled, "Rate exceeded"),
            NoBody::Broken => self.error(Common::Unreadable, "The request body ended early."),
        }
    }

    fn error(&self, common: Common, why: impl Into<std::borrow::Cow<'static, str>>) -> AwsError {
        common.error(self.service.protocol, why)
    }

    fn refuse(&self, error: &AwsError) -> HttpResponse {
        respond(self.refusal(self.service, error))
    }

    fn refusal(&self, service: &Service, error: &AwsError) -> ResponseParts {
        let accepted = self.http.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
        let form = AnswerForm::of(service, accepted.unwrap_or_default());
        wire::encode_error_in(form, service, error, &self.request_id)
    }
}

/// The answer, or an error once it takes too long: a caller never waits for ever, even if the database hangs. The request may still be
/// carried out.
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
    Box::pin(refuse_unbuilt(app, request, operation)).await
}

/// An operation that is not built: the call is still admitted, read and checked, so that a caller's mistakes show.
async fn refuse_unbuilt(
    app: &App,
    request: &Request,
    operation: &'static wire::Operation,
) -> Result<ResponseParts, AwsError> {
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

/// The operation that the parameters of a Query request name.
fn named_by_parameters(parts: &RequestParts<'_>) -> Result<&'static wire::Operation, AwsError> {
    let (action, version) =
        wire::request::action_and_version(parts).map_err(|error| error.answer(&wire::sts::SERVICE))?;
    let unknown = || {
        let why = format!("Could not find operation {action} for version {version}");
        Common::UnknownOperation.error(Protocol::Query, why)
    };
    route::by_action(&action, &version).ok_or_else(unknown)
}

fn respond(parts: ResponseParts) -> HttpResponse {
    let status = StatusCode::from_u16(parts.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    for (name, value) in parts.headers {
        // A value that no header can hold is left out; no value that a client needs is one.
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.insert_header((name, value));
        }
    }
    response.body(parts.body)
}
