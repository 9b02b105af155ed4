//! All persons of a deleted pool are forgotten: keys first, then claims and snapshots. Read models drop their rows by themselves.
//!
//! Everything here may be interrupted at any point and repeated: what is destroyed or dropped is not found a second time.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use domain::{LedgerId, Moment};
use ledger::{
    Opened, Position,
    postgres::reactions::{Outcome, React, Reaction},
};

use super::forget::UNTIL_DONE;
use crate::{
    Answer,
    kernel::{Core, ids},
};

/// Keys, claims and snapshots at a time: no statement blocks others for long.
const BATCH: u32 = 500;
/// Batches in one try, which must end within half a minute.
const BATCHES: usize = 20;
/// Requests that were admitted before the pool's end have ended by then. Only then are all persons known that they recorded late.
const LATE_SECONDS: i64 = 60;
/// Events at a time that are searched for persons recorded late.
const PAGE: usize = 200;

static CLOSING: Reaction =
    Reaction { name: "closing", kinds: &["user_pool.deleted", "identity_pool.deleted"], tries: UNTIL_DONE };

/// Ends what a recorded event has decided to end.
pub(super) struct Close(pub(super) Arc<Core>);

#[async_trait(?Send)]
impl React for Close {
    fn reaction(&self) -> &'static Reaction {
        &CLOSING
    }

    async fn react(&self, event: &Opened) -> Outcome {
        match self.close(event).await {
            Ok(None) => Outcome::Done,
            Ok(Some(pause)) => Outcome::Continue(pause),
            Err(_) => Outcome::Later("the pool's people could not all be forgotten"),
        }
    }
}

impl Close {
    /// Continues the end of a pool. Returns the pause before there is more to do.
    async fn close(&self, event: &Opened) -> Answer<Option<Duration>> {
        let moment = Moment::system("closing", self.0.clock().now(), ids::uuid().to_string());
        for _ in 0..BATCHES {
            if !self.0.ledger.forget_some_of_ended(&event.record.ledger, BATCH).await? {
                return self.forget_who_came_late(event, &moment).await;
            }
        }
        Ok(Some(Duration::ZERO))
    }

    /// Read models may hold rows of persons whose requests were under way when the pool ended: each of them is forgotten individually.
    async fn forget_who_came_late(&self, end: &Opened, moment: &Moment) -> Answer<Option<Duration>> {
        let record = &end.record;
        let wait_ms = record.recorded_at.plus_seconds(LATE_SECONDS).ms() - moment.now.ms();
        if let Ok(wait @ 1..) = u64::try_from(wait_ms) {
            return Ok(Some(Duration::from_millis(wait)));
        }
        let mut after = record.position;
        while let Some(last) =
            self.forget_those_of_a_page(&record.ledger, after, &record.kind, moment).await?
        {
            after = last;
        }
        Ok(None)
    }

    /// Forgets the persons that the events of the page after a position are about. Returns the page's last position; `None`: it is empty.
    async fn forget_those_of_a_page(
        &self,
        ledger: &LedgerId,
        after: Position,
        reason: &str,
        moment: &Moment,
    ) -> Answer<Option<Position>> {
        let page = self.0.ledger.page(ledger, after, PAGE).await?;
        for event in &page {
            if let Some(subject) = event.subject() {
                self.0.forget_subject(ledger, &subject, reason, moment).await?;
            }
        }
        Ok(page.last().map(|event| event.record.position))
    }
}
