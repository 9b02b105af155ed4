//! The writer's connections. A batch is written over whichever is free first; others are opened beside while more ledgers wait than are
//! written, so that a server without room for them delays nothing.

use std::{future, time::Duration};

use futures_util::{FutureExt, future::BoxFuture};
use sqlx::{PgConnection, PgPool};
use tokio::time::{Instant, sleep, sleep_until};

/// So many are kept once they are open.
const KEPT: u32 = 8;
/// So many are open at the same time, at the most.
pub(super) const OPEN_MAX: u32 = 16;
/// How long one beyond those that are kept may be idle before it is closed.
const IDLE_MAX: Duration = Duration::from_mins(1);
/// Pause after a failed try to open one.
const RETRY_PAUSE: Duration = Duration::from_millis(200);

/// A connection that only the writer uses.
pub(super) struct Connection {
    pub(super) session: PgConnection,
    /// Tables are spread over the nodes of a Citus cluster.
    pub(super) is_distributed: bool,
}

/// The connections. `C` is [`Connection`] but in tests.
pub(super) struct Connections<C = Connection> {
    open: Box<dyn Fn() -> BoxFuture<'static, Result<C, sqlx::Error>> + Send>,
    /// Each since when; the one that was used last is at the end.
    idle: Vec<(C, Instant)>,
    in_use: u32,
    opening: Option<BoxFuture<'static, Result<C, sqlx::Error>>>,
    /// Since when there is none, and none could be opened.
    without_since: Option<Instant>,
}

impl Connections {
    pub(super) fn of(pool: PgPool) -> Self {
        Self::new(move || {
            let pool = pool.clone();
            async move {
                let opened = connect(&pool).await;
                if opened.is_err() {
                    sleep(RETRY_PAUSE).await;
                }
                opened
            }
            .boxed()
        })
    }
}

impl<C> Connections<C> {
    fn new(open: impl Fn() -> BoxFuture<'static, Result<C, sqlx::Error>> + Send + 'static) -> Self {
        Self { open: Box::new(open), idle: Vec::new(), in_use: 0, opening: None, without_since: None }
    }

    /// How many are worth using while so many ledgers wait. Where a few ledgers take turns their batches grow; where many wait, more
    /// commits reach the disk together.
    pub(super) fn worth_using(ledgers: usize) -> u32 {
        u32::try_from(ledgers).unwrap_or(OPEN_MAX).clamp(KEPT, OPEN_MAX)
    }

    /// A free one, of at most so many in use.
    pub(super) fn take(&mut self, in_use_max: u32) -> Option<C> {
        let (connection, _) = self.idle.pop_if(|_| self.in_use < in_use_max)?;
        self.in_use += 1;
        self.without_since = None;
        Some(connection)
    }

    /// Gives back one that was taken; `None`: it is of no use any more.
    pub(super) fn give_back(&mut self, connection: Option<C>) {
        self.in_use -= 1;
        self.idle.extend(connection.map(|connection| (connection, Instant::now())));
    }

    /// Opens one more, unless so many are open, one is free, or one is being opened.
    pub(super) fn open_up_to(&mut self, open_max: u32) {
        if self.opening.is_none() && self.idle.is_empty() && self.in_use < open_max {
            self.opening = Some((self.open)());
        }
    }

    /// How long there has been none; `None`: there are some.
    pub(super) fn without_for(&self) -> Option<Duration> {
        self.without_since.map(|since| since.elapsed())
    }

    /// Waits until one was opened or could not be, or until those that have been idle for too long are closed.
    pub(super) async fn change(&mut self) -> Result<(), sqlx::Error> {
        let expires = self.expires();
        tokio::select! {
            opened = opened(&mut self.opening) => {
                self.opening = None;
                if opened.is_err() && self.idle.is_empty() && self.in_use == 0 {
                    self.without_since.get_or_insert_with(Instant::now);
                }
                self.idle.push((opened?, Instant::now()));
            }
            () = until(expires) => drop(self.idle.remove(0)),
        }
        Ok(())
    }

