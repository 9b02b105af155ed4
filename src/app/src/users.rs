//! The user directory, as administrators see it: found by any name, made, shown, given passwords.

use std::{borrow::Cow, sync::Arc};

use crypto::seal::Mac;
use domain::{
    Moment, Personal, Stream, Timestamp,
    user::{
        self, Profile, User,
        commands::{AdminConfirm, CreateByAdmin, Delete, SetPassword, SignOutEverywhere},
    },
    values::{
        attributes::{AttributeError, Completeness, Values, check_new},
        username::{Name, UsernameError},
    },
};

use crate::{Answer, App, Fault, Kind, fault::failed, id_forms, ids, pools::OpenPool};

const SECONDS_PER_DAY: i64 = 86_400;

/// A user as others see it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Immutable id.
    pub sub: String,
    /// Canonical user name.
    pub username: String,
    /// Without `sub`.
    pub attributes: Values,
    /// `CONFIRMED`
    pub status: Cow<'static, str>,
    /// Whether an administrator has left it on.
    pub enabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub modified_at: Timestamp,
}

impl Shown {
    pub(crate) fn new(sub: &str, profile: &Profile) -> Self {
        Self {
            sub: sub.to_owned(),
            username: profile.username.known().cloned().unwrap_or_default(),
            attributes: profile.known_attributes(),
            status: profile.status.name().into(),
            enabled: profile.enabled,
            created_at: profile.created_at,
            modified_at: profile.modified_at,
        }
    }
}

/// A user to be made by an administrator.
pub struct NewUser {
    /// As it was given.
    pub username: String,
    /// As they were given.
    pub attributes: Values,
    /// A temporary password; one is made up otherwise.
    pub temporary_password: Option<String>,
    /// Whether an invitation is sent.
    pub invite: bool,
}

/// How a new user is called, and what is claimed with that.
pub(crate) struct Named {
    pub(crate) stream: Stream,
    pub(crate) sub: String,
    pub(crate) username: String,
    pub(crate) attributes: Values,
    pub(crate) names: Vec<Name>,
}

impl App {
    /// The stream of whoever is meant by a name, if anybody is.
    pub(crate) async fn find_user(&self, pool: &OpenPool, given: &str) -> Answer<Option<Stream>> {
        for name in pool.config.naming.meanings(given) {
            let Some(value) = name.value.known() else { continue };
            if let Some(holder) = self.ledger.holder(&pool.id, name.kind.scope(), value).await? {
                return Ok(Some(user::stream(&pool.id, holder.id())));
            }
        }
        // A sub is a name too, whatever the user is called.
        if !id_forms::is_uuid(given) {
            return Ok(None);
        }
        let by_sub = user::stream(&pool.id, given);
        let is_sub = self.look_at_user(&by_sub).await?.profile().is_ok();
        Ok(is_sub.then_some(by_sub))
    }

    /// Where wrong passwords for a name that nobody has are counted.
    pub(crate) fn nobody(&self, pool: &OpenPool, given: &str) -> Stream {
        // Spellings that would mean the same user mean the same nobody.
        let meant = pool.config.naming.meanings(given).into_iter().find_map(|name| name.value.into_known());
        let meant = meant.unwrap_or_else(|| given.to_owned());
        let digest = Mac::new(&self.derived("nobody", pool.id.as_str())).of(&[meant.as_bytes()]);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        user::stream(&pool.id, &uuid::Builder::from_random_bytes(bytes).into_uuid().to_string())
    }

    pub(crate) async fn look_at_user(&self, stream: &Stream) -> Answer<Arc<User>> {
        self.directories.users.look(stream).await.map_err(failed::<User>)
    }

    /// The user of a name, for an operation that says so when there is none.
    pub(crate) async fn existing(&self, pool: &OpenPool, given: &str) -> Answer<(Stream, Arc<User>)> {
        let missing = || Fault::new(Kind::UserNotFound, "User does not exist.");
        let stream = self.find_user(pool, given).await?.ok_or_else(missing)?;
        let user = self.look_at_user(&stream).await?;
        if user.profile().is_err() {
            return Err(missing());
        }
        Ok((stream, user))
    }

    /// Names a new user, or says what is wrong with name or attributes.
    pub(crate) fn name_user(
        pool: &OpenPool,
        given: &str,
        attributes: Values,
        completeness: Completeness,
    ) -> Answer<Named> {
        let sub = ids::uuid().to_string();
        let naming = &pool.config.naming;
        let admitted = naming
            .admit(given, &sub, attributes)
            .map_err(|error: UsernameError| Fault::invalid(error.to_string()))?;
        check_new(&pool.config.schema, &admitted.attributes, completeness).map_err(attribute_fault)?;
        let names = naming.held(&admitted.username, &admitted.attributes, false).into_iter().collect();
        let stream = user::stream(&pool.id, &sub);
        Ok(Named { stream, sub, username: admitted.username, attributes: admitted.attributes, names })
    }

