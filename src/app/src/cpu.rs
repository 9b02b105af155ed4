//! The bounded pool for work that keeps a core busy: password hashing, RSA, SRP. Never inside a mailbox, never on an HTTP worker.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use tokio::sync::oneshot;

use crate::{Answer, Fault, Kind};

/// Jobs that may wait for a core, for each core; beyond that the caller is told to come back.
const WAITING_PER_CORE_MAX: usize = 256;
/// How long the answer of a job may be held back, to be told with others.
const HELD_MAX: Duration = Duration::from_millis(3);

/// Tells what came of a job to whoever asked.
type Tell = Box<dyn FnOnce() + Send>;

struct Job {
    work: Box<dyn FnOnce() -> Tell + Send>,
    brief: bool,
}

/// Runs jobs, as many at a time as there are cores. A thread that has done one takes the next at once: no core waits until whoever asked
/// has heard the answer. The threads end with the last handle.
#[derive(Clone)]
pub struct Cpu(Sender<Job>);

impl Cpu {
    /// A pool for so many cores.
    pub fn new(cores: usize) -> Self {
        Self::holding(cores, HELD_MAX)
    }

    fn holding(cores: usize, held_max: Duration) -> Self {
        let cores = cores.max(1);
        let (sender, jobs) = bounded::<Job>(cores * WAITING_PER_CORE_MAX);
        for n in 0..cores {
            let worker = Worker::new(jobs.clone(), cores, held_max);
            // The others do its work. If none starts, every job is refused: nobody holds the other end of the queue.
            if let Err(error) = thread::Builder::new().name(format!("cpu-{n}")).spawn(move || worker.run()) {
                tracing::error!(%error, "a thread for heavy work could not be started");
            }
        }
        Self(sender)
    }

    /// Runs a job when a core is free.
    pub async fn run<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
        self.queue(job, false)?.await.map_err(|_| died())
    }

    /// Runs a job that takes a millisecond or less when a core is free.
    pub async fn run_brief<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
        self.queue(job, true)?.await.map_err(|_| died())
    }

    fn queue<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
        brief: bool,
    ) -> Answer<oneshot::Receiver<T>> {
        let (answer, outcome) = oneshot::channel();
        let work = Box::new(move || -> Tell {
            let outcome = job();
            Box::new(move || {
                // Whoever asked may have gone.
                let _ = answer.send(outcome);
            })
        });
        self.0.try_send(Job { work, brief }).map_err(|error| match error {
            TrySendError::Full(_) => Fault::busy(),
            TrySendError::Disconnected(_) => died(),
        })?;
        Ok(outcome)
    }
}

/// A thread of the pool. To tell an answer is to wake the thread that asked, which then takes a core from some job. While many jobs
/// wait, it is woken for several answers at once: they all come sooner.
struct Worker {
    jobs: Receiver<Job>,
    /// As long as so many jobs wait, no core comes to rest because an answer is held back.
    backlog: usize,
    held_max: Duration,
    /// Done, and not told yet.
    done: Vec<Tell>,
    /// When the first of those was done.
    first: Instant,
}

impl Worker {
    fn new(jobs: Receiver<Job>, backlog: usize, held_max: Duration) -> Self {
        Self { jobs, backlog, held_max, done: Vec::new(), first: Instant::now() }
    }

    fn run(mut self) {
        while let Some(job) = self.next() {
            if let Ok(tell) = catch_unwind(AssertUnwindSafe(job.work)) {
                self.hold(tell);
            } else {
                tracing::error!("a job died");
            }
        }
    }

    /// The next job; `None` once there will be none. Answers that cannot wait until it is done are told before.
    fn next(&mut self) -> Option<Job> {
        let next = self.jobs.try_recv().ok();
        if !next.as_ref().is_some_and(|job| job.brief && self.may_hold()) {
            self.done.drain(..).for_each(|tell| tell());
        }
        next.or_else(|| self.jobs.recv().ok())
    }

    fn may_hold(&self) -> bool {
        self.jobs.len() >= self.backlog && self.first.elapsed() < self.held_max
    }

    fn hold(&mut self, tell: Tell) {
        if self.done.is_empty() {
            self.first = Instant::now();
        }
        self.done.push(tell);
    }
}

/// The job ended without an answer.
fn died() -> Fault {
    Fault::new(Kind::InternalError, "Internal error")
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// Holds the only thread of a pool, from when this returns until the sender is dropped.
    fn occupy(cpu: &Cpu) -> mpsc::Sender<()> {
        let (let_go, until_then) = mpsc::channel::<()>();
        let (begun, begins) = mpsc::channel();
        let hold = move || {
            begun.send(()).unwrap();
            let _ = until_then.recv();
        };
        cpu.queue(hold, false).unwrap();
        begins.recv().unwrap();
        let_go
    }

    #[tokio::test]
    async fn beyond_the_queue_a_caller_is_told_to_come_back_and_places_are_given_back() {
        let cpu = Cpu::new(1);
        let let_go = occupy(&cpu);
        let waiting: Vec<_> = (0..WAITING_PER_CORE_MAX).map(|_| cpu.queue(|| (), false)).collect();
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

    /// Whether the answer of a brief job is told before the one after it runs, while another waits.
    async fn told_before_the_next(held_max: Duration, next_is_brief: bool) -> bool {
        let cpu = Cpu::holding(1, held_max);
        let let_go = occupy(&cpu);
        let mut first = cpu.queue(|| (), true).unwrap();
        let told = cpu.queue(move || first.try_recv().is_ok(), next_is_brief).unwrap();
        let _behind = cpu.queue(|| (), true).unwrap();
        drop(let_go);
        told.await.unwrap()
    }

    #[tokio::test]
    async fn while_jobs_wait_an_answer_is_held_back() {
        assert!(!told_before_the_next(Duration::MAX, true).await);
    }

    #[tokio::test]
    async fn no_answer_waits_for_a_long_job() {
        assert!(told_before_the_next(Duration::MAX, false).await);
    }

    #[tokio::test]
    async fn no_answer_is_held_back_for_longer_than_allowed() {
        assert!(told_before_the_next(Duration::ZERO, true).await);
    }

    #[tokio::test]
    async fn the_last_answers_are_told_though_nobody_asks_for_more() {
        let cpu = Cpu::new(1);
        let let_go = occupy(&cpu);
        let answers: Vec<_> = (0..9).map(|n| cpu.queue(move || n, true).unwrap()).collect();
        drop(let_go);
        for (n, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer.await, Ok(n));
        }
    }
}
