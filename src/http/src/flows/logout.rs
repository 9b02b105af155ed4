//! `/logout`: the pages forget the browser. Tokens stay good, as at AWS.

use actix_web::HttpResponse;
use app::oauth::authorize::AuthorizeRefused;

use super::{
    cookies::PageCookie,
    respond,
    turn::{Answered, Turn},
};
use crate::pages::paths;

/// What a request says: where to go afterwards.
struct Wanted {
    client_id: Option<String>,
    logout_uri: Option<String>,
    redirect_uri: Option<String>,
}

/// The request as a link.
pub(super) async fn answer(turn: &Turn<'_>) -> Answered {
    let wanted = wanted(turn.query());
    let client_id = wanted.client_id.ok_or(AuthorizeRefused::Page)?;
    let client = turn.app().oauth.client_of_pages(&turn.site.pool, &client_id).await?;
    let mut response = match (wanted.logout_uri, wanted.redirect_uri) {
        (Some(to), _) if client.config.redirects.logouts.contains(&to) => respond::found(&to),
        (Some(_), _) | (None, None) => return Err(AuthorizeRefused::Mismatch.into()),
        // Signing in again: whether the request is good is the sign-in page's matter.
        (None, Some(_)) => respond::to(turn, paths::LOGIN),
    };
    forget(turn, &mut response).await?;
    Ok(response)
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

fn wanted(query: &str) -> Wanted {
    let find = |name: &str| {
        let mut found = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.into_owned())
    };
    Wanted {
        client_id: find("client_id"),
        logout_uri: find("logout_uri"),
        redirect_uri: find("redirect_uri"),
    }
}
