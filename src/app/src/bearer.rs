//! Whoever holds an access token that is still good.

use std::sync::Arc;

use domain::{
    Moment, Stream,
    session::{self, Refusal, Session, commands::Check},
    user::{self, User},
};
use host::Failure;

use crate::{
    Answer, App, Fault,
    fault::failed,
    pools::OpenPool,
    tokens::{AccessClaims, USER_ADMIN_SCOPE},
};

/// A user, proved by an access token.
pub struct Bearer {
    /// The user's pool.
    pub pool: OpenPool,
    /// What the token says.
    pub claims: AccessClaims,
    /// Where the user lives.
    pub stream: Stream,
    /// The user.
    pub user: Arc<User>,
}

impl App {
    /// The user of an access token: signed by the pool, not expired, not revoked, of a user that is there and enabled, with the scope
    /// for self-service.
    pub async fn bearer(&self, token: &str, moment: &mut Moment) -> Answer<Bearer> {
        let (pool, claims) = self.verify_access_token(token).await?;
        if !claims.scope.split(' ').any(|scope| scope == USER_ADMIN_SCOPE) {
            return Err(Fault::not_authorized("Access Token does not have required scopes"));
        }
        let stream = user::stream(&pool.id, &claims.sub);
        let user = self.look_at_user(&stream).await?;
        let profile = user.profile()?;
        if !profile.enabled {
            return Err(Fault::not_authorized("User is disabled."));
        }
        let session = session::stream(&stream, &claims.origin_jti);
        let check = Check { user_epoch: profile.sign_out_epoch };
        self.directories.sessions.consult(&session, check, moment).await.map_err(revoked)?;
        moment.principal = format!("user {}/{}", pool.id, claims.sub);
        Ok(Bearer { pool, claims, stream, user })
    }
}

/// Sessions speak of refresh tokens; here an access token is meant.
fn revoked(failure: Failure<Refusal>) -> Fault {
    match failure {
        Failure::Refused(_) => Fault::not_authorized("Access Token has been revoked"),
        other => failed::<Session>(other),
    }
}
