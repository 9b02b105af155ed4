//! Appends that become one transaction.

use tokio::sync::oneshot;

use super::{
    came::{Came, Written},
    heads::Heads,
    one_statement::{Foreseen, OneStatement},
};
use crate::{Append, AppendError, Appended, Batch as News, Clock, Feed, Unavailable};

/// Appends in one transaction, at the most.
const BATCH_MAX: usize = 1_000;
/// A transaction of so many bytes takes no more appends.
const BATCH_BYTES_MAX: usize = 4 << 20;

type Outcome = Result<Appended, AppendError>;

/// An append on its way into a batch, and who waits for it.
pub(super) struct Waiting {
    pub(super) append: Append,
    pub(super) answer: oneshot::Sender<Outcome>,
}

/// Appends for one transaction, those who wait for them, and the plan for the short way, which grows with them.
pub(super) struct Batch {
    appends: Vec<Append>,
    answers: Vec<oneshot::Sender<Outcome>>,
    bytes: usize,
    /// `None`: it has to go the long way, or nothing is known yet that a plan could rest on.
    planned: Option<OneStatement>,
}

impl Default for Batch {
    fn default() -> Self {
        Self { appends: Vec::new(), answers: Vec::new(), bytes: 0, planned: Some(OneStatement::default()) }
    }
}

impl Batch {
    /// The empty batch after this one: planned if it is known how this one will leave the ledgers.
    pub(super) fn next(&self) -> Self {
        Self { planned: self.planned.is_some().then(OneStatement::default), ..Self::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.appends.is_empty()
    }

    pub(super) fn has_room(&self) -> bool {
        self.appends.len() < BATCH_MAX && self.bytes < BATCH_BYTES_MAX
    }

    pub(super) fn appends(&self) -> &[Append] {
        &self.appends
    }

    pub(super) fn planned(&self) -> Option<&OneStatement> {
        self.planned.as_ref()
    }

    /// Adds an append.
    pub(super) fn add(&mut self, waiting: Waiting, foreseen: Foreseen<'_>, clock: &Clock) {
        self.bytes += waiting.append.bytes();
        self.planned = self.planned.take().and_then(|plan| plan.with(&waiting.append, foreseen, clock));
        self.appends.push(waiting.append);
        self.answers.push(waiting.answer);
    }

    /// Plans anew, after the ledgers came to stand elsewhere than was foreseen.
    pub(super) fn plan_again(&mut self, foreseen: Foreseen<'_>, clock: &Clock) {
        let with = |plan: OneStatement, append| plan.with(append, foreseen, clock);
        self.planned = self.appends.iter().try_fold(OneStatement::default(), with);
    }

    /// Takes note of where the ledgers are now. Nobody has been told yet.
    pub(super) fn done(self, came: Result<Came, sqlx::Error>, heads: &mut Heads) -> Done {
        let Self { answers, planned, .. } = self;
        let written = came.map(|came| match came {
            Came::AsPlanned => {
                let (written, left) = planned.unwrap_or_default().written();
                heads.leave(left, &written.records);
                written
            }
            Came::TheLongWay { written, left, found } => {
                heads.leave_having_found(&found, left, &written.records);
                written
            }
        });
        Done { answers, written }
    }
}

/// A batch of which it is known what came of it.
pub(super) struct Done {
    answers: Vec<oneshot::Sender<Outcome>>,
    written: Result<Written, sqlx::Error>,
}

impl Done {
    /// Tells the feed, then those who wait: whoever was answered finds this node's followers told.
    pub(super) fn tell(self, feed: &Feed) {
        match self.written {
            Ok(Written { outcomes, records }) => {
                feed.publish(News::split(records));
                for (answer, outcome) in self.answers.into_iter().zip(outcomes) {
                    // The asker may have gone; what was written stays written.
                    let _ = answer.send(outcome);
                }
            }
            Err(error) => {
                tracing::error!(%error, appends = self.answers.len(), "could not append");
                let fault = Unavailable::because("the event log did not take the events; try again");
                for answer in self.answers {
                    let _ = answer.send(Err(fault.clone().into()));
                }
            }
        }
    }
}