    /// When the next one is to be closed, unless it is used before.
    fn expires(&self) -> Option<Instant> {
        let kept = KEPT.saturating_sub(self.in_use) as usize;
        let (_, since) = self.idle.first().filter(|_| self.idle.len() > kept)?;
        Some(*since + IDLE_MAX)
    }
}

async fn opened<C>(
    opening: &mut Option<BoxFuture<'static, Result<C, sqlx::Error>>>,
) -> Result<C, sqlx::Error> {
    match opening {
        Some(opening) => opening.await,
        None => future::pending().await,
    }
}

async fn until(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => future::pending().await,
    }
}

/// A connection of the pool, for the writer alone. Its few statements are planned once, since they look up by keys for any parameters,
/// and planning them anew took three times as long as executing them. Citus finds the ledger's shard as it plans, and cannot do so once
/// for all; and it runs each part of the one statement of an optimistic append as a query of its own.
pub(super) async fn connect(pool: &PgPool) -> Result<Connection, sqlx::Error> {
    let mut session = pool.acquire().await?.detach();
    let citus = sqlx::query_scalar("select exists (select from pg_extension where extname = 'citus')");
    let is_distributed: bool = citus.fetch_one(&mut session).await?;
    if !is_distributed {
        sqlx::raw_sql("set plan_cache_mode = force_generic_plan").execute(&mut session).await?;
    }
    Ok(Connection { session, is_distributed })
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    };

    use super::*;

    /// Connections that are numbers, and how many a server has given out. It has room for so many.
    fn server(room: u32) -> (Connections<u32>, Arc<AtomicU32>) {
        let given = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&given);
        let open = move || {
            let number = counted.load(Ordering::Relaxed);
            let has_room = number < room;
            counted.fetch_add(u32::from(has_room), Ordering::Relaxed);
            async move { if has_room { Ok(number) } else { Err(sqlx::Error::PoolTimedOut) } }.boxed()
        };
        (Connections::new(open), given)
    }

    async fn take(connections: &mut Connections<u32>) -> u32 {
        connections.open_up_to(OPEN_MAX);
        connections.change().await.unwrap();
        connections.take(OPEN_MAX).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn those_beyond_what_is_kept_are_closed_once_they_have_been_idle() {
        let (mut connections, given) = server(OPEN_MAX);
        for number in 0..OPEN_MAX {
            assert_eq!(take(&mut connections).await, number);
        }
        connections.open_up_to(OPEN_MAX);
        assert!(connections.opening.is_none() && connections.take(OPEN_MAX).is_none(), "there are no more");
        (0..OPEN_MAX).for_each(|number| connections.give_back(Some(number)));
        let begun = Instant::now();
        for closed in 1..=OPEN_MAX - KEPT {
            connections.change().await.unwrap();
            assert_eq!(connections.idle.len(), (OPEN_MAX - closed) as usize);
            assert!(begun.elapsed() >= IDLE_MAX);
        }
        assert!(connections.expires().is_none());
        assert_eq!(connections.take(OPEN_MAX), Some(OPEN_MAX - 1), "the one that was used last");
        assert_eq!(given.load(Ordering::Relaxed), OPEN_MAX);
    }

    #[tokio::test(start_paused = true)]
    async fn where_no_more_can_be_opened_those_that_are_there_are_used() {
        let (mut connections, _) = server(1);
        let only = take(&mut connections).await;
        connections.open_up_to(OPEN_MAX);
        assert!(connections.change().await.is_err());
        assert!(connections.without_for().is_none() && connections.take(OPEN_MAX).is_none());
        connections.give_back(Some(only));
        assert_eq!(connections.take(0), None, "one is too many");
        assert_eq!(connections.take(OPEN_MAX), Some(only));
        connections.give_back(None);
        for seconds in 0..3 {
            connections.open_up_to(OPEN_MAX);
            assert!(connections.change().await.is_err());
            assert_eq!(connections.without_for(), Some(Duration::from_secs(seconds)));
            sleep(Duration::from_secs(1)).await;
        }
    }
}
