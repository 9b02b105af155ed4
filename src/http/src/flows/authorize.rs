//! `/oauth2/authorize`: where a client sends its user's browser. It goes straight back where the browser's user is known, and to the
//! sign-in page otherwise.

use std::collections::BTreeSet;

use app::oauth::authorize::{Asked, AuthorizeRefused, Parameters, Prompt};

use super::{
    form::Form,
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
    Ok(respond::see_other(turn.site, paths::LOGIN, query))
}

/// The code, where nobody has to be asked for it.
pub(super) async fn known(turn: &Turn<'_>, asked: &Asked) -> Answered<Option<actix_web::HttpResponse>> {
    if matches!(asked.prompt, Prompt::Login | Prompt::SelectAccount) {
        return Ok(None);
    }
    let Some(browser) = turn.browser() else { return Ok(None) };
    let Some(session) = turn.app().oauth.known(asked, &browser, &turn.moment).await? else { return Ok(None) };
    let redirect = turn.app().oauth.complete(asked, &session, &turn.moment).await?;
    Ok(Some(respond::redirect(&redirect)))
}

/// The parameters of a request; none where one of them comes twice.
pub(super) fn parameters(query: &[u8]) -> Option<Parameters> {
    let (mut parameters, mut seen) = (Parameters::default(), BTreeSet::new());
    for (name, value) in form_urlencoded::parse(query) {
        let Some(parameter) = parameter(&mut parameters, &name) else { continue };
        if !value.is_empty() {
            *parameter = Some(value.into_owned());
        }
        if !seen.insert(name) {
            return None;
        }
    }
    Some(parameters)
}

fn parameter<'a>(parameters: &'a mut Parameters, name: &str) -> Option<&'a mut Option<String>> {
    Some(match name {
        "client_id" => &mut parameters.client_id,
        "redirect_uri" => &mut parameters.redirect_uri,
        "response_type" => &mut parameters.response_type,
        "scope" => &mut parameters.scope,
        "state" => &mut parameters.state,
        "nonce" => &mut parameters.nonce,
        "code_challenge" => &mut parameters.code_challenge,
        "code_challenge_method" => &mut parameters.code_challenge_method,
        "prompt" => &mut parameters.prompt,
        "max_age" => &mut parameters.max_age,
        "login_hint" => &mut parameters.login_hint,
        "resource" => &mut parameters.resource,
        "identity_provider" => &mut parameters.identity_provider,
        "idp_identifier" => &mut parameters.idp_identifier,
        "response_mode" => &mut parameters.response_mode,
        "request" => &mut parameters.request,
        "request_uri" => &mut parameters.request_uri,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_by_name_and_none_may_come_twice() {
        let read = parameters(b"client_id=a&state=x%20y%2B%26&scope=&other=1&other=2").unwrap();
        assert_eq!((read.client_id.as_deref(), read.state.as_deref()), (Some("a"), Some("x y+&")));
        assert_eq!(read.scope, None);
        assert!(parameters(b"client_id=a&client_id=b").is_none());
    }
}
