//! Users whom administrators make, and the invitations that they are sent.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    LedgerId, Moment, Stream,
    user_pools::user::{
        Refusal, Status, User,
        commands::{CreateByAdmin, ResendInvitation},
    },
    values::{
        attributes::Values,
        contact::Contact,
        writing::{NewUser as Admitted, Writer},
    },
};
use host::Failure;
use ports::triggers::Texts;

use crate::{
    Answer, Fault, Kind,
    kernel::{fault::failed, message_limits::Room, whole::to_its_end},
    user_pools::{
        UserPools,
        credentials::made_up_password,
        messages::invitations::{Invitation, Inviting},
        pools::OpenPool,
        triggers::{self, TriggerUser},
        users::{SECONDS_PER_DAY, Shown, not_made, personal, write_fault},
    },
};

/// A user that an administrator is creating, or invites once more.
pub struct NewUser {
    /// As it was given.
    pub username: String,
    /// As they were given.
    pub attributes: Values,
    /// A temporary password; one is made up otherwise.
    pub temporary_password: Option<String>,
    /// What is done.
    pub action: InvitationAction,
    /// By what an invitation is sent; by what the user can be reached if nothing is said, the phone first.
    pub by: BTreeSet<Contact>,
    /// A verified address that is a name of another user becomes one of this user.
    pub force_alias: bool,
    /// `ValidationData`
    pub validation_data: Option<Texts>,
    /// `ClientMetadata`
    pub client_metadata: Option<Texts>,
}

/// What is done about an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationAction {
    /// The user is created and invited.
    Send,
    /// The user is created.
    Suppress,
    /// The user is there, and is invited once more.
    Resend,
}

impl UserPools {
    /// An administrator makes a user, or invites one once more.
    pub async fn admin_create_user(
        self: &Arc<Self>,
        pool_id: &str,
        new: NewUser,
        moment: &Moment,
    ) -> Answer<Shown> {
        let pool = self.pool(pool_id).await?;
        let password = new.temporary_password.clone().unwrap_or_else(|| made_up_password(&pool));
        let (stream, invitation) = match new.action {
            InvitationAction::Send | InvitationAction::Suppress => {
                self.create_by_admin(&pool, new, &password, moment).await?
            }
            InvitationAction::Resend => self.replace_invitation(&pool, new, &password, moment).await?,
        };
        let user = self.look_at_user(&stream).await?;
        let shown = Shown::new(stream.id.id(), user.profile()?)?;
        if let Some(invitation) = invitation {
            // What is sent is recorded, even if the caller is gone by then.
            let (pools, username, moment) = (Arc::clone(self), shown.username.clone(), moment.clone());
            let invited = async move {
                pools.invite((&pool, &stream), (&username, &password), invitation, &moment).await
            };
            to_its_end(invited).await?;
        }
        Ok(shown)
    }

    async fn create_by_admin(
        &self,
        pool: &OpenPool,
        new: NewUser,
        password: &str,
        moment: &Moment,
    ) -> Answer<(Stream, Option<Invitation>)> {
        let writer = Writer::Administrator;
        let named = self.name_user(pool, &new.username, new.attributes, writer).await?;
        let Admitted { username, attributes, names, called } = named.user;
        let credential = self.new_credential(pool, &username, password).await?;
        let told = (new.validation_data, new.client_metadata.clone());
        self.ask_of_invited(pool, (&username, &attributes), told).await?;
        let invitation = match new.action {
            InvitationAction::Suppress => None,
            InvitationAction::Send | InvitationAction::Resend => {
                let user = TriggerUser { username: &username, attributes: invited(&named.sub, &attributes) };
                Some(self.invitation(pool, user, &new.by, new.client_metadata).await?)
            }
        };
        let yielding =
            if new.force_alias { self.yielding(pool, &names, &named.stream).await? } else { Vec::new() };
        let attributes = personal(attributes);
        let seconds = temporary_seconds(pool);
        let command = CreateByAdmin { username, names, attributes, credential, seconds };
        let rooms = invitation.as_ref().map(|invitation| self.room_for(pool, invitation)).transpose()?;
        let due = invitation.iter().flat_map(|invitation| invitation.due(&named.stream, moment)).collect();
        let made = self.ask_taking(&named.stream, Inviting { command, due }, yielding, moment).await;
        made.map_err(|failure| not_made(failure, &called, writer))?;
        rooms.into_iter().flatten().for_each(Room::used);
        Ok((named.stream, invitation))
    }

    /// Another temporary password for a user who has not signed in yet.
    async fn replace_invitation(
        &self,
        pool: &OpenPool,
        new: NewUser,
        password: &str,
        moment: &Moment,
    ) -> Answer<(Stream, Option<Invitation>)> {
        let naming = &pool.config.naming;
        if !naming.username_attributes.is_empty() {
            // Users are invited by their address; the user name, which is the `sub`, does not count.
            naming.admit(&new.username, "", Values::new()).map_err(|error| write_fault(error.into()))?;
        }
        let (stream, user) = self.existing(pool, &new.username).await?;
        let (profile, sub) = (user.profile()?, stream.id.id());
        let name = profile.name()?;
        profile.is_invited().map_err(|refusal| not_resent(Failure::Refused(refusal), &new.username))?;
        let credential = self.new_credential(pool, name, password).await?;
        let told = TriggerUser { username: name, attributes: triggers::attributes(sub, profile)? };
        let invitation = self.invitation(pool, told, &new.by, new.client_metadata).await?;
        let command = ResendInvitation { credential, seconds: temporary_seconds(pool) };
        let (rooms, due) = (self.room_for(pool, &invitation)?, invitation.due(&stream, moment));
        let invited = self.core.directories.users.ask(&stream, Inviting { command, due }, moment).await;
        invited.map_err(|failure| not_resent(failure, &new.username))?;
        rooms.into_iter().for_each(Room::used);
        Ok((stream, Some(invitation)))
    }

    /// Room for the messages of an invitation; the fault where the pool has sent too many.
    fn room_for(&self, pool: &OpenPool, invitation: &Invitation) -> Answer<Vec<Room<'_, LedgerId>>> {
        let rooms = invitation.contacts().map(|contact| self.room_of_pool(pool, contact));
        rooms.collect::<Answer<_>>().map_err(|fault| Fault { kind: Kind::CodeDeliveryFailure, ..fault })
    }
}

pub(super) fn temporary_seconds(pool: &OpenPool) -> i64 {
    i64::from(pool.config.password_policy.temporary_validity_days) * SECONDS_PER_DAY
}

/// The attributes of a user who will be invited, as functions get them.
fn invited(sub: &str, attributes: &Values) -> Texts {
    triggers::described(sub.to_owned(), Status::FORCE_CHANGE_PASSWORD, attributes.clone())
}

/// Why a user was not invited once more, in AWS's words, which name the user.
fn not_resent(failure: Failure<Refusal>, username: &str) -> Fault {
    match failure {
        Failure::Refused(Refusal::NotInvited) => Fault::new(
            Kind::UnsupportedUserState,
            format!("Resend not possible. {username} status is not FORCE_CHANGE_PASSWORD"),
        ),
        failure => failed::<User>(failure),
    }
}
