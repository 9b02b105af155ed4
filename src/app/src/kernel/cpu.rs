//! The bounded pool for work that keeps a core busy: password hashing, RSA, SRP. Never inside a mailbox, never on an HTTP worker. Jobs wait
//! in fair order ([`queue`]), and are charged to their caller ([`Meter`]).

mod queue;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
};

use tokio::sync::oneshot;

use self::queue::{NotTaken, Queue};
use crate::{
    Answer, Fault, Kind,
    kernel::{
        meter::{Meter, Weight},
        payer::Payer,
    },
};

/// Jobs that may wait, per core, half as many of one address at one pool; beyond that the caller is refused as throttled.
const WAITING_PER_CORE_MAX: usize = 256;

/// What to do with a job.
enum Order {
    /// Run it.
    Do,
    /// Refuse its caller as throttled.
    GiveUp,
}

/// Runs, and sends its result to its caller.
type Job = Box<dyn FnOnce(Order) + Send>;

/// Runs jobs, as many at a time as there are cores. A thread that has finished one takes the next at once, without waiting for the caller
/// to receive the result. The threads end with the last handle.
#[derive(Clone)]
pub struct Cpu(Arc<Handle>);

struct Handle {
    jobs: Arc<Queue<Job>>,
    cores: usize,
    meter: Meter,
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.jobs.close();
    }
}

impl Cpu {
    /// A pool for so many cores.
    pub fn new(cores: usize) -> Self {
        let cores = cores.max(1);
        let jobs = Arc::new(Queue::new(cores * WAITING_PER_CORE_MAX));
        let start = |n| {
            let jobs = Arc::clone(&jobs);
            thread::Builder::new().name(format!("cpu-{n}")).spawn(move || work(&jobs)).map(drop)
        };
        let started: Vec<_> = (0..cores).map(start).collect();
        for error in started.iter().filter_map(|started| started.as_ref().err()) {
            tracing::error!(%error, "a thread for heavy work could not be started");
        }
        // The threads that have started do its work. Where none has, every job is refused.
        if started.iter().all(Result::is_err) {
            jobs.close();
        }
        Self(Arc::new(Handle { jobs, cores, meter: Meter::default() }))
    }

    /// The cores that it works for.
    pub fn cores(&self) -> usize {
        self.0.cores
    }

    /// The accounts that jobs are charged to.
    pub fn meter(&self) -> &Meter {
        &self.0.meter
    }

    /// Runs a job when a core is free.
    pub async fn run<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
        self.queue(job, Weight::JOB)?.await.map_err(|_| died())?
    }

    /// The same for a job of about a millisecond at the most, for which less is charged.
    pub async fn run_brief<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
        self.queue(job, Weight::BRIEF_JOB)?.await.map_err(|_| died())?
    }

    fn queue<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
        weight: Weight,
    ) -> Answer<oneshot::Receiver<Answer<T>>> {
        let (answer, outcome) = oneshot::channel();
        let job = Box::new(move |order| {
            // The caller may have gone.
            let _ = answer.send(match order {
                Order::Do => Ok(job()),
                Order::GiveUp => Err(Fault::busy()),
            });
        });
        let payer = Payer::current();
        if !self.0.meter.takes(&payer, weight) {
            return Err(Fault::busy());
        }
        match self.0.jobs.push(&payer, job) {
            Ok(None) => Ok(outcome),
            Ok(Some(gave_way)) => {
                gave_way(Order::GiveUp);
                Ok(outcome)
            }
            Err(NotTaken::Full(_)) => Err(Fault::busy()),
            Err(NotTaken::Closed) => Err(died()),
        }
    }
}

/// A thread of the pool.
fn work(jobs: &Queue<Job>) {
    while let Some(job) = jobs.pop() {
        // The thread outlives a job that panics.
        if catch_unwind(AssertUnwindSafe(|| job(Order::Do))).is_err() {
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
        cpu.queue(hold, Weight::JOB).unwrap();
        begins.recv().unwrap();
        let_go
    }

    #[tokio::test]
    async fn beyond_the_queue_a_caller_is_told_to_come_back_and_places_are_given_back() {
        let cpu = Cpu::new(1);
        let let_go = occupy(&cpu);
        // All are of one caller, who has half of the places.
        let waiting: Vec<_> = (0..WAITING_PER_CORE_MAX / 2).map(|_| cpu.queue(|| (), Weight::JOB)).collect();
        assert_eq!(cpu.run(|| 1).await, Err(Fault::busy()));
        drop(let_go);
        for waited in waiting {
            assert_eq!(waited.unwrap().await, Ok(Ok(())));
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

    #[tokio::test]
    async fn a_job_that_panics_takes_no_other_answer_with_it() {
        let cpu = Cpu::new(1);
        let let_go = occupy(&cpu);
        let before = cpu.queue(|| 1, Weight::BRIEF_JOB).unwrap();
        let _dies = cpu.queue(|| panic!("on purpose"), Weight::BRIEF_JOB).unwrap();
        let after = cpu.queue(|| 3, Weight::BRIEF_JOB).unwrap();
        drop(let_go);
        assert_eq!((before.await, after.await), (Ok(Ok(1)), Ok(Ok(3))));
    }

    #[tokio::test]
    async fn all_answers_are_told_though_the_pool_is_dropped() {
        let cpu = Cpu::new(1);
        let let_go = occupy(&cpu);
        let answers: Vec<_> = (0..9).map(|n| cpu.queue(move || n, Weight::BRIEF_JOB).unwrap()).collect();
        drop((cpu, let_go));
        for (n, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer.await, Ok(Ok(n)));
        }
    }
}
