//! Tokens for what a client has been granted: by a user's sign-in, by an earlier sign-in, or for itself.

use domain::{
    Moment,
    user_pools::client::{OAuthFlow, OAuthGrants, ScopesRefused, rules::is_standard},
};
use ports::triggers::Texts;

use super::{
    OAuth,
    clients::ProvedClient,
    codes::Redemption,
    granted::{Granted, not_granted},
    refused::{ErrorCode, Refused},
};
use crate::user_pools::{clients::OpenClient, sign_in::Refresh, tokens::TokenSet};

/// What a client asks tokens for.
pub enum Grant {
    /// `authorization_code`
    Code(Redemption),
    /// `refresh_token`
    Refresh {
        /// The token.
        token: String,
    },
    /// `client_credentials`
    Own {
        /// `scope`, taken apart; `None` where it is absent.
        scopes: Option<Vec<String>>,
        /// `aws_client_metadata`
        metadata: Option<Texts>,
    },
}

impl OAuth {
    /// The tokens for what a client has been granted.
    pub async fn tokens(
        &self,
        client: &ProvedClient,
        grant: Grant,
        moment: &Moment,
    ) -> Result<Granted, Refused> {
        match grant {
            Grant::Code(redemption) => {
                if !is_allowed(&client.client.config.oauth, OAuthFlow::Code) {
                    return Err(ErrorCode::UnauthorizedClient.into());
                }
                self.redeem(client, redemption, moment).await.map(Granted::from)
            }
            Grant::Refresh { token } => self.refreshed(client, &token, moment).await.map(Granted::from),
            Grant::Own { scopes, metadata } => {
                let scopes = self.own_scopes(&client.client, scopes.as_deref()).await?;
                let token = self.user_pools.client_token_of(&client.client, &scopes, metadata).await?;
                Ok(token.into())
            }
        }
    }

    /// The client needs no leave for this flow, and takes tokens of the API too.
    async fn refreshed(
        &self,
        client: &ProvedClient,
        token: &str,
        moment: &Moment,
    ) -> Result<TokenSet, Refused> {
        let refresh = Refresh { token, proof: client.proof(), device_key: None, client_metadata: None };
        let id = &client.client.id;
        self.user_pools.tokens_from_refresh_token(id, refresh, moment).await.map_err(not_granted)
    }

    /// The scopes of a client's token for itself. AWS tells a client without the flow apart by whether it asks for a scope that is there.
    async fn own_scopes(
        &self,
        client: &OpenClient,
        asked: Option<&[String]>,
    ) -> Result<Vec<String>, Refused> {
        let oauth = &client.config.oauth;
        let wanted = asked.unwrap_or(&oauth.scopes);
        if wanted.is_empty() || asked.into_iter().flatten().any(|scope| is_standard(scope)) {
            return Err(ErrorCode::InvalidScope.into());
        }
        let defined = self.user_pools.defined_scopes(&client.pool, wanted).await?;
        let granted = oauth.scopes_among(wanted, &defined).map_err(|refused| match refused {
            ScopesRefused::Undefined => ErrorCode::InvalidScope,
            ScopesRefused::NotGranted(_) => ErrorCode::InvalidGrant,
        })?;
        let may = is_allowed(oauth, OAuthFlow::ClientCredentials);
        if may { Ok(granted) } else { Err(ErrorCode::InvalidGrant.into()) }
    }
}

fn is_allowed(oauth: &OAuthGrants, flow: OAuthFlow) -> bool {
    oauth.is_on && oauth.flows.contains(&flow)
}
