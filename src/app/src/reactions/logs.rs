//! What happens to users of a pool is logged where the pool wants it: in a file, at a webhook, in a bucket.
//!
//! Lines are delivered many at a time, and each is done only when its target has it: after a crash some come twice, and none is lost.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use domain::{LedgerId, user_pools::user_pool::LogSource};
use ledger::{
    Opened,
    postgres::reactions::{Begin, Outcome, Places, React, Reaction, Tries},
};

use crate::user_pools::UserPools;

/// For about a day, in which a target may be away.
const TRIES: Tries =
    Tries { max: Some(100), first_pause: Duration::from_secs(2), longest_pause: Duration::from_mins(15) };

static NOTIFICATIONS: Reaction =
    Reaction { name: "notification_log", kinds: &["message.given_up"], tries: TRIES };

/// The events by which the read model of `AdminListUserAuthEvents` has a further row.
static ACTIVITY: Reaction = Reaction {
    name: "activity_log",
    kinds: &[
        "user.signed_up",
        "user.signed_in",
        "user.sign_in_blocked",
        "user.challenge_spent",
        "user.password_refused",
        "user.factor_refused",
        "user.password_set",
        "user.code_issued",
        "user.code_refused",
        "user.compromised_password_found",
    ],
    tries: TRIES,
};

/// Logs what pools want to be logged of one source.
pub(super) struct Log {
    pub(super) pools: Arc<UserPools>,
    pub(super) source: LogSource,
}

#[async_trait(?Send)]
impl React for Log {
    fn reaction(&self) -> &'static Reaction {
        match self.source {
            LogSource::Notifications => &NOTIFICATIONS,
            LogSource::AuthEvents => &ACTIVITY,
        }
    }

    fn places(&self) -> Places {
        Places::TOGETHER
    }

    async fn begins(&self, ledger: &LedgerId) -> Option<Begin> {
        self.pools.logs_begin(ledger, self.source).await
    }

    /// A target that stands still costs places of its pool alone.
    fn lane(&self, event: &Opened) -> Option<String> {
        Some(event.record.ledger.to_string())
    }

    async fn react(&self, event: &Opened) -> Outcome {
        self.pools.log(event, self.source).await
    }
}
