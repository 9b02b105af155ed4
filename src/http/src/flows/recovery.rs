//! `/forgotPassword`, `/confirmforgotPassword`: a new password by a code.

use app::user_pools::{code_requests::CodeRequest, recovery::Reset};

use super::{
    form::Form,
    problems::problem,
    remembered::Remembered,
    respond,
    turn::{Answered, Turn},
};
use crate::pages::{self, Body, Field, Forgot, Notice, PageError, Problem, Resend, SignInName, paths};

/// The form of whose password it is.
pub(super) async fn show(turn: &Turn<'_>) -> Answered {
    let asked = turn.asked().await?;
    let remembered = turn.remembered(&asked);
    let body = Forgot {
        name: SignInName::of(&asked.client.pool.config.naming),
        username: remembered.username.clone(),
    };
    respond::page(turn, &asked, &remembered, Body::Forgot(body)).await
}

/// A code is asked for.
pub(super) async fn send_code(turn: &Turn<'_>, form: &Form) -> Answered {
    let asked = turn.asked().await?;
    respond::check(turn, &asked, form, paths::FORGOT)?;
    let username = form.field("username").unwrap_or_default().trim().to_owned();
    let remembered = Remembered::of(&username);
    if username.is_empty() {
        let missing = PageError::of_field(Field::Username, Problem::Missing);
        return respond::remember(turn, &asked, remembered.with(missing), paths::FORGOT);
    }
    let secret_hash = asked.client.own_secret_hash(&username);
    let request =
        CodeRequest { username: &username, secret_hash: secret_hash.as_deref(), client_metadata: None };
    match turn.app().user_pools.forgot_password(&asked.client.id, &request, &turn.moment).await {
        Ok(delivery) => {
            let remembered = Remembered { destination: Some(delivery.destination), ..remembered };
            respond::remember(turn, &asked, remembered, paths::RESET)
        }
        Err(fault) => respond::remember(turn, &asked, remembered.with(problem(&fault)), paths::FORGOT),
    }
}

/// The form of the code and the new password.
pub(super) async fn show_reset(turn: &Turn<'_>) -> Answered {
    let asked = turn.asked().await?;
    let remembered = turn.remembered(&asked);
    if remembered.username.is_empty() {
        return Ok(respond::to(turn, paths::FORGOT));
    }
    let body = pages::Reset {
        username: remembered.username.clone(),
        destination: remembered.destination.clone(),
        policy: asked.client.pool.config.password_policy.clone(),
        resend: Resend::In(0),
    };
    respond::page(turn, &asked, &remembered, Body::Reset(body)).await
}

/// Both.
pub(super) async fn reset(turn: &Turn<'_>, form: &Form) -> Answered {
    let asked = turn.asked().await?;
    respond::check(turn, &asked, form, paths::FORGOT)?;
    let remembered = turn.remembered(&asked);
    let username = form.field("username").map_or_else(|| remembered.username.clone(), str::to_owned);
    let missing = |field| PageError::of_field(field, Problem::Missing);
    let (code, password) = match (form.code(), form.field("password")) {
        (None, _) => {
            return respond::remember(turn, &asked, remembered.with(missing(Field::Code)), paths::RESET);
        }
        (_, None) => {
            return respond::remember(turn, &asked, remembered.with(missing(Field::Password)), paths::RESET);
        }
        (Some(code), Some(password)) => (code, password),
    };
    let secret_hash = asked.client.own_secret_hash(&username);
    let reset = Reset {
        username: &username,
        code: &code,
        password,
        secret_hash: secret_hash.as_deref(),
        client_metadata: None,
    };
    match turn.app().user_pools.confirm_forgot_password(&asked.client.id, reset, &turn.moment).await {
        Ok(()) => respond::remember(
            turn,
            &asked,
            Remembered::of(&username).saying(Notice::PasswordChanged),
            paths::LOGIN,
        ),
        Err(fault) => respond::remember(turn, &asked, remembered.with(problem(&fault)), paths::RESET),
    }
}
