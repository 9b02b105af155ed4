//! Users whom administrators make, and the invitations that they are sent.

use std::collections::BTreeSet;

use domain::{
    Moment, Stream,
    user_pools::user::{
        Refusal, User,
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
    kernel::fault::failed,
    user_pools::{
        UserPools,
        credentials::made_up_password,
        pools::OpenPool,
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
    pub async fn admin_create_user(&self, pool_id: &str, new: NewUser, moment: &Moment) -> Answer<Shown> {
        let pool = self.pool(pool_id).await?;
        let password = new.temporary_password.clone().unwrap_or_else(|| made_up_password(&pool));
        let (action, by) = (new.action, new.by.clone());
        let stream = match action {
            InvitationAction::Send | InvitationAction::Suppress => {
                self.create_by_admin(&pool, new, &password, moment).await?
            }
            InvitationAction::Resend => self.replace_invitation(&pool, &new, &password, moment).await?,
        };
        let user = self.look_at_user(&stream).await?;
        let shown = Shown::new(stream.id.id(), user.profile()?)?;
        if action != InvitationAction::Suppress {
            let by = if by.is_empty() { reachable_by(&pool, &shown) } else { by };
            self.invite(&pool, &shown, &password, &by, moment).await?;
        }
        Ok(shown)
    }

    async fn create_by_admin(
        &self,
        pool: &OpenPool,
        new: NewUser,
        password: &str,
        moment: &Moment,
    ) -> Answer<Stream> {
        let writer = Writer::Administrator;
        let named = self.name_user(pool, &new.username, new.attributes, writer).await?;
        let Admitted { username, attributes, names, called } = named.user;
        let credential = self.new_credential(pool, &username, password).await?;
        let told = (new.validation_data, new.client_metadata);
        self.ask_of_invited(pool, (&username, &attributes), told).await?;
        let yielding =
            if new.force_alias { self.yielding(pool, &names, &named.stream).await? } else { Vec::new() };
        let attributes = personal(attributes);
        let seconds = temporary_seconds(pool);
        let command = CreateByAdmin { username, names, attributes, credential, seconds };
        let made = self.ask_taking(&named.stream, command, yielding, moment).await;
        made.map_err(|failure| not_made(failure, &called, writer))?;
        Ok(named.stream)
    }

    /// Another temporary password for a user who has not signed in yet.
    async fn replace_invitation(
        &self,
        pool: &OpenPool,
        new: &NewUser,
        password: &str,
        moment: &Moment,
    ) -> Answer<Stream> {
        let naming = &pool.config.naming;
        if !naming.username_attributes.is_empty() {
            // Users are invited by their address; the user name, which is the `sub`, does not count.
            naming.admit(&new.username, "", Values::new()).map_err(|error| write_fault(error.into()))?;
        }
        let (stream, user) = self.existing(pool, &new.username).await?;
        let credential = self.new_credential(pool, user.profile()?.name()?, password).await?;
        let resend = ResendInvitation { credential, seconds: temporary_seconds(pool) };
        let invited = self.core.directories.users.ask(&stream, resend, moment).await;
        invited.map_err(|failure| not_resent(failure, &new.username))?;
        Ok(stream)
    }
}

pub(super) fn temporary_seconds(pool: &OpenPool) -> i64 {
    i64::from(pool.config.password_policy.temporary_validity_days) * SECONDS_PER_DAY
}

/// By what a user is invited if nothing is said: by text message, where the pool sends them and the user has a number; else by mail.
fn reachable_by(pool: &OpenPool, user: &Shown) -> BTreeSet<Contact> {
    let has_number = user.attributes.contains_key(Contact::Phone.attribute());
    let by = if pool.config.sms.is_some() && has_number { Contact::Phone } else { Contact::Email };
    BTreeSet::from([by])
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
