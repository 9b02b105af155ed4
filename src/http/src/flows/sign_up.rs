//! `/signup`, `/confirm`, `/resendcode`: a person becomes a user.

use app::{
    oauth::authorize::Asked,
    user_pools::{
        code_requests::CodeRequest, confirmation::Confirmation, sign_in::Start, sign_up::Applicant,
    },
};

use super::{
    challenge, federation,
    form::Form,
    problems::problem,
    remembered::Remembered,
    respond,
    turn::{Answered, Turn, who},
};
use crate::pages::{
    AttributeField, Body, Confirm, Field, Notice, PageError, Problem, Resend, SignInName, SignUp, paths,
};

/// The form of a new account.
pub(super) async fn show(turn: &Turn<'_>) -> Answered {
    let asked = turn.asked().await?;
    let (config, remembered) = (&asked.client.pool.config, turn.remembered(&asked));
    let name = SignInName::of(&config.naming).at_sign_up();
    let (providers, own_users) = federation::offered(turn, &asked).await?;
    let is_name = |attribute: &str| match name {
        SignInName::Email => attribute == "email",
        SignInName::Phone => attribute == "phone_number",
        SignInName::EmailOrPhone | SignInName::Username | SignInName::UsernameOrEmail | SignInName::Any => {
            false
        }
    };
    let required = config.schema.required().filter(|attribute| !is_name(attribute) && *attribute != "sub");
    let typed = |name: &str| remembered.attributes.get(name).cloned().unwrap_or_default();
    let body = SignUp {
        own_users: own_users && !config.admin_create_user_only,
        name,
        username: remembered.username.clone(),
        attributes: required
            .map(|name| AttributeField { name: name.to_owned(), value: typed(name) })
            .collect(),
        policy: Some(config.password_policy.clone()),
        terms: respond::terms(turn, &asked).await?,
        providers,
    };
    respond::page(turn, &asked, &remembered, Body::SignUp(body)).await
}

/// A new account is asked for.
pub(super) async fn sign_up(turn: &Turn<'_>, form: &Form) -> Answered {
    let asked = turn.asked().await?;
    respond::check(turn, &asked, form, paths::SIGN_UP)?;
    let username = form.field("username").unwrap_or_default().trim().to_owned();
    let remembered = Remembered { attributes: form.attributes(), ..Remembered::of(&username) };
    let missing = |field| PageError::of_field(field, Problem::Missing);
    if username.is_empty() {
        return respond::remember(turn, &asked, remembered.with(missing(Field::Username)), paths::SIGN_UP);
    }
    let Some(password) = form.field("password").map(str::to_owned) else {
        return respond::remember(turn, &asked, remembered.with(missing(Field::Password)), paths::SIGN_UP);
    };
    let applicant = Applicant {
        secret_hash: asked.client.own_secret_hash(&username),
        username: username.clone(),
        password: Some(password),
        attributes: form.attributes(),
        validation_data: None,
        client_metadata: None,
    };
    let signed_up = turn.app().user_pools.sign_up(&asked.client.id, applicant, &turn.moment).await;
    match signed_up {
        Err(fault) => respond::remember(turn, &asked, remembered.with(problem(&fault)), paths::SIGN_UP),
        Ok(signed_up) if signed_up.is_confirmed => respond::remember(
            turn,
            &asked,
            Remembered::of_new(&username).saying(Notice::AccountConfirmed),
            paths::LOGIN,
        ),
        Ok(signed_up) => {
            let destination = signed_up.delivery.map(|delivery| delivery.destination);
            let remembered =
                Remembered { destination, sign_up: signed_up.session, ..Remembered::of(&username) };
            respond::remember(turn, &asked, remembered, paths::CONFIRM)
        }
    }
}

/// The form of the code that confirms it.
pub(super) async fn show_confirmation(turn: &Turn<'_>) -> Answered {
    let asked = turn.asked().await?;
    let remembered = turn.remembered(&asked);
    if remembered.username.is_empty() {
        return Ok(respond::to(turn, paths::LOGIN));
    }
    let body = Confirm {
        username: remembered.username.clone(),
        destination: remembered.destination.clone(),
        resend: Resend::In(0),
    };
    respond::page(turn, &asked, &remembered, Body::Confirm(body)).await
}

/// The code.
pub(super) async fn confirm(turn: &Turn<'_>, form: &Form) -> Answered {
    let asked = turn.asked().await?;
    respond::check(turn, &asked, form, paths::CONFIRM)?;
    let remembered = turn.remembered(&asked);
    let username = form.field("username").map_or_else(|| remembered.username.clone(), str::to_owned);
    let Some(code) = form.code() else {
        let missing = PageError::of_field(Field::Code, Problem::Missing);
        return respond::remember(turn, &asked, remembered.with(missing), paths::CONFIRM);
    };
    let secret_hash = asked.client.own_secret_hash(&username);
    let confirmation = Confirmation {
        username: &username,
        code: &code,
        secret_hash: secret_hash.as_deref(),
        force_alias: false,
        session: remembered.sign_up.as_deref(),
        client_metadata: None,
    };
    let confirmed =
        turn.app().user_pools.confirm_sign_up(&asked.client.id, &confirmation, &turn.moment).await;
    match confirmed {
        Err(fault) => respond::remember(turn, &asked, remembered.with(problem(&fault)), paths::CONFIRM),
        Ok(Some(session)) => sign_in(turn, &asked, (&username, session), form).await,
        Ok(None) => respond::remember(
            turn,
            &asked,
            Remembered::of_new(&username).saying(Notice::AccountConfirmed),
            paths::LOGIN,
        ),
    }
}

/// The user who has just confirmed a sign-up is signed in.
async fn sign_in(
    turn: &Turn<'_>,
    asked: &Asked,
    (username, session): (&str, String),
    form: &Form,
) -> Answered {
    let who = who(asked, username, form);
    let start = Start::Confirmed { who, session };
    let step = turn.app().user_pools.begin_on_pages(&asked.client, start, &turn.moment).await;
    let remembered = Remembered::of_new(username);
    challenge::after(turn, asked, remembered, (step, paths::LOGIN)).await
}

/// Another code.
pub(super) async fn resend(turn: &Turn<'_>, form: &Form) -> Answered {
    let asked = turn.asked().await?;
    respond::check(turn, &asked, form, paths::CONFIRM)?;
    let remembered = turn.remembered(&asked);
    let username = form.field("username").map_or_else(|| remembered.username.clone(), str::to_owned);
    let secret_hash = asked.client.own_secret_hash(&username);
    let request =
        CodeRequest { username: &username, secret_hash: secret_hash.as_deref(), client_metadata: None };
    let sent = turn.app().user_pools.resend_code(&asked.client.id, &request, &turn.moment).await;
    let remembered = match sent {
        Ok(delivery) => Remembered { username, destination: Some(delivery.destination), ..remembered }
            .saying(Notice::CodeResent),
        Err(fault) => remembered.with(problem(&fault)),
    };
    respond::remember(turn, &asked, remembered, paths::CONFIRM)
}
