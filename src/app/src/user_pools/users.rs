//! The user directory, as administrators see it: found by any name, made, shown, given passwords.

use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

use domain::{
    Command, Moment, Personal, Stream, Timestamp,
    user_pools::user::{
        self, IDENTITIES, Link, Profile, Refusal, Standing, User,
        commands::{AdminConfirm, Disable, Enable, SetPassword, SignOutEverywhere},
        identities,
    },
    values::{
        attributes::{AttributeError, Values},
        username::NameKind,
        writing::{NewUser as Admitted, Rules, WriteError, Writer},
    },
};
use host::Failure;
use ports::triggers::Texts;

use crate::{
    Answer, Fault, Kind,
    kernel::{fault::failed, ids},
    user_pools::{UserPools, pools::OpenPool},
};

pub(crate) const SECONDS_PER_DAY: i64 = 86_400;

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
    /// The second factors; lists do not have them.
    pub mfa: domain::user_pools::sign_in::MfaSettings,
}

impl Shown {
    /// Fails for a forgotten person.
    pub(crate) fn new(sub: &str, profile: &Profile) -> Answer<Self> {
        Ok(Self {
            sub: sub.to_owned(),
            username: profile.name()?.to_owned(),
            attributes: with_identities(profile.known_attributes(), &profile.links),
            status: profile.status.name().into(),
            enabled: profile.enabled,
            created_at: profile.created_at,
            modified_at: profile.modified_at,
            mfa: profile.factors.settings(),
        })
    }
}

/// A new user that may be created, with its stream.
pub(crate) struct Named {
    pub(crate) stream: Stream,
    pub(crate) sub: String,
    pub(crate) user: Admitted,
}

impl UserPools {
    /// The stream of the user of a name or a `sub`, if there is one. A user's own `sub` takes precedence over the same text as a name.
    pub(crate) async fn find_user(&self, pool: &OpenPool, given: &str) -> Answer<Option<Stream>> {
        match self.find_by_sub(pool, given).await? {
            Some(stream) => Ok(Some(stream)),
            None => self.find_named(pool, given).await,
        }
    }

    /// The stream of the user of a `sub`, if that user exists.
    pub(crate) async fn find_by_sub(&self, pool: &OpenPool, given: &str) -> Answer<Option<Stream>> {
        let Some(sub) = pool.config.naming.sub_meant(given) else { return Ok(None) };
        let by_sub = user::stream(&pool.id, &sub);
        let is_sub = self.look_at_user(&by_sub).await?.profile().is_ok();
        Ok(is_sub.then_some(by_sub))
    }

    /// The stream of the user of a name, if there is one. A `sub` that is not the user name is no name to sign in by.
    pub(crate) async fn find_named(&self, pool: &OpenPool, given: &str) -> Answer<Option<Stream>> {
        for name in pool.config.naming.meanings(given) {
            let Some(value) = name.value.known() else { continue };
            if let Some(holder) = self.core.ledger.holder(&pool.id, name.kind.scope(), value).await? {
                return Ok(Some(user::stream(&pool.id, holder.id())));
            }
        }
        Ok(None)
    }

    /// Whether a user of this `sub` exists or existed: then it is no other user's name. A `sub` is random and is not disclosed before its
    /// user is recorded, so that no user of this `sub` can appear between this check and the record of the user who takes it as a name.
    async fn is_sub_of_another(&self, pool: &OpenPool, username: &str, sub: &str) -> Answer<bool> {
        let Some(meant) = pool.config.naming.sub_meant(username).filter(|meant| meant != sub) else {
            return Ok(false);
        };
        let user = self.look_at_user(&user::stream(&pool.id, &meant)).await?;
        Ok(user.standing != Standing::Absent)
    }

    pub(crate) async fn look_at_user(&self, stream: &Stream) -> Answer<Arc<User>> {
        self.core.directories.users.look(stream).await.map_err(failed::<User>)
    }

    /// The user of a name; an error if there is none.
    pub(crate) async fn existing(&self, pool: &OpenPool, given: &str) -> Answer<(Stream, Arc<User>)> {
        let missing = || Fault::new(Kind::UserNotFound, "User does not exist.");
        let stream = self.find_user(pool, given).await?.ok_or_else(missing)?;
        let user = self.look_at_user(&stream).await?;
        if user.profile().is_err() {
            return Err(missing());
        }
        Ok((stream, user))
    }

    /// The names of a new user, or what is wrong with its name or attributes.
    pub(crate) async fn name_user(
        &self,
        pool: &OpenPool,
        given: &str,
        attributes: Values,
        writer: Writer<'_>,
    ) -> Answer<Named> {
        let sub = ids::uuid().to_string();
        let rules = Rules { schema: &pool.config.schema, naming: &pool.config.naming };
        let user = rules.new_user(given, &sub, attributes, writer).map_err(write_fault)?;
        if self.is_sub_of_another(pool, &user.username, &sub).await? {
            return Err(Fault::new(Kind::UsernameExists, exists(writer)));
        }
        Ok(Named { stream: user::stream(&pool.id, &sub), sub, user })
    }

    /// A user, by any name.
    pub async fn admin_get_user(&self, pool_id: &str, username: &str) -> Answer<Shown> {
        let pool = self.pool(pool_id).await?;
        let (stream, user) = self.existing(&pool, username).await?;
        Shown::new(stream.id.id(), user.profile()?)
    }

