//! `/login`: where a sign-in begins.

use app::{
    oauth::authorize::{Asked, Prompt},
    user_pools::sign_in::{Along, Start},
};
use domain::user_pools::{client::AuthFlow, domain::LoginPages};

use super::{
    authorize, challenge, federation,
    form::Form,
    remembered::Remembered,
    respond,
    turn::{Answered, Turn, who},
};
use crate::pages::{Body, Continue, Field, PageError, Problem, SignIn, SignInName, paths};

/// Its page.
pub(super) async fn show(turn: &Turn<'_>) -> Answered {
    let asked = turn.asked().await?;
    let remembered = turn.remembered(&asked);
    if !remembered.tells()
        && let Some(done) = authorize::known(turn, &asked).await?
    {
        return Ok(done);
    }
    if asked.prompt == Prompt::SelectAccount
        && let Some(browser) = turn.browser()
        && let Some(username) = turn.app().oauth.name_of(&asked, &browser, &turn.moment).await?
    {
        return respond::page(turn, &asked, &remembered, Body::Continue(Continue { username })).await;
    }
    if let Some(away) = federation::begin(turn, &asked).await? {
        return Ok(away);
    }
    let (providers, own_users) = federation::offered(turn, &asked).await?;
    let typed = Some(remembered.username.clone()).filter(|typed| !typed.is_empty());
    let body = SignIn {
        own_users,
        name: SignInName::of(&asked.client.pool.config.naming),
        username: typed.or_else(|| asked.login_hint.clone()).unwrap_or_default(),
        asks_password: !asks_name_first(turn, &asked),
        providers,
        sign_up: own_users && !asked.client.pool.config.admin_create_user_only,
        forgot: own_users,
        passkey: None,
    };
    respond::page(turn, &asked, &remembered, Body::SignIn(body)).await
}

/// Managed pages ask the name first where a user may choose a factor.
fn asks_name_first(turn: &Turn<'_>, asked: &Asked) -> bool {
    turn.site.domain.config.pages == LoginPages::Managed && asked.client.config.allows(AuthFlow::User)
}

/// Its form.
pub(super) async fn sign_in(turn: &Turn<'_>, form: &Form) -> Answered {
    let asked = turn.asked().await?;
    respond::check(turn, &asked, form, paths::LOGIN)?;
    match form.field("action") {
        Some("continue") => return go_on(turn, &asked).await,
        Some("another") => return Ok(respond::as_another(turn)),
        _ => {}
    }
    let username = form.field("username").unwrap_or_default().trim();
    let remembered = Remembered::of(username);
    let missing = |field| PageError::of_field(field, Problem::Missing);
    if username.is_empty() {
        return respond::remember(turn, &asked, remembered.with(missing(Field::Username)), paths::LOGIN);
    }
    let who = who(&asked, username, form);
    let start = match form.field("password") {
        None if asks_name_first(turn, &asked) => {
            Start::Choice { who, preferred: None, along: Along::default() }
        }
        None => {
            return respond::remember(turn, &asked, remembered.with(missing(Field::Password)), paths::LOGIN);
        }
        Some(password) => Start::Password { who, password: password.to_owned() },
    };
    let step = turn.app().user_pools.begin_on_pages(&asked.client, start, &turn.moment).await;
    challenge::after(turn, &asked, remembered, (step, paths::LOGIN)).await
}

/// As the user whom the browser knows.
async fn go_on(turn: &Turn<'_>, asked: &Asked) -> Answered {
    if let Some(browser) = turn.browser()
        && let Some(session) = turn.app().oauth.known(asked, &browser, &turn.moment).await?
    {
        return respond::complete(turn, asked, &session).await;
    }
    Ok(respond::as_another(turn))
}
