//! What operators have to know of reactions: items that were given up, and items that have been failing for long.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::Timestamp;
use sqlx::Row;

use super::items::Items;
use crate::Unavailable;

/// Items that have failed this often are shown.
const FAILING_FROM: i32 = 3;

/// The failed items of each reaction, as of the last look at them. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Backlog(Arc<Mutex<BTreeMap<&'static str, FailedItems>>>);

/// What a reaction has failed to do, or not done yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FailedItems {
    /// Items that were given up, and when the oldest was first taken up.
    pub given_up: Option<(u64, Timestamp)>,
    /// Items that have failed and are still tried, and when the oldest was first taken up.
    pub failing: Option<(u64, Timestamp)>,
}

impl Backlog {
    /// By the name of the reaction.
    pub fn failed(&self) -> Vec<(&'static str, FailedItems)> {
        let failed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        failed.iter().map(|(name, failed)| (*name, *failed)).collect()
    }

    pub(super) fn set(&self, reaction: &'static str, failed: FailedItems) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(reaction, failed);
    }
}

impl Items {
    /// Those of the reaction that have failed, over all ledgers.
    pub(super) async fn failed(&self) -> Result<FailedItems, Unavailable> {
        let row = sqlx::query(
            "select count(*) filter (where given_up is not null),
                    coalesce(min(since) filter (where given_up is not null), 0),
                    count(*) filter (where given_up is null and tries >= $2),
                    coalesce(min(since) filter (where given_up is null and tries >= $2), 0)
             from reaction_item where reaction = $1",
        )
        .bind(self.reaction.name)
        .bind(FAILING_FROM)
        .fetch_one(&self.pool)
        .await?;
        let of = |count: i64, oldest: i64| {
            let count = u64::try_from(count).unwrap_or(0);
            (count > 0).then(|| (count, Timestamp::from_ms(oldest)))
        };
        Ok(FailedItems {
            given_up: of(row.try_get(0)?, row.try_get(1)?),
            failing: of(row.try_get(2)?, row.try_get(3)?),
        })
    }
}
