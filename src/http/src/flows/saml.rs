//! SAML providers: `/saml2/idpresponse`, where their pages post answers, and `/saml2/logout`, where they post that a user has signed out.

use app::oauth::{
    authorize::AuthorizeRefused,
    federation::{SamlArrival, SamlParameters, Visitor},
};

use super::{
    federation,
    form::Form,
    respond,
    turn::{Answered, Stop, Turn},
};

/// Takes an answer to a sign-in. No cookie comes with it: the browser is sent to show it.
pub(super) async fn posted(turn: &Turn<'_>, form: &Form) -> Answered {
    let visitor = Visitor { base_url: &turn.site.base_url, cookie: &turn.csrf };
    let oauth = &turn.app().oauth;
    match oauth.saml_posted(&turn.site.pool, visitor, parameters(form), &turn.moment).await {
        Ok(SamlArrival::Resume(text)) => Ok(federation::to_resume(turn, &text)),
        Ok(SamlArrival::Unasked(arrived)) => federation::complete(turn, &arrived).await,
        Err(AuthorizeRefused::Page) => Ok(respond::bad_saml(turn)),
        Err(refused) => Err(refused.into()),
    }
}

/// Takes an answer to a sign-out: the browser goes where the application wants it.
pub(super) async fn signed_out(turn: &Turn<'_>, form: &Form) -> Answered {
    let (pool, base_url) = (&turn.site.pool, &turn.site.base_url);
    let oauth = &turn.app().oauth;
    match oauth.signed_out_at_provider(pool, base_url, parameters(form), &turn.moment).await {
        Ok(to) => Ok(respond::found(&to)),
        Err(AuthorizeRefused::Page) => Ok(respond::bad_saml(turn)),
        Err(refused) => Err(Stop::from(refused)),
    }
}

fn parameters(form: &Form) -> SamlParameters {
    let field = |name| form.field(name).unwrap_or_default().to_owned();
    SamlParameters { response: field("SAMLResponse"), relay_state: field("RelayState") }
}
