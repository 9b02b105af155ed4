//! What the sign-in pages do: they lead a browser from a client's authorize request to the client's code, through the same ceremony as the
//! API. Every form is posted and answered by a redirect to the page that follows, so that no reload sends anything twice; what that page
//! has to know waits in a sealed cookie.
//!
//! How pages look is `pages`; what a request means, `app::oauth`.

mod authorize;
mod challenge;
mod cookies;
mod form;
mod login;
mod logout;
mod problems;
mod questions;
mod recovery;
mod remembered;
mod respond;
mod sign_up;
mod turn;

use actix_web::{
    HttpResponse,
    dev::Payload,
    http::Method,
    rt::time::timeout,
};

use crate::{
    doors::{limits, visit::Visit},
    oauth::Site,
    pages::paths,
};
use turn::Turn;

/// Answers a request to the pages of a pool.
pub(crate) async fn answer(visit: &Visit<'_>, site: &Site, payload: Payload) -> HttpResponse {
    // Boxed, because the future of a whole sign-in is large.
    let served = Box::pin(app::at_one_moment(serve(visit, site, payload)));
    let max = if visit.front.app.user_pools.calls_functions() {
        limits::ANSWER_WITH_FUNCTIONS_MAX
    } else {
        limits::ANSWER_MAX
    };
    let served = timeout(max, app::on_account_of(Some(visit.network), served)).await;
    served.unwrap_or_else(|_| respond::unavailable(site))
}

async fn serve(visit: &Visit<'_>, site: &Site, payload: Payload) -> HttpResponse {
    let turn = Turn::new(visit, site);
    let (path, is_get) = (site.path(visit.http), visit.http.method() == Method::GET);
    if is_get {
        return turn.answered(match path {
            paths::AUTHORIZE | "/authorize" => authorize::answer(&turn).await,
            paths::LOGIN => login::show(&turn).await,
            paths::CHALLENGE => challenge::show(&turn).await,
            paths::SIGN_UP => sign_up::show(&turn).await,
            paths::CONFIRM => sign_up::show_confirmation(&turn).await,
            paths::FORGOT => recovery::show(&turn).await,
            paths::RESET => recovery::show_reset(&turn).await,
            "/logout" => logout::answer(&turn).await,
            "/error" => Ok(respond::bad_request(&turn)),
            _ => Ok(respond::not_found(&turn)),
        });
    }
    if visit.http.method() != Method::POST {
        return respond::not_found(&turn);
    }
    let form = match turn.form(payload).await {
        Ok(form) => form,
        Err(refused) => return turn.answered(Err(refused)),
    };
    turn.answered(match path {
        paths::AUTHORIZE | "/authorize" => authorize::answer_form(&turn, &form).await,
        paths::LOGIN => login::sign_in(&turn, &form).await,
        paths::CHALLENGE => challenge::answer(&turn, &form).await,
        paths::SIGN_UP => sign_up::sign_up(&turn, &form).await,
        paths::CONFIRM => sign_up::confirm(&turn, &form).await,
        paths::RESEND => sign_up::resend(&turn, &form).await,
        paths::FORGOT => recovery::send_code(&turn, &form).await,
        paths::RESET => recovery::reset(&turn, &form).await,
        _ => Ok(respond::not_found(&turn)),
    })
}
