//! Where a browser goes that signs out of the pages: to an address of the client that sends it, as AWS names it or as `OpenID` Connect
//! (RP-Initiated Logout 1.0) does.

use super::{
    OAuth,
    authorize::{AuthorizeRefused, ECHOED_MAX, Redirect},
};
use crate::user_pools::{clients::OpenClient, pools::OpenPool};

/// What a client asks for, as it came; a parameter that is empty counts as absent.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "they are the parameters of the protocols, by their names")]
pub struct SignOutParameters {
    pub client_id: Option<String>,
    pub logout_uri: Option<String>,
    pub redirect_uri: Option<String>,
    pub id_token_hint: Option<String>,
    pub post_logout_redirect_uri: Option<String>,
    pub state: Option<String>,
}

/// Where the browser goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignedOut {
    /// To the client.
    Client(Redirect),
    /// To the sign-in page, for another user.
    SignInAgain,
}

impl OAuth {
    /// Checks a request to sign out of the pages of a pool.
    pub async fn signed_out(
        &self,
        pool: &OpenPool,
        parameters: SignOutParameters,
    ) -> Result<SignedOut, AuthorizeRefused> {
        let client = self.client_that_signs_out(pool, &parameters).await?;
        let may_lead_to = |to: &String| client.config.redirects.logouts.contains(to);
        let SignOutParameters { logout_uri, redirect_uri, post_logout_redirect_uri, state, .. } = parameters;
        let redirect = |to, parameters| SignedOut::Client(Redirect { to, parameters, is_fragment: false });
        match (logout_uri, post_logout_redirect_uri, redirect_uri) {
            (Some(to), ..) if may_lead_to(&to) => Ok(redirect(to, Vec::new())),
            (None, Some(to), _) if may_lead_to(&to) => {
                let is_long = state.as_ref().is_some_and(|state| state.len() > ECHOED_MAX);
                let state = state.map(|state| ("state", state)).into_iter().collect();
                if is_long { Err(AuthorizeRefused::Page) } else { Ok(redirect(to, state)) }
            }
            // Whether the request is good is the sign-in page's matter.
            (None, None, Some(_)) => Ok(SignedOut::SignInAgain),
            _ => Err(AuthorizeRefused::Mismatch),
        }
    }

    /// The client that `client_id` names, or an ID token of its own. Where both do, they must name the same.
    async fn client_that_signs_out(
        &self,
        pool: &OpenPool,
        SignOutParameters { client_id, id_token_hint, .. }: &SignOutParameters,
    ) -> Result<OpenClient, AuthorizeRefused> {
        let hinted = id_token_hint.as_ref().map(|token| self.hint(pool, token)).transpose()?;
        let client_id = match (client_id, hinted) {
            (Some(named), None) => named.clone(),
            (None, Some(Some(hinted))) => hinted.aud,
            (Some(named), Some(Some(hinted))) if *named == hinted.aud => hinted.aud,
            _ => return Err(AuthorizeRefused::Page),
        };
        self.client_of_pages(pool, &client_id).await
    }
}
