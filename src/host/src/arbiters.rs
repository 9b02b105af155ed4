//! The threads that entities live on.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use actix::{Arbiter, ArbiterHandle};
use domain::Stream;

/// The threads that entities live on: an aggregate's stream decides which. An entity ends with its thread, even if callers wait for it, so
/// these have to outlive all callers. Cheap to clone.
#[derive(Clone)]
pub struct Arbiters(Arc<[ArbiterHandle]>);

impl Arbiters {
    /// So many new threads, one at least.
    pub fn start(threads: usize) -> Self {
        Self((0..threads.max(1)).map(|_| Arbiter::new().handle()).collect())
    }

    /// The caller's own thread: for tests that play all on one.
    ///
    /// # Panics
    /// It has to be an arbiter's, as the main thread of a `System` is.
    pub fn here() -> Self {
        Self([Arbiter::current()].into())
    }

    /// Ends the threads, and the entities with them.
    pub fn stop(&self) {
        for arbiter in &*self.0 {
            arbiter.stop();
        }
    }

    /// The thread that the entity of a stream lives on.
    pub(crate) fn of(&self, stream: &Stream) -> &ArbiterHandle {
        let mut hasher = DefaultHasher::new();
        stream.hash(&mut hasher);
        let index = usize::try_from(hasher.finish() % self.0.len() as u64).unwrap_or(0);
        &self.0[index]
    }
}
