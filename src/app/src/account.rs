//! What a signed-in user may do about the own account.

use domain::{
    Moment,
    session::{self, Refusal, Session, commands::Revoke},
    user::{
        self, User,
        commands::{ChangePassword, Delete, SignOutEverywhere},
    },
};
use host::Failure;

use crate::{Answer, App, Fault, Kind, bearer::Bearer, fault::failed, users::Shown};

impl App {
    /// The user as the client of the token may see it.
    pub async fn get_user(&self, bearer: &Bearer) -> Answer<Shown> {
        let client = self.client_of(bearer.pool.id.as_str(), &bearer.claims.client_id).await?;
        let mut shown = Shown::new(&bearer.claims.sub, bearer.user.profile()?)?;
        shown.attributes.retain(|name, _| client.config.access().may_read(name));
        Ok(shown)
    }

    /// Changes the password of a user who knows the old one.
    pub async fn change_password(
        &self,
        bearer: &Bearer,
        old: &str,
        new: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let profile = bearer.user.profile()?;
        let canonical = profile.name()?;
        let matched = self.is_password(Some(&profile.credential), old).await?;
        let credential = self.new_credential(&bearer.pool, canonical, new).await?;
        let command = ChangePassword { version: profile.credential.version.clone(), matched, credential };
        self.directories.users.ask(&bearer.stream, command, moment).await.map_err(failed::<User>)
    }

    /// Ends every session of the user.
    pub async fn global_sign_out(&self, bearer: &Bearer, moment: &Moment) -> Answer<()> {
        self.directories.users.ask(&bearer.stream, SignOutEverywhere, moment).await.map_err(failed::<User>)
    }

    /// Deletes the user, and forgets the person.
    pub async fn delete_user(&self, bearer: &Bearer, moment: &Moment) -> Answer<()> {
        self.directories.users.ask(&bearer.stream, Delete, moment).await.map_err(failed::<User>)?;
        self.forget(&bearer.stream, "user.deleted", moment).await
    }

    /// Revokes a refresh token and all that came from it. One that is not ours any more is answered as if it were.
    pub async fn revoke_token(
        &self,
        client_id: &str,
        secret: Option<&str>,
        token: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let client = self.client(client_id).await?;
        client.check_secret(secret)?;
        if !client.config.enable_token_revocation {
            return Err(Fault::new(
                Kind::UnsupportedOperation,
                "Token revocation is not enabled for this client",
            ));
        }
        if token.matches('.').count() == 2 {
            return Err(Fault::new(Kind::UnsupportedTokenType, "Unsupported token type"));
        }
        let Ok(claims) = self.open_refresh(&client, token) else { return Ok(()) };
        let session = session::stream(&user::stream(&client.pool.id, &claims.sub), &claims.origin_jti);
        let revoke = Revoke { client_id: client.id.clone() };
        match self.directories.sessions.ask(&session, revoke, moment).await {
            Ok(()) | Err(Failure::Refused(Refusal::Invalid | Refusal::Revoked | Refusal::Expired)) => Ok(()),
            Err(failure) => Err(failed::<Session>(failure)),
        }
    }
}
