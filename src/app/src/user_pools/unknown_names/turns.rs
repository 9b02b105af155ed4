//! One attempt at a time on a name: attempts on a user take turns in the mailbox of the user's entity, and attempts on an unknown name
//! would be distinguishable from them if they were faster together.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{Mutex, MutexGuard};

use crate::{Answer, Fault};

/// Locks. Names that share one wait for each other.
const WAYS: usize = 4_096;
/// Attempts that may wait for one lock: as many as commands of one entity.
const WAITING_MAX: usize = 256;

/// The locks.
pub(super) struct Turns(Box<[Way]>);

#[derive(Default)]
struct Way {
    turn: Mutex<()>,
    waiting: AtomicUsize,
}

impl Default for Turns {
    fn default() -> Self {
        Self((0..WAYS).map(|_| Way::default()).collect())
    }
}

impl Turns {
    /// Waits for the turn of an id, which lasts until the returned guard is dropped.
    pub(super) async fn take(&self, id: u128) -> Answer<MutexGuard<'_, ()>> {
        let way = &self.0[usize::try_from(id % WAYS as u128).unwrap_or(0)];
        let place = Waiting::among(&way.waiting)?;
        let turn = way.turn.lock().await;
        drop(place);
        Ok(turn)
    }
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
    use super::*;

    #[tokio::test]
    async fn tries_on_one_name_take_turns_and_others_go_on() {
        let turns = Turns::default();
        let turn = turns.take(1).await.unwrap();
        let mut next = Box::pin(turns.take(1));
        assert!(futures_poll(&mut next).await.is_none());
        drop(turns.take(2).await.unwrap());
        drop(turn);
        drop(next.await.unwrap());
    }

    #[tokio::test]
    async fn too_many_on_one_name_are_told_to_come_back() {
        let turns = Turns::default();
        let turn = turns.take(1).await.unwrap();
        let mut waiting: Vec<_> = (0..WAITING_MAX).map(|_| Box::pin(turns.take(1))).collect();
        for one in &mut waiting {
            assert!(futures_poll(one).await.is_none());
        }
        assert_eq!(turns.take(1).await.err(), Some(Fault::busy()));
        drop((waiting, turn));
        assert!(turns.take(1).await.is_ok(), "who gives up gives the place back");
    }

    /// What a future has come to by now.
    async fn futures_poll<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
        tokio::time::timeout(std::time::Duration::ZERO, future).await.ok()
    }
}
