//! The operations of a signed-in user on the own account.

use std::sync::Arc;

use domain::{
    Moment, Stream, Timestamp,
    user_pools::{
        session::{self, Refusal, Session, commands::Revoke},
        user::{
            self, Credential, User,
            commands::{ChangePassword, Delete, SignOutEverywhere},
        },
    },
    values::risk::PasswordFinding,
};
use host::Failure;

use crate::{
    Answer, Fault, Kind,
    kernel::{fault::failed, whole::to_its_end},
    user_pools::{UserPools, bearer::Bearer, clients::OpenClient, refused_while_locked::Tried, users::Shown},
};

impl Bearer {
    /// The user as the client of the token may see it.
    pub fn get_user(&self) -> Answer<Shown> {
        let mut shown = Shown::new(&self.claims.sub, self.user.profile()?)?;
        shown.attributes.retain(|name, _| self.client.config.access().may_read(name));
        Ok(shown)
    }
}

impl UserPools {
    /// Changes the password of a user who knows the old one, or has none.
    pub async fn change_password(
        &self,
        bearer: &Bearer,
        old: Option<&str>,
        new: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let profile = bearer.user.profile()?;
        profile.must_have_password()?;
        if let Some(until) = bearer.user.attempts.locked_until(moment.now) {
            return Err(self.refuse_change_while_locked(bearer, old, until, moment).await?);
        }
        let matched = self.knows_password(&profile.credential, old).await?;
        // A wrong old password is reported before a new one that violates the policy.
        let (credential, finding) = if matched {
            let credential = self.changed_credential(&bearer.pool, profile, new).await?;
            let (client, user) = (&bearer.client, &bearer.stream);
            (Some(credential), self.check_changed_password(client, user, new, moment).await?)
        } else {
            (None, PasswordFinding::Unknown)
        };
        let command = ChangePassword { version: profile.credential.version.clone(), credential, finding };
        let changed = self.core.directories.users.ask(&bearer.stream, command, moment).await;
        if let Err(Failure::Refused(user::Refusal::Locked)) = &changed {
            let tried = if matched { Tried::Right } else { Tried::NotRight };
            self.count_refused_while_locked(&bearer.stream, tried, moment).await?;
        }
        changed.map_err(failed::<User>)
    }

    /// The fault of a change inside a lock, of which too many are not checked.
    async fn refuse_change_while_locked(
        &self,
        bearer: &Bearer,
        old: Option<&str>,
        until: Timestamp,
        moment: &Moment,
    ) -> Answer<Fault> {
        let is_checked =
            old.is_none() || self.core.cpu.meter().takes_check_in_lock(&bearer.stream, Some(until));
        let tried = if !is_checked {
            Tried::Unchecked
        } else if self.knows_password(&bearer.user.profile()?.credential, old).await? {
            Tried::Right
        } else {
            Tried::NotRight
        };
        self.refused_while_locked.add(&bearer.stream, until, tried, moment);
        Ok(user::Refusal::Locked.into())
    }

    async fn knows_password(&self, credential: &Credential, old: Option<&str>) -> Answer<bool> {
        match old {
            Some(old) => self.is_password(Some(credential), old).await,
            None if credential.is_present() => {
                Err(Fault::invalid("Missing required parameter PreviousPassword"))
            }
            None => Ok(true),
        }
    }

    /// Ends every session of the user.
    pub async fn global_sign_out(&self, bearer: &Bearer, moment: &Moment) -> Answer<()> {
        self.core
            .directories
            .users
            .ask(&bearer.stream, SignOutEverywhere, moment)
            .await
            .map_err(failed::<User>)
    }

    /// Deletes the user of the token.
    pub async fn delete_user(&self, bearer: &Bearer, moment: &Moment) -> Answer<()> {
        self.delete_and_forget(bearer.stream.clone(), moment).await
    }

    /// Deletes a user, and forgets the person.
    pub(crate) async fn delete_and_forget(&self, user: Stream, moment: &Moment) -> Answer<()> {
        let (core, moment) = (Arc::clone(&self.core), moment.clone());
        let deleted = async move {
            core.directories.users.ask(&user, Delete, &moment).await.map_err(failed::<User>)?;
            core.forget(&user, "user.deleted", &moment).await
        };
        to_its_end(deleted).await
    }

    /// Revokes a refresh token and all that came from it. A token that does not open, or is no longer valid, is answered with success too.
    pub async fn revoke_token(
        &self,
        client_id: &str,
        secret: Option<&str>,
        token: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let client = self.revoking_client(client_id, secret).await?;
        self.revoke_token_of(&client, token, moment).await
    }

    /// The same for a client that has proved who it is.
    pub(crate) async fn revoke_token_of(
        &self,
        client: &OpenClient,
        token: &str,
        moment: &Moment,
    ) -> Answer<()> {
        if !client.config.enable_token_revocation {
            return Err(Fault::new(
                Kind::UnsupportedOperation,
                "Token revocation is not enabled for this client",
            ));
        }
        if token.matches('.').count() == 2 {
            return Err(Fault::new(Kind::UnsupportedTokenType, "Unsupported token type"));
        }
        let Ok(claims) = self.open_refresh(client, token) else { return Ok(()) };
        let session = session::stream(&user::stream(&client.pool.id, &claims.sub), &claims.origin_jti);
        let revoke = Revoke { client_id: client.id.clone() };
        match self.core.directories.sessions.ask(&session, revoke, moment).await {
            Ok(()) | Err(Failure::Refused(Refusal::Invalid | Refusal::Revoked | Refusal::Expired)) => Ok(()),
            Err(failure) => Err(failed::<Session>(failure)),
        }
    }

    /// The client that revokes. Here an unknown client and a wrong secret are one error, the only one that the operation has for them.
    async fn revoking_client(&self, client_id: &str, secret: Option<&str>) -> Answer<OpenClient> {
        let client = self.client(client_id).await;
        let known = client.and_then(|client| client.check_secret(secret).map(|()| client));
        known.map_err(|fault| match fault.kind {
            Kind::ResourceNotFound | Kind::NotAuthorized => Fault::new(Kind::Unauthorized, fault.message),
            _ => fault,
        })
    }
}
