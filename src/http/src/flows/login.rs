//! `/login`: where a sign-in begins.

use app::{
    oauth::authorize::{Asked, Prompt},
    user_pools::sign_in::{Along, NamedStep, Start},
};
use domain::user_pools::client::AuthFlow;

use super::{
    authorize, challenge, federation,
    form::Form,
    problems::problem,
    remembered::Remembered,
    respond,
    turn::{Answered, Turn, who},
};
use crate::{
    api::user_pools::passkey_shape::{passkey_answer, request_options},
    pages::{Body, Continue, Field, PageError, Passkey, Problem, SignIn, SignInName, paths},
};

/// Its page.
pub(super) async fn show(turn: &Turn<'_>) -> Answered {
    let asked = turn.asked().await?;
    let remembered = turn.remembered(&asked);
    if !remembered.tells()
        && let Some(done) = authorize::known(turn, &asked).await?
    {
        return Ok(done);
    }
    if let Some(on) = federation::found(turn, &asked, &remembered).await? {
        return Ok(on);
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
        work_address: remembered.work_address.clone(),
        sign_up: own_users && !asked.client.pool.config.admin_create_user_only,
        forgot: own_users,
        passkey: passkey(turn, &asked).await?,
    };
    respond::page(turn, &asked, &remembered, Body::SignIn(body)).await
}

/// Managed pages ask the name first where a user may choose a factor.
fn asks_name_first(turn: &Turn<'_>, asked: &Asked) -> bool {
    turn.is_managed() && asked.client.config.allows(AuthFlow::User)
}

/// What the page needs to offer passkeys, where one can be used on it.
async fn passkey(turn: &Turn<'_>, asked: &Asked) -> Answered<Option<Passkey>> {
    if !turn.is_managed() {
        return Ok(None);
    }
    let pools = &turn.app().user_pools;
    let (authorization, host) = (&asked.authorization, turn.site.host());
    let offer = pools.offer_passkeys(&asked.client, authorization, host, &turn.moment).await?;
    Ok(offer
        .map(|offer| Passkey { options: request_options(&offer.options).to_string(), state: offer.session }))
}

/// A passkey was chosen, which says whose it is.
async fn sign_in_by_passkey(turn: &Turn<'_>, asked: &Asked, credential: &str, form: &Form) -> Answered {
    let failed = |remembered: Remembered, error: PageError| {
        // That no user has it, or that it proves nothing: a name and a password were not asked for.
        let is_wrong = matches!(error.problem, Problem::WrongCredentials | Problem::Message(_));
        let error = if is_wrong { PageError::of_form(Problem::PasskeyFailed) } else { error };
        respond::remember(turn, asked, remembered.with(error), paths::LOGIN)
    };
    let Ok(answer) = passkey_answer(credential) else {
        return failed(Remembered::default(), PageError::of_form(Problem::PasskeyFailed));
    };
    let (who, session) = (who(asked, "", form), form.field("state").unwrap_or_default());
    let pools = &turn.app().user_pools;
    match pools.sign_in_by_passkey(&asked.client, who, session, answer, &turn.moment).await {
        Ok(NamedStep { username, step }) => {
            challenge::after(turn, asked, Remembered::of(&username), (Ok(step), paths::LOGIN)).await
        }
        Err(fault) => failed(Remembered::default(), problem(&fault)),
    }
}

/// Its form.
pub(super) async fn sign_in(turn: &Turn<'_>, form: &Form) -> Answered {
    let asked = turn.asked().await?;
    respond::check(turn, &asked, form, paths::LOGIN)?;
    match form.field("action") {
        Some("continue") => return go_on(turn, &asked).await,
        Some("another") => return Ok(respond::as_another(turn)),
        Some("provider") => return federation::find(turn, &asked, form).await,
        _ => {}
    }
    if let Some(credential) = form.field("credential") {
        return sign_in_by_passkey(turn, &asked, credential, form).await;
    }
    let username = form.field("username").unwrap_or_default().trim();
    let remembered = turn.remembered(&asked).again(username);
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
