//! The door of imports of users: a file is put by the URL of its job, as S3 takes one by a presigned URL, with S3's errors; the log of a job
//! is downloaded by callers who may describe the job.

use actix_web::{
    HttpResponse,
    dev::Payload,
    http::{Method, StatusCode, header},
    rt::time::timeout,
};
use app::{
    Answer, App, Fault, Kind, ids,
    user_pools::imports::{log::ImportLog, upload::Upload},
};
use bytes::Bytes;
use domain::{Moment, Personal};
use futures_util::stream;
use serde_json::json;
use wire::{AnswerForm, AwsError, Typed, cognito_idp::operations::DescribeUserImportJob};

use crate::{
    api::{
        caller::{Caller, Signed},
        fault::error_of,
        region, resource,
    },
    doors::{
        api::respond,
        body::{NoBody, Reader},
        door, limits,
        request::Request,
        visit::{Unwelcome, Visit},
    },
};

/// The parameter of a URL that says that its bearer may put the file.
const PERMISSION: &str = "X-Recognito-Upload=";
/// The header that AWS's URLs are signed with.
const ENCRYPTION: (&str, &str) = ("x-amz-server-side-encryption", "aws:kms");

/// Answers a request for a file or a log.
pub(crate) async fn answer(visit: &Visit<'_>, payload: Payload) -> HttpResponse {
    let request_id = ids::uuid().to_string();
    if let Err(why) = visit.enter() {
        return refuse(unwelcome(&why), &request_id);
    }
    let named = visit.http.path().strip_prefix(door::IMPORTS).and_then(|rest| rest.split_once('/'));
    let logged = named.and_then(|(pool, rest)| Some((pool, rest.strip_suffix("/log")?)));
    match (visit.http.method(), named, logged) {
        (&Method::PUT, Some(job), None) => match put(visit, payload, job, &request_id).await {
            Ok(()) => HttpResponse::Ok().insert_header(("x-amz-request-id", request_id)).finish(),
            Err(refused) => refuse(refused, &request_id),
        },
        (&Method::GET, _, Some(job)) => log(visit, payload, job, &request_id).await,
        _ => {
            let why = "The specified method is not allowed against this resource.";
            refuse(Refused(405, "MethodNotAllowed", why.to_owned()), &request_id)
        }
    }
}

/// Why a file is not taken: status, S3's code, why.
struct Refused(u16, &'static str, String);

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        let (status, code) = match fault.kind {
            Kind::AccessDenied => (403, "AccessDenied"),
            Kind::ResourceNotFound => (404, "NoSuchKey"),
            Kind::LimitExceeded => (400, "EntityTooLarge"),
            Kind::PreconditionNotMet => (409, "InvalidObjectState"),
            Kind::TooManyRequests => (503, "SlowDown"),
            _ => (500, "InternalError"),
        };
        Self(status, code, fault.message.into_owned())
    }
}

impl From<NoBody> for Refused {
    fn from(why: NoBody) -> Self {
        match why {
            NoBody::TooLarge => Self(400, "EntityTooLarge", "The file is too large.".to_owned()),
            NoBody::Late => Self(400, "RequestTimeout", "The file did not come in time.".to_owned()),
            NoBody::Crowded => Self(503, "SlowDown", "Reduce your request rate.".to_owned()),
            NoBody::Broken => Self(400, "IncompleteBody", "The file ended early.".to_owned()),
        }
    }
}

async fn put(
    visit: &Visit<'_>,
    payload: Payload,
    (pool, job): (&str, &str),
    request_id: &str,
) -> Result<(), Refused> {
    let query = visit.http.query_string();
    let permission = query.split('&').find_map(|part| part.strip_prefix(PERMISSION)).unwrap_or_default();
    let (name, wanted) = ENCRYPTION;
    if visit.http.headers().get(name).is_none_or(|given| given != wanted) {
        let why = format!("The request must have the header {name}: {wanted}");
        return Err(Refused(403, "SignatureDoesNotMatch", why));
    }
    let begun = visit.front.app.user_pools.begin_upload(pool, job, permission);
    let mut upload = app::on_account_of(Some(visit.network), begun).await?;
    let moment = moment(visit, request_id);
    match take(visit, payload, &mut upload).await {
        Ok(()) => Ok(upload.finish(&moment).await?),
        Err(refused) => {
            upload.abandon().await?;
            Err(refused)
        }
    }
}

