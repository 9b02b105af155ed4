//! The bounded pool for work that keeps a core busy: password hashing, RSA, SRP. Never inside a mailbox, never on an HTTP worker.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use tokio::sync::oneshot;

use crate::{Answer, Fault, Kind};

/// Jobs that may wait for a core, for each core; beyond that the caller is told to come back.
const WAITING_PER_CORE_MAX: usize = 256;

type Job = Box<dyn FnOnce() + Send>;

/// Runs jobs, as many at a time as there are cores. A thread that has done one takes the next at once: no core waits until whoever asked
/// has heard the answer. The threads end with the last handle.
#[derive(Clone)]
pub struct Cpu(Sender<Job>);

impl Cpu {
    /// A pool for so many cores.
    pub fn new(cores: usize) -> Self {
        let cores = cores.max(1);
        let (sender, receiver) = bounded::<Job>(cores * WAITING_PER_CORE_MAX);
        for n in 0..cores {
            let jobs = receiver.clone();
            // The others do its work. If none starts, every job is refused: nobody holds the other end of the queue.
            if let Err(error) = thread::Builder::new().name(format!("cpu-{n}")).spawn(move || work(&jobs)) {
                tracing::error!(%error, "a thread for heavy work could not be started");
            }
        }
        Self(sender)
    }

    /// Runs a job when a core is free.
    pub async fn run<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
        let (answer, outcome) = oneshot::channel();
        let job = Box::new(move || {
            // Whoever asked may have gone.
            let _ = answer.send(job());
        });
        self.0.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => Fault::busy(),
            TrySendError::Disconnected(_) => died(),
        })?;
        outcome.await.map_err(|_| died())
    }
}

fn work(jobs: &Receiver<Job>) {
    for job in jobs {
        if catch_unwind(AssertUnwindSafe(job)).is_err() {
            tracing::error!("a job died");
        }
    }
}

/// The job ended without an answer.
fn died() -> Fault {
    Fault::new(Kind::InternalError, "Internal error")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn beyond_the_queue_a_caller_is_told_to_come_back_and_places_are_given_back() {
        let cpu = Cpu::new(1);
        let (let_go, until_then) = std::sync::mpsc::channel::<()>();
        let (begun, begins) = std::sync::mpsc::channel();
        let hold = Box::new(move || {
            begun.send(()).unwrap();
            let _ = until_then.recv();
        });
        cpu.0.try_send(hold).unwrap();
        begins.recv().unwrap();
        let waiting: Vec<_> = (0..WAITING_PER_CORE_MAX).map(|_| cpu.0.try_send(Box::new(|| ()))).collect();
        assert!(waiting.iter().all(Result::is_ok));
        assert_eq!(cpu.run(|| 1).await, Err(Fault::busy()));
        drop(let_go);
        while !cpu.0.is_empty() {
            tokio::task::yield_now().await;
        }
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
