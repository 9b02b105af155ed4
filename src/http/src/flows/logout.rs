//! `/logout`: the pages forget the browser. Tokens stay good, as at AWS.

use actix_web::HttpResponse;
use app::oauth::sign_out::{SignOutParameters, SignedOut};

use super::{
    LOGOUT,
    cookies::PageCookie,
    form::Form,
    respond,
    turn::{Answered, Turn},
};
use crate::pages::paths;

/// The request as a link.
pub(super) async fn answer(turn: &Turn<'_>) -> Answered {
    let signed_out = turn.app().oauth.signed_out(&turn.site.pool, parameters(turn.query())).await?;
    let mut response = match signed_out {
        SignedOut::Client(redirect) => respond::redirect(&redirect),
        SignedOut::SignInAgain => respond::to(turn, paths::LOGIN),
    };
    forget(turn, &mut response).await?;
    Ok(response)
}

/// The request as a form, which is sent on as a link: browsers send no cookies along with a form of another site.
pub(super) fn answer_form(turn: &Turn<'_>, form: &Form) -> HttpResponse {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(form.fields());
    respond::see_other(turn.site, LOGOUT, &query.finish())
}

async fn forget(turn: &Turn<'_>, response: &mut HttpResponse) -> Answered<()> {
    if let Some(browser) = turn.browser() {
        turn.app().oauth.forget_browser(&turn.site.pool, &browser, &turn.moment).await?;
    }
    for cookie in [PageCookie::Browser, PageCookie::PageData] {
        respond::add_cookie(response, &cookie.remove(turn.site));
    }
    Ok(())
}

fn parameters(query: &str) -> SignOutParameters {
    let find = |name: &str| {
        let mut found = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty())
    };
    SignOutParameters {
        client_id: find("client_id"),
        logout_uri: find("logout_uri"),
        redirect_uri: find("redirect_uri"),
        id_token_hint: find("id_token_hint"),
        post_logout_redirect_uri: find("post_logout_redirect_uri"),
        state: find("state"),
    }
}
