//! An address that is a name of one user becomes a name of another, where the request says so (`ForceAliasCreation`): the first user keeps
//! it as an attribute that is no longer verified.

use domain::{
    Aggregate, Command, Moment, Stream,
    user_pools::user::{self, Purpose, Refusal, User, commands::YieldAlias},
    values::{contact::Contact, username::Name},
};
use host::Failure;
use ledger::AppendError;

use crate::{
    Answer,
    user_pools::{UserPools, clients::OpenClient, pools::OpenPool},
};

/// A user who has an address as a name, and what makes it another's.
type Yielding = (Stream, YieldAlias);

impl UserPools {
    /// The other users who have those of these names that are addresses.
    pub(crate) async fn yielding(
        &self,
        pool: &OpenPool,
        names: &[Name],
        taker: &Stream,
    ) -> Answer<Vec<Yielding>> {
        let mut yielding = Vec::new();
        for name in names {
            let scope = name.kind.scope();
            let (Some(contact), Some(value)) = (Contact::of_attribute(scope), name.value.known()) else {
                continue;
            };
            let Some(holder) = self.core.ledger.holder(&pool.id, scope, value).await? else { continue };
            let holder = user::stream(&pool.id, holder.id());
            if holder != *taker {
                let (schema, naming) = (pool.config.schema.clone(), pool.config.naming.clone());
                yielding.push((holder, YieldAlias { contact, schema, naming }));
            }
        }
        Ok(yielding)
    }

    /// The other users who have the address as a name that the user's code to confirm with was sent to.
    pub(crate) async fn yielding_to(&self, client: &OpenClient, user: &Stream) -> Answer<Vec<Yielding>> {
        let state = self.look_at_user(user).await?;
        let code = state.profile()?.codes.get(&Purpose::SignUp);
        let address = code.and_then(|code| code.destination.known());
        let names = address.map(|address| client.pool.config.naming.meanings(address)).unwrap_or_default();
        self.yielding(&client.pool, &names, user).await
    }

    /// Gives a command to a user who takes names that others give up: all of it is recorded, or nothing.
    pub(crate) async fn ask_taking<C: Command<Aggregate = User>>(
        &self,
        taker: &Stream,
        command: C,
        yielding: Vec<Yielding>,
        moment: &Moment,
    ) -> Result<C::Reply, Failure<Refusal>> {
        if yielding.is_empty() {
            return self.core.directories.users.ask(taker, command, moment).await;
        }
        let taken = self.core.ledger.together(moment, async |change| {
            for (holder, yields) in &yielding {
                change.ask(holder, yields).await.map_err(NotTaken)?;
            }
            change.ask(taker, &command).await.map_err(NotTaken)
        });
        taken.await.map_err(|NotTaken(failure)| failure)
    }
}

/// Why names did not change hands.
struct NotTaken(Failure<Refusal>);

impl From<AppendError> for NotTaken {
    fn from(error: AppendError) -> Self {
        Self(match error {
            AppendError::Conflict => Failure::Contended,
            AppendError::Taken(scope) => Failure::Refused(User::taken(scope)),
            AppendError::Unavailable(unavailable) => Failure::Unavailable(unavailable),
        })
    }
}
