//! `REFRESH_TOKEN_AUTH`: new ID and access tokens for a refresh token.

use domain::{
    Moment,
    session::{self, Session, commands::Refresh},
    user,
};

use super::{Parameters, Step, needed};
use crate::{Answer, App, Fault, clients::OpenClient, fault::failed, tokens::Origin};

impl App {
    pub(super) async fn refresh_auth(
        &self,
        client: &OpenClient,
        parameters: &Parameters,
        moment: &Moment,
    ) -> Answer<Step> {
        let token = needed(parameters, "REFRESH_TOKEN")?;
        let claims = self.open_refresh(client, token)?;
        let stream = user::stream(&client.pool.id, &claims.sub);
        let user = self.look_at_user(&stream).await?;
        let profile = user.profile().map_err(|_| Fault::not_authorized("Refresh Token has been revoked"))?;
        if let Some(hash) = client.config.secret.as_ref().and(parameters.get("SECRET_HASH")) {
            let username = profile.username.known().map_or("", String::as_str);
            // Clients hash the name they know: the user name, or the sub.
            let by_name = client.check_secret_hash(username, Some(hash));
            by_name.or_else(|_| client.check_secret_hash(&claims.sub, Some(hash)))?;
        } else {
            client.check_secret_hash("", None)?;
        }
        if !profile.enabled {
            return Err(Fault::not_authorized("User is disabled."));
        }
        let refresh = Refresh { client_id: client.id.clone(), user_epoch: profile.sign_out_epoch };
        let session = session::stream(&stream, &claims.origin_jti);
        let opened = self.directories.sessions.ask(&session, refresh, moment).await.map_err(failed::<Session>)?;
        let origin = Origin {
            sub: &claims.sub,
            jti: &claims.origin_jti,
            auth_time: opened.auth_time,
            scopes: &opened.scopes,
        };
        Ok(Step::Tokens(self.issue(client, profile, &origin, false).await?))
    }
}
