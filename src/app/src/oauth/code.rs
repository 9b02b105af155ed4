//! Authorization codes: given to a client for its user's sign-in, and redeemed for tokens once. A code is sealed and needs no row; that it
//! is redeemed once is the session's doing.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{Moment, Timestamp};
use ports::triggers::Texts;
use serde::{Deserialize, Serialize};

use super::{Asked, OAuth, Redirect, ResponseType};
use crate::{
    Answer, Fault,
    kernel::sealer::{Form, Token},
    user_pools::{
        clients::OpenClient,
        sign_in::{CodeToRedeem, PageSession},
        tokens::TokenSet,
    },
};

/// A code is good for five minutes.
const GOOD_FOR_SECONDS: i64 = 300;
const OPENID: &str = "openid";

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

/// A code as a client brings it.
pub struct BroughtCode<'a> {
    /// The code.
    pub code: &'a str,
    /// Where it was sent to.
    pub redirect_uri: &'a str,
    /// What proves that it is brought by the client which has asked for it (`code_verifier`).
    pub verifier: Option<&'a str>,
}

/// What a client gets for its user's sign-in.
pub struct CodeTokens {
    /// The tokens.
    pub tokens: TokenSet,
    /// Whether the ID token is given out (scope `openid`).
    pub has_id_token: bool,
}

impl OAuth {
    /// The redirect that completes a request: with a code, or with tokens.
    pub async fn complete(&self, asked: &Asked, session: &PageSession, moment: &Moment) -> Answer<Redirect> {
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
        let CodeTokens { tokens, has_id_token } = self.tokens(&asked.client, code, None, moment).await?;
        let id_token = has_id_token.then_some(("id_token", tokens.id_token));
        let others = [
            ("access_token", tokens.access_token),
            ("token_type", "Bearer".to_owned()),
            ("expires_in", tokens.expires_in.to_string()),
        ];
        Ok(id_token.into_iter().chain(others).collect())
    }

    /// Redeems a code for a client that has proved who it is. Whatever is wrong with the code: `NotAuthorized`.
    pub async fn redeem(
        &self,
        client: &OpenClient,
        brought: BroughtCode<'_>,
        client_metadata: Option<Texts>,
        moment: &Moment,
    ) -> Answer<CodeTokens> {
        let opened = self.core.sealer.open::<Code>(client.pool.id.as_str(), brought.code);
        let code = opened.map_err(|_| invalid())?;
        if code.client != client.id || code.redirect_uri != brought.redirect_uri {
            return Err(invalid());
        }
        let is_proved = match (&code.challenge, brought.verifier) {
            (None, None) => true,
            (Some(challenge), Some(verifier)) => digest_of(verifier) == *challenge,
            (None, Some(_)) | (Some(_), None) => false,
        };
        let (sub, jti, nonce) = (&*code.sub, &*code.jti, code.nonce.as_deref());
        self.tokens(client, CodeToRedeem { sub, jti, nonce, is_proved }, client_metadata, moment).await
    }

    async fn tokens(
        &self,
        client: &OpenClient,
        code: CodeToRedeem<'_>,
        client_metadata: Option<Texts>,
        moment: &Moment,
    ) -> Answer<CodeTokens> {
        let redeemed = self.user_pools.redeem_code(client, code, client_metadata, moment).await;
        let (tokens, opened) = redeemed?;
        Ok(CodeTokens { tokens, has_id_token: opened.scopes.iter().any(|scope| scope == OPENID) })
    }
}

/// `S256` (RFC 7636).
fn digest_of(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(crypto::sha256(verifier.as_bytes()))
}

fn invalid() -> Fault {
    Fault::not_authorized("Invalid authorization code")
}
