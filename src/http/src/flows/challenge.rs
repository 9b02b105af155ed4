//! `/challenge`: what a sign-in asks after its first page.

use app::{
    oauth::authorize::Asked,
    user_pools::sign_in::{Content, PageStep, Response},
};
use domain::{
    user_pools::sign_in::{FirstFactor, SecondFactor},
    values::contact::Contact,
};

use super::{
    form::Form,
    passkeys,
    problems::problem,
    questions::{Open, Shown},
    remembered::Remembered,
    respond,
    turn::{Answered, Turn, who},
};
use crate::pages::{AttributeField, Body, NewPassword, PageError, Problem, paths};

/// Its page.
pub(super) async fn show(turn: &Turn<'_>) -> Answered {
    let asked = turn.asked().await?;
    let remembered = turn.remembered(&asked);
    let Some(open) = &remembered.open else { return Ok(respond::to(turn, paths::LOGIN)) };
    let issuer = turn.site.host();
    let body =
        open.body(&remembered.username, issuer).unwrap_or_else(|| new_password(&asked, &remembered, open));
    respond::page(turn, &asked, &remembered, body).await
}

fn new_password(asked: &Asked, remembered: &Remembered, open: &Open) -> Body {
    let missing = match &open.shown {
        Shown::NewPassword { missing } => missing.as_slice(),
        _ => &[],
    };
    let typed = |name: &String| remembered.attributes.get(name).cloned().unwrap_or_default();
    let attributes = missing.iter().map(|name| AttributeField { name: name.clone(), value: typed(name) });
    Body::NewPassword(NewPassword {
        username: remembered.username.clone(),
        policy: asked.client.pool.config.password_policy.clone(),
        attributes: attributes.collect(),
    })
}

/// Its form.
pub(super) async fn answer(turn: &Turn<'_>, form: &Form) -> Answered {
    let asked = turn.asked().await?;
    respond::check(turn, &asked, form, paths::LOGIN)?;
    let remembered = turn.remembered(&asked);
    let Some(open) = remembered.open.clone() else { return Ok(respond::to(turn, paths::LOGIN)) };
    if let Some(other) = other_page(&open, form) {
        return respond::remember(
            turn,
            &asked,
            Remembered { open: Some(other), ..remembered.told() },
            paths::CHALLENGE,
        );
    }
    let remembered = Remembered { attributes: form.attributes(), ..remembered };
    let open = match prepared(turn, &open, form).await {
        Ok(Prepared::Answer(open)) => open,
        Ok(Prepared::Page(open)) => {
            return respond::remember(
                turn,
                &asked,
                Remembered { open: Some(open), ..remembered.told() },
                paths::CHALLENGE,
            );
        }
        Err(error) => return respond::remember(turn, &asked, remembered.with(error), paths::CHALLENGE),
    };
    let content = match open.content(form) {
        Ok(content) => content,
        Err(error) => return respond::remember(turn, &asked, remembered.with(error), paths::CHALLENGE),
    };
    send(turn, &asked, (remembered, &open), (content, form)).await
}

async fn send(
    turn: &Turn<'_>,
    asked: &Asked,
    (remembered, open): (Remembered, &Open),
    (content, form): (Content, &Form),
) -> Answered {
    let who = who(asked, &remembered.username, form);
    let response = Response::BySession { session: Ok(Some(open.session.clone())), content };
    let step = turn.app().user_pools.answer_on_pages(&asked.client, &who, response, &turn.moment).await;
    after(turn, asked, remembered, (step, paths::CHALLENGE)).await
}

/// A choice that changes the page alone.
fn other_page(open: &Open, form: &Form) -> Option<Open> {
    let factor = form.field("factor");
    match &open.shown {
        Shown::Choice { offered } if factor == Some(FirstFactor::Password.name()) => {
            Some(open.showing(Shown::ChosenPassword { offered: offered.clone() }))
        }
        Shown::ChosenPassword { offered } if form.field("action") == Some("other") => {
            Some(open.showing(Shown::Choice { offered: offered.clone() }))
        }
        Shown::SetUp { enabled } => {
            let contact = match factor.and_then(SecondFactor::of_name)? {
                SecondFactor::Sms => Contact::Phone,
                SecondFactor::Email => Contact::Email,
                SecondFactor::SoftwareToken => return None,
            };
            enabled
                .contains(&SecondFactor::of_contact(contact))
                .then(|| open.showing(Shown::Address { contact }))
        }
        _ => None,
    }
}

/// An answer whose challenge is ready for it, or another page before.
enum Prepared {
    Answer(Open),
    Page(Open),
}

/// Gives an authenticator app its secret, and verifies its first code.
async fn prepared(turn: &Turn<'_>, open: &Open, form: &Form) -> Result<Prepared, PageError> {
    let pools = &turn.app().user_pools;
    match &open.shown {
        Shown::SetUp { .. } => {
            let associated = pools.associate_in_sign_in(&open.session, &turn.moment).await;
            let associated = associated.map_err(|fault| problem(&fault))?;
            let session = associated.session.unwrap_or_default();
            Ok(Prepared::Page(Open { session, shown: Shown::NewApp { secret: associated.secret_code } }))
        }
        Shown::NewApp { .. } => {
            let code = form.code().unwrap_or_default();
            let verified = pools.verify_in_sign_in(&open.session, &code, None, &turn.moment).await;
            let session = verified.map_err(|fault| problem(&fault))?;
            Ok(Prepared::Answer(Open { session, shown: open.shown.clone() }))
        }
        _ => Ok(Prepared::Answer(open.clone())),
    }
}

/// Where the browser goes after a step of a sign-in. `back` is the page that the step was made from.
pub(super) async fn after(
    turn: &Turn<'_>,
    asked: &Asked,
    remembered: Remembered,
    (step, back): (app::Answer<PageStep>, &'static str),
) -> Answered {
    let fault = match step {
        Ok(PageStep::Complete(session)) => {
            return passkeys::offer_or_complete(turn, asked, &remembered, session).await;
        }
        Ok(PageStep::Challenge(question)) => {
            let Some(open) = Open::of(question) else {
                return respond::remember(
                    turn,
                    asked,
                    remembered.with(PageError::of_form(Problem::Unavailable)),
                    paths::LOGIN,
                );
            };
            let remembered = Remembered { open: Some(open), ..remembered.told() };
            return respond::remember(turn, asked, remembered, paths::CHALLENGE);
        }
        Err(fault) => fault,
    };
    let error = problem(&fault);
    let (path, remembered) = match fault.kind {
        app::Kind::UserNotConfirmed => (paths::CONFIRM, Remembered::of(&remembered.username)),
        app::Kind::PasswordResetRequired => (paths::FORGOT, Remembered::of(&remembered.username)),
        _ if error.problem == Problem::SignInExpired => {
            (paths::LOGIN, Remembered { open: None, ..remembered }.with(error))
        }
        _ => (back, remembered.with(error)),
    };
    respond::remember(turn, asked, remembered, path)
}
