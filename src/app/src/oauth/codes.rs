//! Authorization codes: given to a client for its user's sign-in, and redeemed for tokens once. A code is sealed and needs no row; that it
//! is redeemed once is the session's doing.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{Moment, Timestamp};
use ports::triggers::Texts;
use serde::{Deserialize, Serialize};

use super::{
    OAuth,
    authorize::{Asked, Redirect, ResponseType},
    clients::ProvedClient,
    granted::{Granted, not_granted},
    refused::{ErrorCode, Refused},
};
use crate::{
    Answer,
    kernel::sealer::{Form, Token},
    user_pools::{
        sign_in::{CodeToRedeem, PageSession},
        tokens::TokenSet,
    },
};

/// A code is good for five minutes.
const GOOD_FOR_SECONDS: i64 = 300;

/// What a code carries.
#[derive(Serialize, Deserialize)]
struct Code {
    client: String,
    sub: String,
    jti: String,
    redirect_uri: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    challenge: Option<String>,
    ends_at: Timestamp,
}

impl Token for Code {
    const KEY: &'static str = "authorization code";
    const PURPOSE: &'static str = "authorization code";
    const FORM: Form = Form::Bare;

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.ends_at)
    }
}

impl Code {
    /// Whether it was given to this client, at this address.
    fn was_given_to(&self, client: &str, redirect_uri: &str) -> bool {
        self.client == client && self.redirect_uri == redirect_uri
    }

    /// Whether the verifier belongs to the challenge of the request (RFC 7636). Where there was none there must be no verifier.
    fn is_proved_by(&self, verifier: Option<&str>) -> bool {
        match (&self.challenge, verifier) {
            (None, None) => true,
            (Some(challenge), Some(verifier)) => digest_of(verifier) == *challenge,
            (None, Some(_)) | (Some(_), None) => false,
        }
    }
}

/// What a client gives for tokens after a user has signed in on the pages.
pub struct Redemption {
    /// `code`
    pub code: String,
    /// `redirect_uri`: where the code was sent to.
    pub redirect_uri: String,
    /// `code_verifier`
    pub verifier: Option<String>,
    /// `aws_client_metadata`
    pub metadata: Option<Texts>,
}

impl OAuth {
    /// The redirect that completes a request: with a code, or with tokens; with neither where the client means another user.
    pub async fn complete(&self, asked: &Asked, session: &PageSession, moment: &Moment) -> Answer<Redirect> {
        if !asked.may_be(&session.sub) {
            return Ok(asked.refuse("login_required", "another user has signed in"));
        }
        let mut parameters = match asked.response_type {
            ResponseType::Code => vec![("code", self.code(asked, session, moment)?)],
            ResponseType::Token => self.in_fragment(asked, session, moment).await?,
        };
        parameters.extend(asked.state.clone().map(|state| ("state", state)));
        let is_fragment = asked.response_type == ResponseType::Token;
        Ok(Redirect { to: asked.redirect_uri.clone(), parameters, is_fragment })
    }

    fn code(&self, asked: &Asked, session: &PageSession, moment: &Moment) -> Answer<String> {
        let code = Code {
            client: asked.client.id.clone(),
            sub: session.sub.clone(),
            jti: session.jti.clone(),
            redirect_uri: asked.redirect_uri.clone(),
            nonce: asked.nonce.clone(),
            challenge: asked.challenge.clone(),
            ends_at: moment.now.plus_seconds(GOOD_FOR_SECONDS),
        };
        self.core.sealer.seal(asked.client.pool.id.as_str(), &code)
    }

    /// The implicit flow: no refresh token.
    async fn in_fragment(
        &self,
        asked: &Asked,
        session: &PageSession,
        moment: &Moment,
    ) -> Answer<Vec<(&'static str, String)>> {
        let nonce = asked.nonce.as_deref();
        let code = CodeToRedeem { sub: &session.sub, jti: &session.jti, nonce, is_proved: true };
        let tokens = self.user_pools.redeem_code(&asked.client, code, None, moment).await?;
        let Granted { access_token, id_token, expires_in, .. } = tokens.into();
        let id_token = id_token.map(|token| ("id_token", token));
        let others = [
            ("access_token", access_token),
            ("token_type", "Bearer".to_owned()),
            ("expires_in", expires_in.to_string()),
        ];
        Ok(id_token.into_iter().chain(others).collect())
    }

    /// The tokens for a code.
    pub(super) async fn redeem(
        &self,
        ProvedClient { client, .. }: &ProvedClient,
        brought: Redemption,
        moment: &Moment,
    ) -> Result<TokenSet, Refused> {
        let opened = self.core.sealer.open::<Code>(client.pool.id.as_str(), &brought.code);
        let code = opened.map_err(|_| ErrorCode::InvalidGrant)?;
        if !code.was_given_to(&client.id, &brought.redirect_uri) {
            return Err(ErrorCode::InvalidGrant.into());
        }
        let is_proved = code.is_proved_by(brought.verifier.as_deref());
        let (sub, jti, nonce) = (&*code.sub, &*code.jti, code.nonce.as_deref());
        let code = CodeToRedeem { sub, jti, nonce, is_proved };
        self.user_pools.redeem_code(client, code, brought.metadata, moment).await.map_err(not_granted)
    }
}

/// `S256` (RFC 7636).
fn digest_of(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(crypto::sha256(verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(challenge: Option<&str>) -> Code {
        Code {
            client: "app".to_owned(),
            sub: "ada".to_owned(),
            jti: "1".to_owned(),
            redirect_uri: "https://app.example/".to_owned(),
            nonce: None,
            challenge: challenge.map(str::to_owned),
            ends_at: Timestamp::from_ms(0),
        }
    }

    #[test]
    fn a_code_is_for_the_client_and_the_address_that_it_was_given_to() {
        let code = code(None);
        assert!(code.was_given_to("app", "https://app.example/"));
        assert!(!code.was_given_to("other", "https://app.example/"));
        assert!(!code.was_given_to("app", "https://app.example"));
    }

    #[test]
    fn a_challenge_is_met_by_its_verifier_and_no_challenge_by_none() {
        // The pair of RFC 7636, appendix B.
        let (challenge, verifier) =
            ("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        let with = code(Some(challenge));
        assert!(with.is_proved_by(Some(verifier)) && code(None).is_proved_by(None));
        assert!(
            !with.is_proved_by(None) && !with.is_proved_by(Some(challenge)) && !with.is_proved_by(Some(""))
        );
        assert!(!code(None).is_proved_by(Some(verifier)));
    }
}