async fn take(visit: &Visit<'_>, payload: Payload, upload: &mut Upload) -> Result<(), Refused> {
    reader(visit).hand_over(payload, async |piece: Bytes| Ok(upload.write(&piece).await?)).await
}

fn reader<'a>(visit: &Visit<'a>) -> Reader<'a> {
    Reader {
        budget: &visit.front.bodies,
        network: visit.network,
        max: 0,
        timeout: limits::UPLOAD_TIMEOUT,
        under_way: visit.under_way,
    }
}

/// The file comes from a caller who has its URL.
fn moment(visit: &Visit<'_>, request_id: &str) -> Moment {
    Moment {
        principal: "anonymous".to_owned(),
        source_ip: Personal::Known(visit.origin.address.to_string()),
        ..Moment::system("upload", visit.front.app.core.clock().now(), request_id)
    }
}

fn unwelcome(why: &Unwelcome) -> Refused {
    let (status, code) = match why {
        Unwelcome::TooMany => (503, "SlowDown"),
        Unwelcome::LongUri | Unwelcome::LongHeaders => (400, "RequestHeaderSectionTooLarge"),
    };
    Refused(status, code, why.to_string())
}

fn refuse(Refused(status, code, why): Refused, request_id: &str) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{why}</Message><RequestId>{request_id}</RequestId></Error>"
    );
    HttpResponse::build(status).insert_header((header::CONTENT_TYPE, "application/xml")).body(body)
}

async fn log(
    visit: &Visit<'_>,
    payload: Payload,
    (pool, job): (&str, &str),
    request_id: &str,
) -> HttpResponse {
    let operation = DescribeUserImportJob::operation();
    let found = app::at_one_moment(find_log(visit, payload, (pool, job), request_id));
    let found = timeout(limits::ANSWER_MAX, app::on_account_of(Some(visit.network), found)).await;
    match found {
        Ok(Ok(log)) => {
            let pieces = log.pieces().filter(|piece| !piece.is_empty()).map(Bytes::from);
            HttpResponse::Ok()
                .insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8"))
                .streaming(stream::iter(pieces.map(Ok::<_, std::convert::Infallible>)))
        }
        Ok(Err(error)) => {
            let form = AnswerForm::of(operation.service, "");
            respond(wire::encode_error_in(form, operation.service, &error, request_id))
        }
        Err(_) => HttpResponse::ServiceUnavailable().finish(),
    }
}

/// The log of a job, for a caller who may describe it.
async fn find_log(
    visit: &Visit<'_>,
    payload: Payload,
    (pool, job): (&str, &str),
    request_id: &str,
) -> Result<ImportLog, AwsError> {
    let (app, operation): (&App, _) = (&visit.front.app, DescribeUserImportJob::operation());
    let malformed = || error_of(operation, Fault::invalid("The request cannot be read."));
    let body = reader(visit).read(visit.http, payload).await.map_err(|_| malformed())?;
    let request = Request::new(visit.http, body, visit.origin, request_id.to_owned());
    let request = request.map_err(|_| malformed())?;
    let mut moment = request.moment(app, operation);
    let caller = Signed::admit(app, operation, &request, &mut moment).await?;
    let named = resource::of(&app.core.settings, operation, &json!({ "UserPoolId": pool }));
    caller.allow(app, operation, &named, &moment).await?;
    let log: Answer<ImportLog> = async {
        region::check(app, &moment.region, &named).await?;
        app.user_pools.import_log(pool, job).await
    }
    .await;
    log.map_err(|fault| error_of(operation, fault))
}
