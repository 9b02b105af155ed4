//! The caller with a valid access token.

use std::sync::Arc;

use domain::{
    Moment, Stream,
    user_pools::{
        session::{self, Session},
        user::{self, User},
    },
};

use crate::{
    Answer, Fault,
    kernel::fault::failed,
    user_pools::{
        UserPools, clients::OpenClient, pools::OpenPool, tokens::USER_ADMIN_SCOPE,
        verified_tokens::AccessClaims,
    },
};

/// A user, proved by an access token.
pub struct Bearer {
    /// The user's pool.
    pub pool: OpenPool,
    /// The client that the token was issued to.
    pub client: OpenClient,
    /// What the token says.
    pub claims: AccessClaims,
    /// The user's stream.
    pub stream: Stream,
    /// The user.
    pub user: Arc<User>,
}

impl UserPools {
    /// The user of an access token: signed by the pool, not expired, of a client and a user that exist, enabled, not revoked, with the
    /// scope for self-service. Errors come in AWS's order.
    pub async fn bearer(&self, token: &str, moment: &mut Moment) -> Answer<Bearer> {
        let (pool, claims) = self.verify_access_token(token).await?;
        let client = self.client_in(pool.clone(), &claims.client_id).await?;
        let stream = user::stream(&pool.id, &claims.sub);
        let user = self.user_of_sign_in(&stream, claims.sign_in()).await?;
        if !claims.scope.split(' ').any(|scope| scope == USER_ADMIN_SCOPE) {
            return Err(Fault::not_authorized("Access Token does not have required scopes"));
        }
        moment.principal = format!("user {}/{}", pool.id, claims.sub);
        Ok(Bearer { pool, client, claims, stream, user })
    }

    /// The user of a token's sign-in: there, enabled, and not signed out since.
    pub(crate) async fn user_of_sign_in(&self, user: &Stream, sign_in: &str) -> Answer<Arc<User>> {
        let found = self.look_at_user(user).await?;
        let profile = found.profile()?;
        if !profile.enabled {
            return Err(Fault::not_authorized("User is disabled."));
        }
        let session = self.look_at_session(user, sign_in).await?;
        let revoked = |_| Fault::not_authorized("Access Token has been revoked");
        session.check_access(profile.sign_out_epoch).map_err(revoked)?;
        Ok(found)
    }

    /// The session of a user's sign-in, as it is now.
    pub(crate) async fn look_at_session(&self, user: &Stream, sign_in: &str) -> Answer<Arc<Session>> {
        self.core.directories.sessions.look(&session::stream(user, sign_in)).await.map_err(failed::<Session>)
    }
}
