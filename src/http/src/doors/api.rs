//! The door of the operations of the AWS APIs: which one a request means, its body, its answer within a time.

use std::{borrow::Cow, sync::Arc, time::Duration};

use actix_web::{
    HttpResponse,
    dev::Payload,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    rt::time::timeout,
};
use app::{App, ids};
use wire::{AnswerForm, AwsError, Common, Protocol, RequestParts, ResponseParts, Service, route};

use crate::{
    api::{
        caller::{Caller, Signed},
        operations,
        rate_categories::rate_of,
    },
    doors::{
        body::{Body, NoBody, Reader},
        door::Door,
        limits,
        meaning::{Meaning, service_of},
        request::Request,
        visit::{Unwelcome, Visit},
    },
};

/// A call before its body is read.
struct Call<'a> {
    visit: &'a Visit<'a>,
    /// The service that is meant, as far as the head tells: errors are written in its form.
    service: &'static Service,
    request_id: String,
}

/// Answers whatever is for no other door.
pub(crate) async fn answer(visit: &Visit<'_>, payload: Payload) -> HttpResponse {
    let call = Call { visit, service: service_of(visit.http), request_id: ids::uuid().to_string() };
    if let Err(why) = visit.enter() {
        return call.refuse(&call.unwelcome(&why));
    }
    if let Some(cors) = Door::Api.preflight(visit.http) {
        return cors.preflight();
    }
    call.answer(payload).await.map_or_else(|error| call.refuse(&error), respond)
}

impl Call<'_> {
    async fn answer(&self, payload: Payload) -> Result<ResponseParts, AwsError> {
        let Visit { front, http, network, .. } = *self.visit;
        let meaning = Meaning::of(http)?;
        let body = self.body(payload, meaning.body_max()).await?;
        let request = Request::new(http, body, self.visit.origin, self.request_id.clone());
        let not_text = |_| self.error(Common::Unreadable, "A header is not visible ASCII text.");
        let request = Arc::new(request.map_err(not_text)?);
        let operation = match meaning {
            Meaning::Operation(operation) => operation,
            Meaning::Parameters => named_by_parameters(&request.parts())?,
        };
        let rate = rate_of(operation);
        if rate.is_some_and(|rate| !front.app.core.rates.takes_from(network, rate)) {
            return Err(self.error(Common::Throttled, "Rate exceeded"));
        }
        let served = app::counting_as(rate, dispatch(&front.app, &request, operation));
        let served = app::at_one_moment(served);
        let max = answer_max(&front.app, operation.service);
        let answer = bounded(max, operation.service, app::on_account_of(Some(network), served)).await;
        // Only the parameters distinguish IAM from STS, so that the service is known no earlier than the operation.
        Ok(answer.unwrap_or_else(|error| self.refusal(operation.service, &error)))
    }

    async fn body(&self, payload: Payload, max: usize) -> Result<Body, AwsError> {
        let reader = Reader {
            budget: &self.visit.front.bodies,
            network: self.visit.network,
            max,
            timeout: limits::BODY_TIMEOUT,
            under_way: self.visit.under_way,
        };
        let body = reader.read(self.visit.http, payload).await;
        body.map_err(|why| match why {
            NoBody::TooLarge => {
                self.error(Common::TooLarge, format!("The request body exceeds {max} bytes."))
            }
            NoBody::Late => self.error(Common::TooSlow, "The request body did not come in time."),
            NoBody::Crowded => self.error(Common::Throttled, "Rate exceeded"),
            NoBody::Broken => self.error(Common::Unreadable, "The request body ended early."),
        })
    }

    fn unwelcome(&self, why: &Unwelcome) -> AwsError {
        let common = match why {
            Unwelcome::TooMany => Common::Throttled,
            Unwelcome::LongUri | Unwelcome::LongHeaders => Common::TooLarge,
        };
        self.error(common, why.to_string())
    }

    fn error(&self, common: Common, why: impl Into<Cow<'static, str>>) -> AwsError {
        common.error(self.service.protocol, why)
    }

    fn refuse(&self, error: &AwsError) -> HttpResponse {
        respond(self.refusal(self.service, error))
    }

    fn refusal(&self, service: &Service, error: &AwsError) -> ResponseParts {
        let accepted = self.visit.http.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
        let form = AnswerForm::of(service, accepted.unwrap_or_default());
        wire::encode_error_in(form, service, error, &self.request_id)
    }
}

/// How long an answer may take.
fn answer_max(app: &App, service: &Service) -> Duration {
    let calls_functions = service.name == "cognito-idp" && app.user_pools.calls_functions();
    if calls_functions { limits::ANSWER_WITH_FUNCTIONS_MAX } else { limits::ANSWER_MAX }
}

/// The answer, or an error once it takes too long: a caller never waits for ever, even if the database hangs. The request may still be
/// carried out.
async fn bounded(
    max: Duration,
    service: &Service,
    answer: impl Future<Output = Result<ResponseParts, AwsError>>,
) -> Result<ResponseParts, AwsError> {
    timeout(max, answer).await.unwrap_or_else(|_| {
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

/// An answer as the web framework takes it.
pub(crate) fn respond(parts: ResponseParts) -> HttpResponse {
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
