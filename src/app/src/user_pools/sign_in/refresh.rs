//! `REFRESH_TOKEN_AUTH`, `GetTokensFromRefreshToken`: new ID and access tokens for a refresh token.

use std::sync::Arc;

use domain::{
    Moment,
    user_pools::{
        session::{self, Session, commands::Refresh},
        user::{self, User},
    },
};

use super::{Parameters, Step};
use crate::{
    Answer, Fault,
    kernel::fault::failed,
    user_pools::{
        UserPools,
        clients::OpenClient,
        tokens::{Origin, RefreshClaims, TokenSet},
    },
};

impl UserPools {
    pub(super) async fn refresh_auth(
        &self,
        client: &OpenClient,
        parameters: &Parameters,
        moment: &Moment,
    ) -> Answer<Step> {
        let token = parameters.get("REFRESH_TOKEN").filter(|token| !token.is_empty());
        let token = token.ok_or_else(|| Fault::invalid("Refresh token is missing."))?;
        let claims = self.open_refresh(client, token)?;
        let user = self.refreshing_user(client, &claims).await?;
        if client.config.secret.is_some() {
            let hash = parameters.get("SECRET_HASH").map(String::as_str);
            // Clients hash the name they know: the user name, or the sub.
            let by_name = client.check_secret_hash_if_secret(user.profile()?.name()?, hash);
            by_name.or_else(|_| client.check_secret_hash_if_secret(&claims.sub, hash))?;
        }
        self.refresh(client, &claims, &user, moment).await.map(Step::Tokens)
    }

    /// New ID and access tokens for a refresh token, for a client that gives its secret itself.
    pub async fn tokens_from_refresh_token(
        &self,
        client_id: &str,
        secret: Option<&str>,
        token: &str,
        moment: &Moment,
    ) -> Answer<TokenSet> {
        let client = self.client(client_id).await?;
        client.check_secret(secret)?;
        let claims = self.open_refresh(&client, token)?;
        let user = self.refreshing_user(&client, &claims).await?;
        self.refresh(&client, &claims, &user, moment).await
    }

    async fn refreshing_user(&self, client: &OpenClient, claims: &RefreshClaims) -> Answer<Arc<User>> {
        let user = self.look_at_user(&user::stream(&client.pool.id, &claims.sub)).await?;
        let deleted = "The user has been deleted for the associated refresh token";
        let profile = user.profile().map_err(|_| Fault::not_authorized(deleted))?;
        if profile.enabled { Ok(user) } else { Err(Fault::not_authorized("User is disabled.")) }
    }

    async fn refresh(
        &self,
        client: &OpenClient,
        claims: &RefreshClaims,
        user: &User,
        moment: &Moment,
    ) -> Answer<TokenSet> {
        let profile = user.profile()?;
        let refresh = Refresh { client_id: client.id.clone(), user_epoch: profile.sign_out_epoch };
        let session = session::stream(&user::stream(&client.pool.id, &claims.sub), &claims.origin_jti);
        let opened = self
            .core
            .directories
            .sessions
            .consult(&session, refresh, moment)
            .await
            .map_err(failed::<Session>)?;
        let origin = Origin {
            sub: &claims.sub,
            jti: &claims.origin_jti,
            auth_time: opened.auth_time,
            scopes: &opened.scopes,
        };
        self.issue(client, profile, &origin, false).await
    }
}
