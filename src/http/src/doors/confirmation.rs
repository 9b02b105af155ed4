//! The door of links that confirm a sign-up. A `HEAD` does not come here, so that a mail server learns nothing by looking whether a link is
//! there.

use actix_web::{HttpResponse, rt::time::timeout};

use crate::{
    doors::{limits, visit::Visit},
    flows::confirm_link,
    oauth::site::Site,
};

/// Answers a request by the link.
pub(crate) async fn answer(visit: &Visit<'_>) -> HttpResponse {
    if let Err(why) = visit.enter() {
        return HttpResponse::build(why.status()).body(why.to_string());
    }
    // Boxed, because the future of a whole confirmation is large.
    let answered = app::at_one_moment(Box::pin(at_site(visit)));
    let calls_functions = visit.front.app.user_pools.calls_functions();
    let max = if calls_functions { limits::ANSWER_WITH_FUNCTIONS_MAX } else { limits::ANSWER_MAX };
    let answered = timeout(max, app::on_account_of(Some(visit.network), answered)).await;
    answered.unwrap_or_else(|_| HttpResponse::ServiceUnavailable().finish())
}

async fn at_site(visit: &Visit<'_>) -> HttpResponse {
    match Site::find(visit).await {
        Ok(site) => confirm_link::answer(visit, site.as_ref()).await,
        Err(_) => HttpResponse::ServiceUnavailable().finish(),
    }
}