    /// An administrator confirms a sign-up.
    pub async fn admin_confirm_sign_up(
        &self,
        pool_id: &str,
        username: &str,
        client_metadata: Option<Texts>,
        moment: &Moment,
    ) -> Answer<()> {
        let pool = self.pool(pool_id).await?;
        let (stream, _) = self.existing(&pool, username).await?;
        let confirm = pool.confirming("", AdminConfirm { naming: pool.config.naming.clone() });
        self.core.directories.users.ask(&stream, confirm, moment).await.map_err(not_named)?;
        self.tell_confirmed(&pool, &stream, client_metadata, moment).await
    }

    /// An administrator ends every session of a user.
    pub async fn admin_global_sign_out(&self, pool_id: &str, username: &str, moment: &Moment) -> Answer<()> {
        self.command_user(pool_id, username, SignOutEverywhere, moment).await
    }

    /// An administrator switches a user off: all sessions end, and no sign-in completes.
    pub async fn admin_disable_user(&self, pool_id: &str, username: &str, moment: &Moment) -> Answer<()> {
        self.command_user(pool_id, username, Disable, moment).await
    }

    /// An administrator switches a user on again.
    pub async fn admin_enable_user(&self, pool_id: &str, username: &str, moment: &Moment) -> Answer<()> {
        self.command_user(pool_id, username, Enable, moment).await
    }

    /// Gives a command to the user of any name.
    pub(crate) async fn command_user<C: Command<Aggregate = User>>(
        &self,
        pool_id: &str,
        username: &str,
        command: C,
        moment: &Moment,
    ) -> Answer<C::Reply> {
        let pool = self.pool(pool_id).await?;
        let (stream, _) = self.existing(&pool, username).await?;
        self.core.directories.users.ask(&stream, command, moment).await.map_err(failed::<User>)
    }

    /// An administrator deletes a user; the person is forgotten.
    pub async fn admin_delete_user(&self, pool_id: &str, username: &str, moment: &Moment) -> Answer<()> {
        let pool = self.pool(pool_id).await?;
        let (stream, _) = self.existing(&pool, username).await?;
        self.delete_and_forget(stream, moment).await
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
        let profile = user.profile()?;
        let credential = if permanent {
            self.changed_credential(&pool, profile, password).await?
        } else {
            self.new_credential(&pool, profile.name()?, password).await?
        };
        let days = i64::from(pool.config.password_policy.temporary_validity_days);
        let temporary = (!permanent).then_some(days * SECONDS_PER_DAY);
        let command = SetPassword { credential, temporary, naming: pool.config.naming.clone() };
        self.core.directories.users.ask(&stream, command, moment).await.map_err(not_named)
    }
}

/// The attributes of a user, with what shows the linked accounts.
pub(crate) fn with_identities(mut attributes: Values, links: &[Link]) -> Values {
    attributes.extend(identities(links).map(|identities| (IDENTITIES.to_owned(), identities)));
    attributes
}

/// What is wrong with a name or attributes, in the field's names.
#[expect(clippy::needless_pass_by_value, reason = "this is what `map_err` hands over")]
pub(crate) fn write_fault(error: WriteError) -> Fault {
    let kind = match &error {
        WriteError::Attribute(AttributeError::Unauthorized | AttributeError::AlreadyProvided(_)) => {
            Kind::NotAuthorized
        }
        WriteError::Attribute(
            AttributeError::Schema(_)
            | AttributeError::Immutable(_)
            | AttributeError::Email
            | AttributeError::Phone
            | AttributeError::Sub
            | AttributeError::NothingToVerify(_)
            | AttributeError::Missing(_),
        )
        | WriteError::Name(_) => Kind::InvalidParameter,
    };
    Fault::new(kind, error.to_string())
}

const fn exists(writer: Writer<'_>) -> &'static str {
    match writer {
        Writer::Client(_) => "User already exists",
        Writer::Administrator => "User account already exists.",
    }
}

/// The fault of a user who was not created. A taken name is reported by its kind if the new user has such a name, else as the user name.
pub(crate) fn not_made(failure: Failure<Refusal>, called: &BTreeSet<NameKind>, writer: Writer<'_>) -> Fault {
    let kind = match failure {
        Failure::Refused(Refusal::UsernameExists) => NameKind::Username,
        Failure::Refused(Refusal::EmailTaken) => NameKind::Email,
        Failure::Refused(Refusal::PhoneNumberTaken) => NameKind::PhoneNumber,
        Failure::Refused(Refusal::PreferredUsernameTaken) => NameKind::PreferredUsername,
        other => return failed::<User>(other),
    };
    if kind == NameKind::Username || !called.contains(&kind) {
        return Fault::new(Kind::UsernameExists, exists(writer));
    }
    let text = format!("An account with the given {} already exists.", kind.scope());
    Fault::new(Kind::UsernameExists, text)
}

/// An alias that would take effect is another user's; the operation has no error of its own for that.
fn not_named(failure: Failure<Refusal>) -> Fault {
    let fault = failed::<User>(failure);
    if fault.kind == Kind::AliasExists { Fault { kind: Kind::InvalidParameter, ..fault } } else { fault }
}

pub(crate) fn personal(attributes: Values) -> std::collections::BTreeMap<String, Personal<String>> {
    attributes.into_iter().map(|(name, value)| (name, Personal::Known(value))).collect()
}
