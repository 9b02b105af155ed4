//! The way of a request to an OAuth endpoint: its limits, its body, its domain, its answer within a time.

use std::time::Duration;

use actix_web::{
    HttpResponse,
    dev::Payload,
    http::{Method, StatusCode, header::ALLOW},
    rt::time::timeout,
};
use app::{
    Rate, ids,
    oauth::refused::{ErrorCode, Refused},
};
use domain::values::rate_category::RateCategory;

use super::{
    answers,
    call::Call,
    form::{Form, NotAForm},
    revocation,
    site::Site,
    token, user_info,
};
use crate::doors::{
    body::{NoBody, Reader},
    door::{Door, within_domain},
    limits,
    visit::{Unwelcome, Visit},
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Endpoint {
    Revoke,
    Token,
    UserInfo,
}

/// Answers a request to an endpoint.
pub(crate) async fn answer(visit: &Visit<'_>, payload: Payload) -> HttpResponse {
    let call = Call { visit, request_id: ids::uuid().to_string() };
    let answer = match (visit.enter(), Door::OAuth.preflight(visit.http)) {
        (Err(why), _) => unwelcome(&why),
        (Ok(()), Some(cors)) => return cors.preflight(),
        (Ok(()), None) => call.answer(payload).await.unwrap_or_else(Stop::response),
    };
    answers::finish(answer, &call.request_id)
}

/// Why a call gets no answer of its endpoint.
enum Stop {
    /// The endpoint has these methods, and not the request's.
    Method(&'static str),
    /// There is no body, or not in time.
    Body(NoBody),
    /// The address asks for too much.
    TooMany,
    /// No domain is found at the request's address.
    NoSite,
    /// The endpoint takes too long.
    Late,
    /// The endpoint refuses.
    Refused(Refused),
}

impl Call<'_> {
    async fn answer(&self, payload: Payload) -> Result<HttpResponse, Stop> {
        let endpoint = self.endpoint()?;
        let form = self.form(endpoint, payload).await?;
        let (rate, network) = (endpoint.rate(&form), self.visit.network);
        if !self.visit.front.app.core.rates.takes_from(network, rate) {
            return Err(Stop::TooMany);
        }
        // Boxed, because the future of a refresh is large.
        let served = Box::pin(app::at_one_moment(app::counting_as(Some(rate), self.serve(endpoint, &form))));
        let served = timeout(self.answer_max(), app::on_account_of(Some(network), served)).await;
        served.unwrap_or(Err(Stop::Late))
    }

    fn endpoint(&self) -> Result<Endpoint, Stop> {
        let (_, path) = within_domain(self.visit.http.path());
        let (endpoint, methods) = match path {
            "/oauth2/token" => (Endpoint::Token, "POST"),
            "/oauth2/revoke" => (Endpoint::Revoke, "POST"),
            _ => (Endpoint::UserInfo, "GET, POST"),
        };
        let method = self.visit.http.method();
        if method == Method::POST || (method == Method::GET && endpoint == Endpoint::UserInfo) {
            return Ok(endpoint);
        }
        Err(Stop::Method(methods))
    }

    async fn form(&self, endpoint: Endpoint, payload: Payload) -> Result<Form, Stop> {
        let Visit { front, http, network, under_way, .. } = *self.visit;
        let (max, timeout) = (limits::OAUTH_BODY_MAX, limits::BODY_TIMEOUT);
        let reader = Reader { budget: &front.bodies, network, max, timeout, under_way };
        let body = reader.read(http, payload).await.map_err(Stop::Body)?;
        match Form::read(http, &body) {
            Ok(form) => Ok(form),
            // The token is in a header, and most clients send no body.
            Err(NotAForm) if endpoint == Endpoint::UserInfo => Ok(Form::default()),
            Err(NotAForm) => Err(Stop::Refused(ErrorCode::InvalidRequest.into())),
        }
    }

    async fn serve(&self, endpoint: Endpoint, form: &Form) -> Result<HttpResponse, Stop> {
        let site = Site::find(self.visit).await.map_err(|fault| Stop::Refused(fault.into()))?;
        let site = site.ok_or(Stop::NoSite)?;
        let answer = match endpoint {
            Endpoint::Token => token::answer(self, &site, form).await,
            Endpoint::Revoke => revocation::answer(self, &site, form).await,
            Endpoint::UserInfo => Ok(user_info::answer(self, &site, form).await),
        };
        answer.map_err(Stop::Refused)
    }

    fn answer_max(&self) -> Duration {
        let calls_functions = self.visit.front.app.user_pools.calls_functions();
        if calls_functions { limits::ANSWER_WITH_FUNCTIONS_MAX } else { limits::ANSWER_MAX }
    }
}

impl Endpoint {
    /// What a call counts as: at AWS too a client's token for itself counts apart.
    fn rate(self, form: &Form) -> Rate {
        let category = match self {
            Self::Token if form.get("grant_type") == Some(token::OWN) => RateCategory::ClientAuthentication,
            Self::Token | Self::Revoke => RateCategory::UserToken,
            Self::UserInfo => RateCategory::UserRead,
        };
        Rate { category, is_answer: false }
    }
}

impl Stop {
    fn response(self) -> HttpResponse {
        match self {
            Self::Method(methods) => {
                HttpResponse::MethodNotAllowed().insert_header((ALLOW, methods)).finish()
            }
            Self::Body(why) => no_body(why),
            Self::TooMany => answers::too_many(),
            Self::NoSite => no_site(),
            Self::Late => answers::late(),
            Self::Refused(why) => answers::refused(&why),
        }
    }
}

fn no_site() -> HttpResponse {
    let why = "There is no domain of a user pool at this address.";
    answers::error(StatusCode::NOT_FOUND, ErrorCode::InvalidRequest.as_str(), Some(why))
}

fn no_body(why: NoBody) -> HttpResponse {
    let status = match why {
        NoBody::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        NoBody::Late => StatusCode::REQUEST_TIMEOUT,
        NoBody::Crowded => return answers::too_many(),
        NoBody::Broken => StatusCode::BAD_REQUEST,
    };
    answers::error(status, ErrorCode::InvalidRequest.as_str(), None)
}

fn unwelcome(why: &Unwelcome) -> HttpResponse {
    let status = match why {
        Unwelcome::TooMany => return answers::too_many(),
        Unwelcome::LongUri => StatusCode::URI_TOO_LONG,
        Unwelcome::LongHeaders => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
    };
    answers::error(status, ErrorCode::InvalidRequest.as_str(), Some(&why.to_string()))
}
