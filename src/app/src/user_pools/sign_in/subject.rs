//! The user that a sign-in names.

use std::sync::Arc;

use domain::{
    Moment, Stream,
    user_pools::{
        sign_in::{Ceremony, Person, Refused, SignInUser},
        user::{self, Credential, Profile, User},
    },
    values::username::NameKind,
};

use super::{Who, brought::Brought, not_built};
use crate::{
    Answer,
    user_pools::{UserPools, clients::OpenClient, migration::Unknown, unknown_names::Decoy},
};

/// The user that a sign-in names. For an unknown name, a decoy that costs the same to check.
pub(super) struct Subject {
    /// The user's stream; for an unknown name the one that its user would have.
    pub(super) stream: Stream,
    /// The canonical user name; for an unknown name what it would be.
    pub(super) username: String,
    /// What was found under the name.
    pub(super) found: Found,
}

/// What was found under a name.
pub(super) enum Found {
    /// The user, as it stands.
    Known(Arc<User>),
    /// No user; what a sign-in sees in the user's place.
    Unknown(Box<Person>),
}

impl Subject {
    /// The user's profile; absent for an unknown name.
    pub(super) fn profile(&self) -> Option<&Profile> {
        match &self.found {
            Found::Known(user) => user.profile().ok(),
            Found::Unknown(_) => None,
        }
    }

    /// The password, in the forms it is checked in; absent for an unknown name and for a user who has none.
    pub(super) fn credential(&self) -> Option<&Credential> {
        self.profile().map(|profile| &profile.credential).filter(|credential| credential.is_present())
    }
}

impl UserPools {
    /// The user of a name, in the form that a ceremony stores and as it stands.
    pub(super) async fn subject(
        &self,
        client: &OpenClient,
        given: &str,
        moment: &Moment,
    ) -> Answer<(SignInUser, Subject)> {
        let decoy = self.decoy(&client.pool, given);
        let decoy_sub = decoy.0.id.id().to_owned();
        if let Some(stream) = self.find_named_for_stranger(client, given).await?
            && let Some(subject) = self.known_subject(stream).await?
        {
            let sub = subject.stream.id.id().to_owned();
            return Ok((SignInUser::Known { sub, decoy: decoy_sub }, subject));
        }
        let user = SignInUser::Decoy { sub: decoy_sub, name: given.to_owned() };
        Ok((user, self.unknown_subject(client, decoy, given, moment)))
    }

    /// The user of a name with a password, whom the pool's function may bring.
    pub(super) async fn subject_or_newcomer(
        &self,
        client: &OpenClient,
        who: &Who,
        brought: &Brought,
        moment: &Moment,
    ) -> Answer<(SignInUser, Subject)> {
        let subject = self.subject(client, &who.username, moment).await?;
        let (Found::Unknown(_), Brought::Password(password)) = (&subject.1.found, brought) else {
            return Ok(subject);
        };
        let (password, client_metadata) = (Some(password.as_str()), who.client_metadata.as_ref());
        let unknown = Unknown { name: &who.username, password, client_metadata };
        if !self.migrate(client, &unknown, moment).await? {
            return Ok(subject);
        }
        self.subject(client, &who.username, moment).await
    }

    /// The user of a ceremony that is continued.
    pub(super) async fn subject_of(
        &self,
        client: &OpenClient,
        ceremony: &Ceremony,
        moment: &Moment,
    ) -> Answer<Subject> {
        let stream = |sub: &str| user::stream(&client.pool.id, sub);
        match &ceremony.user {
            SignInUser::Known { sub, decoy } => match self.known_subject(stream(sub)).await? {
                Some(subject) => Ok(subject),
                // The user was deleted since. A caller who has proved nothing is answered as for an unknown name.
                None if client.hides_who_exists() && ceremony.basis.is_none() => {
                    Ok(self.unknown_subject(client, Decoy(stream(decoy)), sub, moment))
                }
                // The refusal that `next` gives. It is given here, because such a user has no name to compare the caller's with.
                None => Err(Refused::Outdated.into()),
            },
            SignInUser::Decoy { sub, name } => {
                Ok(self.unknown_subject(client, Decoy(stream(sub)), name, moment))
            }
            // Only a passkey identifies its user; none is asked for yet.
            SignInUser::NotNamed => Err(not_built()),
        }
    }

    pub(super) async fn known_subject(&self, stream: Stream) -> Answer<Option<Subject>> {
        let user = self.look_at_user(&stream).await?;
        let username = user.profile().and_then(Profile::name).map(str::to_owned);
        Ok(username.ok().map(|username| Subject { stream, username, found: Found::Known(user) }))
    }

    fn unknown_subject(&self, client: &OpenClient, decoy: Decoy, typed: &str, moment: &Moment) -> Subject {
        // Where users are named by an address, their user name is their sub; the user behind an alias has another name too.
        let naming = &client.pool.config.naming;
        let is_address = |kind| matches!(kind, NameKind::Email | NameKind::PhoneNumber);
        let is_alias = naming.meanings(typed).iter().any(|name| is_address(name.kind));
        let by_address = !naming.username_attributes.is_empty();
        let username =
            if by_address || is_alias { decoy.0.id.id().to_owned() } else { naming.canonical(typed) };
        let found = Found::Unknown(Box::new(Person::decoy(self.locks_of(&decoy, moment))));
        Subject { stream: decoy.0, username, found }
    }

    /// Whether a name submitted with the answer to a challenge means the challenge's user: the canonical name, the name that was typed
    /// first, the `sub`, or any other name of the user.
    pub(super) async fn is_named(
        &self,
        client: &OpenClient,
        given: &str,
        user: &SignInUser,
        subject: &Subject,
    ) -> Answer<bool> {
        let decoy = self.decoy(&client.pool, given).0;
        if given == subject.username || user.subs().any(|sub| sub == decoy.id.id()) {
            return Ok(true);
        }
        let found = self.find_named_for_stranger(client, given).await?;
        Ok(found.is_some_and(|stream| stream.id == subject.stream.id))
    }
}
