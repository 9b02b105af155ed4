//! Users who are made as they are to stay: with a password for good and in their groups, and without an invitation.

use std::collections::BTreeSet;

use domain::{
    Moment,
    user_pools::user::commands::{CreateByAdmin, CreateComplete, JoinGroup, SetPassword},
    values::{
        attributes::Values,
        writing::{NewUser as Admitted, Writer},
    },
};

use crate::{
    Answer,
    user_pools::{
        UserPools,
        credentials::made_up_password,
        invitations::temporary_seconds,
        pools::OpenPool,
        users::{not_made, personal},
    },
};

/// A user to be made.
pub struct CompleteUser {
    /// As it was given.
    pub username: String,
    /// As they were given.
    pub attributes: Values,
    /// The password.
    pub password: FirstPassword,
    /// The names of the groups.
    pub groups: Vec<String>,
}

/// The password that a user begins with.
pub enum FirstPassword {
    /// For good.
    Lasting(String),
    /// To be changed at the first sign-in.
    Temporary(String),
    /// A temporary one that is made up and shown to no one: an administrator sets another, or invites the user once more.
    MadeUp,
}

impl UserPools {
    /// Makes a user, by one append.
    pub async fn create_complete_user(
        &self,
        pool_id: &str,
        new: CompleteUser,
        moment: &Moment,
    ) -> Answer<()> {
        let pool = self.pool(pool_id).await?;
        let groups = self.joining(&pool, &new.groups).await?;
        let writer = Writer::Administrator;
        let named = self.name_user(&pool, &new.username, new.attributes, writer).await?;
        let Admitted { username, attributes, names, called } = named.user;
        let (password, lasts) = match new.password {
            FirstPassword::Lasting(password) => (password, true),
            FirstPassword::Temporary(password) => (password, false),
            FirstPassword::MadeUp => (made_up_password(&pool), false),
        };
        let credential = self.new_credential(&pool, &username, &password).await?;
        let naming = pool.config.naming.clone();
        let lasting = SetPassword { credential: credential.clone(), temporary: None, naming };
        let (attributes, seconds) = (personal(attributes), temporary_seconds(&pool));
        let create = CreateByAdmin { username, names, attributes, credential, seconds };
        let command = CreateComplete { create, password: lasts.then_some(lasting), groups };
        let made = self.core.directories.users.ask(&named.stream, command, moment).await;
        made.map_err(|failure| not_made(failure, &called, writer))
    }

    async fn joining(&self, pool: &OpenPool, names: &[String]) -> Answer<Vec<JoinGroup>> {
        let groups = self.groups_in(pool.clone());
        let mut joining = Vec::new();
        for name in names {
            let group = groups.stream(name).await?.id.id().to_owned();
            joining.push(JoinGroup { group, ended: BTreeSet::new() });
        }
        Ok(joining)
    }
}
