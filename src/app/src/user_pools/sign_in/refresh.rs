//! `REFRESH_TOKEN_AUTH`, `GetTokensFromRefreshToken`: new ID and access tokens for a refresh token.

use std::sync::Arc;

use domain::{
    Moment,
    user_pools::{
        sign_in::{self, Began, Flow, Next, SignInUser},
        user::{self, User},
    },
};

use super::{Step, not_built, rules::rules};
use crate::{
    Answer,
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
        began: Began,
        token: &str,
        secret_hash: Option<&str>,
        moment: &Moment,
    ) -> Answer<Step> {
        let claims = self.open_refresh(client, token)?;
        let user = self.refreshing_user(client, began, &claims, moment).await?;
        if client.config.secret.is_some() {
            // Clients hash the name they know: the user name, or the sub.
            let by_name = client.check_secret_hash_if_secret(user.profile()?.name()?, secret_hash);
            by_name.or_else(|_| client.check_secret_hash_if_secret(&claims.sub, secret_hash))?;
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
        let user = self.refreshing_user(&client, Began::Public, &claims, moment).await?;
        self.refresh(&client, &claims, &user, moment).await
    }

    /// The user, if a refresh may go on.
    async fn refreshing_user(
        &self,
        client: &OpenClient,
        began: Began,
        claims: &RefreshClaims,
        moment: &Moment,
    ) -> Answer<Arc<User>> {
        let user = self.look_at_user(&user::stream(&client.pool.id, &claims.sub)).await?;
        let named = SignInUser::Known { sub: claims.sub.clone() };
        let ceremony = self.new_ceremony(client, named, (Flow::Refresh, began), moment);
        match sign_in::next(&rules(client), &user.person(moment.now), &ceremony) {
            Next::Admit(_) => Ok(user),
            Next::Refuse(why) => Err(why.into()),
            Next::Ask(_) | Next::Define => Err(not_built()),
        }
    }

    async fn refresh(
        &self,
        client: &OpenClient,
        claims: &RefreshClaims,
        user: &User,
        moment: &Moment,
    ) -> Answer<TokenSet> {
        let profile = user.profile()?;
        let stream = user::stream(&client.pool.id, &claims.sub);
        let session = self.look_at_session(&stream, &claims.origin_jti).await?;
        let opened = session.check_refresh(&client.id, profile.sign_out_epoch, moment.now)?;
        let origin = Origin {
            sub: &claims.sub,
            jti: &claims.origin_jti,
            auth_time: opened.auth_time,
            scopes: &opened.scopes,
        };
        self.issue(client, profile, &origin, false).await
    }
}
