//! Group commit: one task puts all that waits into one transaction, and answers each append once that is durable.

use sqlx::PgPool;
use tokio::sync::{mpsc, oneshot};

use super::lane::Lane;
use crate::{Append, AppendError, Appended, Batch, Clock, Feed, Unavailable};

/// Appends in one transaction, at the most.
const BATCH_MAX: usize = 1_000;
/// Bytes in one transaction, at the most (one append alone may exceed it).
const BATCH_BYTES_MAX: usize = 4 << 20;
/// Appends that may wait; beyond that callers wait to be let in.
const WAITING_MAX: usize = 8_192;

struct Waiting {
    append: Append,
    answer: oneshot::Sender<Result<Appended, AppendError>>,
}

/// The way to the one task that writes.
pub(super) struct Writer(mpsc::Sender<Waiting>);

impl Writer {
    pub(super) fn start(pool: PgPool, clock: Clock, feed: Feed) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        tokio::spawn(run(receiver, Lane::new(pool, clock), feed));
        Self(sender)
    }

    pub(super) async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let (answer, outcome) = oneshot::channel();
        let gone = || Unavailable::because("the log's writer has stopped");
        self.0.send(Waiting { append, answer }).await.map_err(|_| gone())?;
        outcome.await.map_err(|_| gone())?
    }
}

/// Ends when every [`Writer`] is dropped and what waited is written.
async fn run(mut receiver: mpsc::Receiver<Waiting>, mut lane: Lane, feed: Feed) {
    let mut waiting = Vec::with_capacity(BATCH_MAX);
    while receiver.recv_many(&mut waiting, BATCH_MAX).await > 0 {
        while !waiting.is_empty() {
            let rest = waiting.split_off(fitting(&waiting));
            write(std::mem::replace(&mut waiting, rest), &mut lane, &feed).await;
        }
    }
}

/// How many of those that wait fit the byte bound; at least one.
fn fitting(waiting: &[Waiting]) -> usize {
    let mut bytes = 0;
    let over = waiting.iter().position(|w| {
        bytes += w.append.bytes();
        bytes > BATCH_BYTES_MAX
    });
    over.map_or(waiting.len(), |n| n.max(1))
}

async fn write(batch: Vec<Waiting>, lane: &mut Lane, feed: &Feed) {
    let (appends, answers): (Vec<_>, Vec<_>) = batch.into_iter().map(|w| (w.append, w.answer)).unzip();
    match lane.commit(&appends).await {
        Ok(written) => {
            // Before anybody is answered: whoever was answered finds this node's followers told.
            feed.publish(Batch::split(written.records));
            for (answer, outcome) in answers.into_iter().zip(written.outcomes) {
                // The asker may have gone; what was written stays written.
                let _ = answer.send(outcome);
            }
        }
        Err(error) => {
            tracing::error!(%error, appends = appends.len(), "could not append");
            for answer in answers {
                let _ = answer
                    .send(Err(
                        Unavailable::because("the event log did not take the events; try again").into()
                    ));
            }
        }
    }
}
