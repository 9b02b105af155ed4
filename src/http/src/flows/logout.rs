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
    let to = match (wanted.logout_uri, wanted.redirect_uri) {
        (Some(to), _) if client.config.redirects.logouts.contains(&to) => to,
        (Some(_), _) | (None, None) => return Err(AuthorizeRefused::Mismatch.into()),
        // Signing in again: whether the request is good is the sign-in page's matter.
        (None, Some(_)) => format!("{}{}?{}", turn.site.path_prefix, paths::LOGIN, turn.query()),
    };
    let mut response = respond::found(&by_provider(turn, &to).await.unwrap_or(to));
    forget(turn, &mut response).await?;
    Ok(response)
}

/// Where the browser goes first, to end its user's session at a provider; none where there is none to end. A provider that cannot be told
/// does not keep the browser signed in here.
async fn by_provider(turn: &Turn<'_>, to: &str) -> Option<String> {
    let kept = PageCookie::AtProvider.read(turn.visit.http, turn.site)?;
    let oauth = &turn.app().oauth;
    match oauth.sign_out_at_provider(&turn.site.pool, &kept, to, &turn.moment).await {
        Ok(away) => away,
        Err(fault) => {
            tracing::warn!(kind = ?fault.kind, "a provider is not told of a sign-out");
            None
        }
    }
}

async fn forget(turn: &Turn<'_>, response: &mut HttpResponse) -> Answered<()> {
    if let Some(browser) = turn.browser() {
        turn.app().oauth.forget_browser(&turn.site.pool, &browser, &turn.moment).await?;
    }
    for cookie in [PageCookie::Browser, PageCookie::PageData] {
        respond::add_cookie(response, &cookie.remove(turn.site));
    }
    respond::forget_provider(turn, response);
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
