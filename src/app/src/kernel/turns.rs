//! Few attempts at a time on one name; the others wait for their turn.

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::Stream;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{Answer, Fault};

/// Names that have the same remainder of this share their turns.
const WAYS: usize = 4_096;
/// Attempts that may wait for one turn: as many as commands of one entity.
const WAITING_MAX: usize = 256;

/// The turns of all names.
pub(crate) struct Turns(Box<[Way]>);

struct Way {
    turns: Semaphore,
    waiting: AtomicUsize,
}

/// A turn, until it is dropped.
pub(crate) struct Turn<'a> {
    _permit: SemaphorePermit<'a>,
    /// Whether others' had to end before.
    pub(crate) waited: bool,
}

impl Turns {
    /// So many attempts on a name at a time.
    pub(crate) fn new(at_once: usize) -> Self {
        let way = |_| Way { turns: Semaphore::new(at_once), waiting: AtomicUsize::default() };
        Self((0..WAYS).map(way).collect())
    }

    /// Waits for a turn of a name, given as the stream of its user.
    pub(crate) async fn take(&self, name: &Stream) -> Answer<Turn<'_>> {
        let way = &self.0[way_of(name)];
        if let Ok(permit) = way.turns.try_acquire() {
            return Ok(Turn { _permit: permit, waited: false });
        }
        let place = Waiting::among(&way.waiting)?;
        // The semaphore is never closed.
        let permit = way.turns.acquire().await.map_err(|_| Fault::busy())?;
        drop(place);
        Ok(Turn { _permit: permit, waited: true })
    }
}

/// Every `sub` is a UUID, those of unknown names too.
fn way_of(name: &Stream) -> usize {
    let id = uuid::Uuid::parse_str(name.id.id()).map_or(0, |sub| sub.as_u128());
    usize::try_from(id % WAYS as u128).unwrap_or(0)
}

/// A place among the attempts that wait. Released even if its request is given up.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn among(waiting: &'a AtomicUsize) -> Answer<Self> {
        let place = Self(waiting);
        if waiting.fetch_add(1, Ordering::Relaxed) < WAITING_MAX { Ok(place) } else { Err(Fault::busy()) }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use domain::{LedgerId, user_pools::user};

    use super::*;

    fn name(id: u128) -> Stream {
        user::stream(&LedgerId::new("pool"), &uuid::Uuid::from_u128(id).to_string())
    }

    /// The result of a future by now, if there is one.
    async fn by_now<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
        tokio::time::timeout(std::time::Duration::ZERO, future).await.ok()
    }

    #[tokio::test]
    async fn attempts_on_one_name_take_turns_and_others_go_on() {
        let (turns, ada, eve) = (Turns::new(2), name(1), name(2));
        let first = turns.take(&ada).await.unwrap();
        let second = turns.take(&ada).await.unwrap();
        let mut next = Box::pin(turns.take(&ada));
        assert!(by_now(&mut next).await.is_none());
        drop(turns.take(&eve).await.unwrap());
        drop(first);
        let next = next.await.unwrap();
        assert_eq!((second.waited, next.waited), (false, true));
    }

    #[tokio::test]
    async fn too_many_on_one_name_are_told_to_come_back() {
        let (turns, ada) = (Turns::new(1), name(1));
        let turn = turns.take(&ada).await.unwrap();
        let mut waiting: Vec<_> = (0..WAITING_MAX).map(|_| Box::pin(turns.take(&ada))).collect();
        for one in &mut waiting {
            assert!(by_now(one).await.is_none());
        }
        assert_eq!(turns.take(&ada).await.err(), Some(Fault::busy()));
        drop((waiting, turn));
        assert!(turns.take(&ada).await.is_ok(), "a request that is given up gives its place back");
    }
}
