//! `/oauth2/authorize`: where a client sends its user's browser. It goes straight back where the browser's user is known, to an
//! identity provider where one is meant, and to the sign-in page otherwise.

use app::oauth::authorize::{Asked, AuthorizeRefused, Prompt};

use super::{
    federation,
    form::Form,
    parameters::parameters,
    respond,
    turn::{Answered, Turn},
};
use crate::pages::paths;

/// The request as a link.
pub(super) async fn answer(turn: &Turn<'_>) -> Answered {
    let asked = turn.asked().await?;
    go_on(turn, &asked, turn.query()).await
}

/// The request as a form, which is sent on as a link.
pub(super) async fn answer_form(turn: &Turn<'_>, form: &Form) -> Answered {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(form.fields());
    let query = query.finish();
    let parameters = parameters(query.as_bytes()).ok_or(AuthorizeRefused::Page)?;
    let asked = turn.app().oauth.asked(&turn.site.pool, parameters).await?;
    go_on(turn, &asked, &query).await
}

async fn go_on(turn: &Turn<'_>, asked: &Asked, query: &str) -> Answered {
    if let Some(done) = known(turn, asked).await? {
        return Ok(done);
    }
    if asked.prompt == Prompt::Never {
        return Ok(respond::redirect(&asked.refuse("login_required", "")));
    }
    if let Some(away) = federation::begin(turn, asked).await? {
        return Ok(away);
    }
    Ok(respond::see_other(turn.site, paths::LOGIN, query))
}

/// The code, where the user need not be asked.
pub(super) async fn known(turn: &Turn<'_>, asked: &Asked) -> Answered<Option<actix_web::HttpResponse>> {
    if matches!(asked.prompt, Prompt::Login | Prompt::SelectAccount) {
        return Ok(None);
    }
    let Some(browser) = turn.browser() else { return Ok(None) };
    let Some(session) = turn.app().oauth.known(asked, &browser, &turn.moment).await? else { return Ok(None) };
    let redirect = turn.app().oauth.complete(asked, &session, &turn.moment).await?;
    Ok(Some(respond::redirect(&redirect)))
}
