//! `PostConfirmation`: called once a user is confirmed, and before the caller is answered. That it is due is recorded with the confirmation,
//! so that a reaction calls it where the node that confirmed has died in between. What the caller gave as `ClientMetadata` is not recorded,
//! and missing then.

use std::time::Duration;

use domain::{
    Moment, Stream, Timestamp,
    user_pools::user::{
        Confirmation, PostConfirmationDue, Profile, User,
        commands::{Confirming, RecordPostConfirmation},
    },
};
use ports::triggers::{ConfirmationSource, PostConfirmation, Texts};

use super::{TriggerUser, attributes};
use crate::{
    Answer, Kind,
    kernel::fault::failed,
    user_pools::{UserPools, pools::OpenPool},
};

/// By then the request that has confirmed has called the function, or never will: three tries of five seconds, and as much to spare.
const UNDER_WAY_SECONDS: i64 = 30;

/// What became of a call that a reaction looks after.
pub(crate) enum Late {
    /// It was made, or there is none to make.
    Done,
    /// The request that is to make it may be under way for so long.
    UnderWay(Duration),
    /// The function could not be called.
    NotCalled,
}

impl OpenPool {
    /// A command that may confirm its user, given through a client; `client_id` is empty for an administrator's.
    pub(in crate::user_pools) fn confirming<C>(&self, client_id: &str, command: C) -> Confirming<C> {
        let has_function = self.config.triggers.post_confirmation.is_some();
        Confirming { command, function_of: has_function.then(|| client_id.to_owned()) }
    }
}

impl UserPools {
    /// Calls the function, if what was recorded at this moment has confirmed the user. Its fault is the caller's, and the user stays confirmed.
    pub(in crate::user_pools) async fn tell_confirmed(
        &self,
        pool: &OpenPool,
        user: &Stream,
        client_metadata: Option<Texts>,
        moment: &Moment,
    ) -> Answer<()> {
        let Some(function) = &pool.config.triggers.post_confirmation else { return Ok(()) };
        let state = self.look_at_user(user).await?;
        let profile = state.profile()?;
        let Some(due) = profile.post_confirmation_due(moment.now) else { return Ok(()) };
        let told = self.call_confirmed((pool, function), (user, profile), due, client_metadata).await;
        self.record_confirmed(user, due.at, moment).await?;
        told
    }

    /// Calls the function for a confirmation whose request has not done so.
    pub(crate) async fn tell_confirmed_late(
        &self,
        user: &Stream,
        due_at: Timestamp,
        moment: &Moment,
    ) -> Answer<Late> {
        let pool = self.pool(user.ledger.as_str()).await?;
        let state = self.look_at_user(user).await?;
        let Some((profile, due)) =
            state.profile().ok().and_then(|profile| Some((profile, profile.post_confirmation_due(due_at)?)))
        else {
            return Ok(Late::Done);
        };
        let wait_ms = due_at.plus_seconds(UNDER_WAY_SECONDS).ms() - moment.now.ms();
        if let Ok(wait @ 1..) = u64::try_from(wait_ms) {
            return Ok(Late::UnderWay(Duration::from_millis(wait)));
        }
        if let Some(function) = &pool.config.triggers.post_confirmation {
            let told = self.call_confirmed((&pool, function), (user, profile), due, None).await;
            if told.is_err_and(|fault| fault.kind == Kind::UnexpectedLambda) {
                return Ok(Late::NotCalled);
            }
        }
        self.record_confirmed(user, due_at, moment).await?;
        Ok(Late::Done)
    }

    async fn call_confirmed(
        &self,
        (pool, function): (&OpenPool, &str),
        (stream, profile): (&Stream, &Profile),
        due: &PostConfirmationDue,
        client_metadata: Option<Texts>,
    ) -> Answer<()> {
        let source = match due.confirmation {
            Confirmation::SignUp => ConfirmationSource::SignUp,
            Confirmation::ForgotPassword => ConfirmationSource::ForgotPassword,
        };
        let user =
            TriggerUser { username: profile.name()?, attributes: attributes(stream.id.id(), profile)? };
        let request = PostConfirmation { source, client_metadata };
        self.ask_function((pool, &due.client_id), function, user, request).await.map(drop)
    }

    async fn record_confirmed(&self, user: &Stream, due_at: Timestamp, moment: &Moment) -> Answer<()> {
        let record = RecordPostConfirmation { due_at };
        self.core.directories.users.ask(user, record, moment).await.map_err(failed::<User>)
    }
}