    /// An administrator makes a user.
    pub async fn admin_create_user(&self, pool_id: &str, new: NewUser, moment: &Moment) -> Answer<Shown> {
        let pool = self.pool(pool_id).await?;
        let named = Self::name_user(&pool, &new.username, new.attributes, Completeness::Partial)?;
        let password = new.temporary_password.unwrap_or_else(|| made_up_password(&pool));
        let credential = self.new_credential(&pool, &named.username, &password).await?;
        let days = pool.config.password_policy.temporary_validity_days;
        let command = CreateByAdmin {
            username: named.username.clone(),
            names: named.names,
            attributes: personal(named.attributes),
            credential,
            seconds: i64::from(days) * SECONDS_PER_DAY,
        };
        self.directories.users.begin(&named.stream, command, moment).await.map_err(failed::<User>)?;
        let user = self.look_at_user(&named.stream).await?;
        let shown = Shown::new(&named.sub, user.profile()?);
        if new.invite {
            self.invite(&pool, &shown, &password, moment).await?;
        }
        Ok(shown)
    }

    /// A user, by any name.
    pub async fn admin_get_user(&self, pool_id: &str, username: &str) -> Answer<Shown> {
        let pool = self.pool(pool_id).await?;
        let (stream, user) = self.existing(&pool, username).await?;
        Ok(Shown::new(stream.id.id(), user.profile()?))
    }

    /// An administrator confirms a sign-up.
    pub async fn admin_confirm_sign_up(&self, pool_id: &str, username: &str, moment: &Moment) -> Answer<()> {
        let pool = self.pool(pool_id).await?;
        let (stream, _) = self.existing(&pool, username).await?;
        self.directories.users.ask(&stream, AdminConfirm, moment).await.map_err(failed::<User>)
    }

    /// An administrator ends every session of a user.
    pub async fn admin_global_sign_out(&self, pool_id: &str, username: &str, moment: &Moment) -> Answer<()> {
        let pool = self.pool(pool_id).await?;
        let (stream, _) = self.existing(&pool, username).await?;
        self.directories.users.ask(&stream, SignOutEverywhere, moment).await.map_err(failed::<User>)
    }

    /// An administrator deletes a user; the person is forgotten.
    pub async fn admin_delete_user(&self, pool_id: &str, username: &str, moment: &Moment) -> Answer<()> {
        let pool = self.pool(pool_id).await?;
        let (stream, _) = self.existing(&pool, username).await?;
        self.directories.users.ask(&stream, Delete, moment).await.map_err(failed::<User>)?;
        self.forget(&stream, "user.deleted", moment).await
    }

    /// An administrator sets a password, for good or a temporary one.
    pub async fn admin_set_password(
        &self,
        pool_id: &str,
        username: &str,
        password: &str,
        permanent: bool,
        moment: &Moment,
    ) -> Answer<()> {
        let pool = self.pool(pool_id).await?;
        let (stream, user) = self.existing(&pool, username).await?;
        let canonical = user.profile()?.username.known().cloned().unwrap_or_default();
        let credential = self.new_credential(&pool, &canonical, password).await?;
        let days = i64::from(pool.config.password_policy.temporary_validity_days);
        let command = SetPassword { credential, temporary: (!permanent).then_some(days * SECONDS_PER_DAY) };
        self.directories.users.ask(&stream, command, moment).await.map_err(failed::<User>)
    }
}

/// What is wrong with attributes, in the field's names.
#[expect(clippy::needless_pass_by_value, reason = "this is what `map_err` hands over")]
pub(crate) fn attribute_fault(error: AttributeError) -> Fault {
    let kind = match &error {
        AttributeError::Unauthorized => Kind::NotAuthorized,
        AttributeError::Schema(_)
        | AttributeError::Immutable(_)
        | AttributeError::Email
        | AttributeError::Phone => Kind::InvalidParameter,
    };
    Fault::new(kind, error.to_string())
}

pub(crate) fn personal(attributes: Values) -> std::collections::BTreeMap<String, Personal<String>> {
    attributes.into_iter().map(|(name, value)| (name, Personal::Known(value))).collect()
}

/// A temporary password that every policy takes: as long as it must be, and one of each kind of character.
fn made_up_password(pool: &OpenPool) -> String {
    let length = usize::try_from(pool.config.password_policy.minimum_length).unwrap_or(8).max(12);
    let random: String = std::iter::repeat_with(ids::client_secret)
        .flat_map(|s| s.chars().collect::<Vec<_>>())
        .take(length - 3)
        .collect();
    format!("{random}A1!")
}
