//! Logs of a pool that go elsewhere: where to, and since when.
//!
//! What a user has done is told as `AdminListUserAuthEvents` shows it; nothing of a user who was forgotten meanwhile is told.

mod lines;

use std::sync::Arc;

use domain::{
    LedgerId, Moment,
    user_pools::{
        user::{self, UserEvent},
        user_pool::{self, LogConfiguration, LogDelivery, LogSource, UserPool, commands::SetLogDelivery},
    },
};
use ledger::{
    Opened,
    postgres::reactions::{Begin, Outcome},
};
use ports::logs::{LogFault, LogRecord, UserActivity};
use projections::user_pools::auth_events::id_behind;

use crate::{
    Answer, Fault, Kind,
    kernel::{fault::failed, id_forms},
    user_pools::UserPools,
};

impl UserPools {
    /// Whether the operator has given a target for an ARN.
    pub fn takes_logs(&self, arn: &str) -> bool {
        self.logs.as_ref().is_some_and(|logs| logs.takes(arn))
    }

    /// Whether any log goes anywhere.
    pub(crate) fn delivers_logs(&self) -> bool {
        self.logs.is_some()
    }

    /// Where the logs of a pool go.
    pub async fn log_delivery(&self, pool_id: &str) -> Answer<LogDelivery> {
        Ok(self.pool(pool_id).await?.logs.clone())
    }

    /// Replaces that.
    pub async fn set_log_delivery(
        &self,
        pool_id: &str,
        configurations: Vec<LogConfiguration>,
        moment: &Moment,
    ) -> Answer<()> {
        self.pool(pool_id).await?;
        self.ask_pool(pool_id, SetLogDelivery { configurations }, moment).await
    }

    /// From when on events of a ledger are logged. `None`: that cannot be read now.
    pub(crate) async fn logs_begin(&self, ledger: &LedgerId, source: LogSource) -> Option<Begin> {
        let Ok(pool) = self.pool_of_log(ledger).await else { return None };
        let since = pool.present().ok().and_then(|pool| pool.logs.of(source)).map(|(_, since)| since);
        Some(since.map_or(Begin::Never, Begin::At))
    }

    /// A pool, whether it is there or not; without counting against its limits.
    async fn pool_of_log(&self, ledger: &LedgerId) -> Answer<Arc<UserPool>> {
        if !id_forms::is_user_pool(ledger.as_str()) {
            return Ok(Arc::default());
        }
        let stream = user_pool::stream(ledger.as_str());
        self.core.directories.user_pools.look(&stream).await.map_err(failed::<UserPool>)
    }

    /// Logs an event where its pool wants that now.
    pub(crate) async fn log(&self, event: &Opened, source: LogSource) -> Outcome {
        let (ledger, recorded_at) = (&event.record.ledger, event.record.recorded_at);
        let unanswered = Outcome::Later("the log of events did not answer");
        let Ok(state) = self.pool_of_log(ledger).await else { return unanswered };
        let Ok(pool) = state.present() else { return Outcome::Done };
        let Some((target, since)) = pool.logs.of(source) else { return Outcome::Done };
        let is_watched = source == LogSource::Notifications || pool.check_protected().is_ok();
        if recorded_at < since || !is_watched {
            return Outcome::Done;
        }
        let record = match source {
            LogSource::Notifications => lines::notification(event),
            LogSource::AuthEvents => self.activity(event).await,
        };
        let Ok(record) = record else { return unanswered };
        match (record, &self.logs) {
            (None, _) => Outcome::Done,
            (Some(_), None) => no_target(),
            (Some(record), Some(logs)) => match logs.deliver(target.arn(), record).await {
                Ok(()) => Outcome::Done,
                Err(fault) => undelivered(fault),
            },
        }
    }

    /// What a user has done, as the event shows it; `None` where it shows nothing, or nothing any more.
    async fn activity(&self, event: &Opened) -> Answer<Option<LogRecord>> {
        let record = &event.record;
        let (ledger, sub) = (&record.ledger, record.stream.id());
        let Some(row) = self.reads.auth_event(ledger, sub, &id_behind(record.position, 0)).await? else {
            return Ok(None);
        };
        let user = self.look_at_user(&user::stream(ledger, sub)).await?;
        let Ok(name) = user.profile().and_then(|profile| profile.name().map(ToOwned::to_owned)) else {
            return Ok(None);
        };
        let unreadable = |_| Fault::new(Kind::InternalError, "an event cannot be read");
        let (moment, fact) =
            (event.moment().map_err(unreadable)?, event.event::<UserEvent>().map_err(unreadable)?);
        let at_ms = row.at.ms();
        let activity = UserActivity {
            user_name: name,
            user_pool_id: ledger.to_string(),
            client_id: lines::client_id(&fact).to_owned(),
            request_id: moment.request_id,
            ..lines::shown(row)
        };
        Ok(Some(LogRecord::user_activity(at_ms, activity)))
    }
}

const fn no_target() -> Outcome {
    Outcome::Later("the server has no target for the ARN that the pool names (--log-targets)")
}

/// Each fault may pass.
const fn undelivered(fault: LogFault) -> Outcome {
    match fault {
        LogFault::NoTarget => no_target(),
        LogFault::Refused(_) => Outcome::Later("the target of the log refused the lines"),
        LogFault::Unavailable => Outcome::Later("the target of the log did not answer in time"),
        LogFault::Resting => Outcome::Later("the target of the log has failed a moment ago"),
        LogFault::File(_) => Outcome::Later("the file of the log cannot be written"),
    }
}
