//! The bounded pool for work that keeps a core busy: password hashing, RSA, SRP. Never inside a mailbox, never on an HTTP worker.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::Semaphore;

use crate::{Answer, Fault, Kind};

/// Jobs that may wait for a core, for each core; beyond that the caller is told to come back.
const WAITING_PER_CORE_MAX: usize = 256;

/// Runs jobs, as many at a time as there are cores.
#[derive(Clone)]
pub struct Cpu {
    cores: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    waiting_max: usize,
}

impl Cpu {
    /// A pool for so many cores.
    pub fn new(cores: usize) -> Self {
        let cores = cores.max(1);
        Self {
            cores: Arc::new(Semaphore::new(cores)),
            waiting: Arc::default(),
            waiting_max: cores * WAITING_PER_CORE_MAX,
        }
    }

    /// Runs a job when a core is free.
    pub async fn run<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
        let _place = self.queue()?;
        let gone = || Fault::new(Kind::InternalError, "The service is stopping; try again.");
        let permit = self.cores.acquire().await.map_err(|_| gone())?;
        let result = tokio::task::spawn_blocking(job).await;
        drop(permit);
        result.map_err(|error| {
            tracing::error!(%error, "a job died");
            Fault::new(Kind::InternalError, "Internal error")
        })
    }

    fn queue(&self) -> Answer<Place> {
        let place = Place(Arc::clone(&self.waiting));
        if self.waiting.fetch_add(1, Ordering::AcqRel) >= self.waiting_max {
            return Err(Fault::busy());
        }
        Ok(place)
    }
}

/// A place in the queue, given back whatever becomes of the job.
struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn beyond_the_queue_a_caller_is_told_to_come_back_and_places_are_given_back() {
        let cpu = Cpu::new(1);
        let places: Vec<_> = (0..WAITING_PER_CORE_MAX).map(|_| cpu.queue().unwrap()).collect();
        assert_eq!(cpu.run(|| 1).await, Err(Fault::busy()));
        drop(places);
        assert_eq!(cpu.run(|| 1).await, Ok(1));
    }

    #[tokio::test]
    async fn a_job_that_panics_fails_alone() {
        let cpu = Cpu::new(1);
        assert_eq!(
            cpu.run(|| panic!("on purpose")).await.map_err(|f| f.kind),
            Err::<(), _>(Kind::InternalError)
        );
        assert_eq!(cpu.run(|| 2).await, Ok(2));
    }
}
