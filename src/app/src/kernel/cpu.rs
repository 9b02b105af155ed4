//! The bounded pool for work that keeps a core busy: password hashing, RSA, SRP. Never inside a mailbox, never on an HTTP worker. Jobs wait
//! in fair order ([`queue`]), and are charged to their caller ([`Meter`]).

mod queue;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
    time::{Duration, Instant},
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
/// A result that was held back for so long is sent before another job is begun.
const HELD_MAX: Duration = Duration::from_millis(3);

/// Sends a job's result to its caller.
type Tell = Box<dyn FnOnce() + Send>;

/// What to do with a job.
enum Order {
    /// Run it.
    Do,
    /// Refuse its caller as throttled.
    GiveUp,
}

struct Job {
    work: Box<dyn FnOnce(Order) -> Tell + Send>,
    /// Takes about a millisecond at the most.
    brief: bool,
}

impl Job {
    fn weight(&self) -> Weight {
        if self.brief { Weight::BRIEF_JOB } else { Weight::JOB }
    }
}

/// Runs jobs, as many at a time as there are cores. A thread that has finished one takes the next at once, without waiting for the caller
/// to receive the result. The threads end with the last handle.
#[derive(Clone)]
pub struct Cpu(Arc<Handle>);

struct Handle {
    jobs: Arc<Queue<Job>>,
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
        Self::with_held_max(cores, HELD_MAX)
    }

    fn with_held_max(cores: usize, held_max: Duration) -> Self {
        let cores = cores.max(1);
        let jobs = Arc::new(Queue::new(cores * WAITING_PER_CORE_MAX));
        let start = |n| {
            let worker = Worker::new(Arc::clone(&jobs), cores, held_max);
            thread::Builder::new().name(format!("cpu-{n}")).spawn(move || worker.run()).map(drop)
        };
        let started: Vec<_> = (0..cores).map(start).collect();
        for error in started.iter().filter_map(|started| started.as_ref().err()) {
            tracing::error!(%error, "a thread for heavy work could not be started");
        }
        // The threads that have started do its work. Where none has, every job is refused.
        if started.iter().all(Result::is_err) {
            jobs.close();
        }
        Self(Arc::new(Handle { jobs, meter: Meter::default() }))
    }

    /// The accounts that jobs are charged to.
    pub fn meter(&self) -> &Meter {
        &self.0.meter
    }

    /// Runs a job when a core is free.
    pub async fn run<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
        self.queue(job, false)?.await.map_err(|_| died())?
    }

    /// The same for a job of about a millisecond at the most: the results of other jobs may be held back until it is done.
    pub async fn run_brief<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
        self.queue(job, true)?.await.map_err(|_| died())?
    }

    fn queue<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
        brief: bool,
    ) -> Answer<oneshot::Receiver<Answer<T>>> {
        let (answer, outcome) = oneshot::channel();
        let work = Box::new(move |order| -> Tell {
            let outcome = match order {
                Order::Do => Ok(job()),
                Order::GiveUp => Err(Fault::busy()),
            };
            Box::new(move || {
                // The caller may have gone.
                let _ = answer.send(outcome);
            })
        });
        let (job, payer) = (Job { work, brief }, Payer::current());
        if !self.0.meter.takes(&payer, job.weight()) {
            return Err(Fault::busy());
        }
        match self.0.jobs.push(&payer, job) {
            Ok(None) => Ok(outcome),
            Ok(Some(gave_way)) => {
                (gave_way.work)(Order::GiveUp)();
                Ok(outcome)
            }
            Err(NotTaken::Full(_)) => Err(Fault::busy()),
            Err(NotTaken::Closed) => Err(died()),
        }
    }
}

/// A thread of the pool. Sending a result wakes a thread that handles requests, which takes a core from some job. While many jobs wait, it
/// is woken for several results at once: a result is held back for as long as a job or two take, but more jobs are done in a second, and on
/// the whole results arrive sooner.
struct Worker {
    jobs: Arc<Queue<Job>>,
    /// Results are held back only while so many jobs wait: the other threads have work for about as long as a brief job takes.
    waiting_min: usize,
    held_max: Duration,
    held: Vec<Tell>,
    /// When the first of the held results was ready.
    held_since: Instant,
}

impl Worker {
    fn new(jobs: Arc<Queue<Job>>, waiting_min: usize, held_max: Duration) -> Self {
        Self { jobs, waiting_min, held_max, held: Vec::new(), held_since: Instant::now() }
    }

    fn run(mut self) {
        while let Some(job) = self.next() {
            if let Some(tell) = alive(|| (job.work)(Order::Do)) {
                self.hold(tell);
            }
        }
    }

    /// The next job; `None` once there will be none. Results that cannot wait until it is done are sent before.
    fn next(&mut self) -> Option<Job> {
        let next = self.jobs.try_pop();
        if !next.as_ref().is_some_and(|job| job.brief && self.may_hold()) {
            self.tell_all();
        }
        next.or_else(|| self.jobs.pop())
    }

    fn tell_all(&mut self) {
        for tell in self.held.drain(..) {
            let _ = alive(tell);
        }
    }

    fn may_hold(&self) -> bool {
        self.jobs.len() >= self.waiting_min && self.held_since.elapsed() < self.held_max
    }

    fn hold(&mut self, tell: Tell) {
        if self.held.is_empty() {
            self.held_since = Instant::now();
        }
        self.held.push(tell);
    }
}

/// Does a part of a job; if that panics, the thread lives on.
fn alive<T>(part: impl FnOnce() -> T) -> Option<T> {
    let done = catch_unwind(AssertUnwindSafe(part));
    done.inspect_err(|_| tracing::error!("a job died")).ok()
}

/// The job ended without an answer.
fn died() -> Fault {
    Fault::new(Kind::InternalError, "Internal error")
}

#[cfg(test)]
mod tests {
    use std::sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    };

    use super::*;

    /// Longer than a test takes.
    const LONG: Duration = Duration::from_secs(30);

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
        // All are of one caller, who has half of the places.
        let waiting: Vec<_> = (0..WAITING_PER_CORE_MAX / 2).map(|_| cpu.queue(|| (), false)).collect();
        assert!(waiting.iter().all(Result::is_ok));
        assert_eq!(cpu.run(|| 1).await, Err(Fault::busy()));
        drop(let_go);
        while cpu.0.jobs.len() > 0 {
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

    #[tokio::test]
    async fn a_job_that_panics_takes_no_other_answer_with_it() {
        let cpu = Cpu::with_held_max(1, LONG);
        let let_go = occupy(&cpu);
        let before = cpu.queue(|| 1, true).unwrap();
        let _dies = cpu.queue(|| panic!("on purpose"), true).unwrap();
        let after = cpu.queue(|| 3, true).unwrap();
        drop(let_go);
        let both = async { (before.await, after.await) };
        assert_eq!(tokio::time::timeout(LONG, both).await.unwrap(), (Ok(Ok(1)), Ok(Ok(3))));
    }

    #[tokio::test]
    async fn all_answers_are_told_though_the_pool_is_dropped() {
        let cpu = Cpu::with_held_max(1, LONG);
        let let_go = occupy(&cpu);
        let answers: Vec<_> = (0..9).map(|n| cpu.queue(move || n, true).unwrap()).collect();
        drop((cpu, let_go));
        for (n, answer) in answers.into_iter().enumerate() {
            assert_eq!(tokio::time::timeout(LONG, answer).await.unwrap(), Ok(Ok(n)));
        }
    }

    /// A worker without its thread, and how many results it has sent.
    struct Desk {
        worker: Worker,
        jobs: Arc<Queue<Job>>,
        told: Arc<AtomicUsize>,
    }

    impl Desk {
        fn new(waiting_min: usize) -> Self {
            let jobs = Arc::new(Queue::new(18));
            Self { worker: Worker::new(Arc::clone(&jobs), waiting_min, LONG), jobs, told: Arc::default() }
        }

        fn wait(&self, brief: bool) {
            let job = Job { work: Box::new(|_| Box::new(|| ())), brief };
            assert!(self.jobs.push(&Payer::default(), job).is_ok_and(|gave_way| gave_way.is_none()));
        }

        fn hold(&mut self) {
            let told = Arc::clone(&self.told);
            self.worker.hold(Box::new(move || {
                told.fetch_add(1, Ordering::Relaxed);
            }));
        }

        /// Takes the next job; how many results have been sent since the beginning.
        fn told_at_the_next(&mut self) -> usize {
            assert!(self.worker.next().is_some());
            self.told.load(Ordering::Relaxed)
        }
    }

    #[test]
    fn an_answer_is_held_back_while_enough_jobs_wait() {
        let mut desk = Desk::new(2);
        (0..4).for_each(|_| desk.wait(true));
        desk.hold();
        assert_eq!(desk.told_at_the_next(), 0, "three wait");
        desk.hold();
        assert_eq!(desk.told_at_the_next(), 0, "two wait");
        assert_eq!(desk.told_at_the_next(), 2, "one waits");
    }

    #[test]
    fn no_answer_waits_for_a_long_job() {
        let mut desk = Desk::new(1);
        desk.wait(false);
        desk.wait(true);
        desk.hold();
        assert_eq!(desk.told_at_the_next(), 1);
    }

    #[test]
    fn how_long_answers_are_held_back_counts_from_the_first_of_them() {
        let mut desk = Desk::new(1);
        (0..4).for_each(|_| desk.wait(true));
        desk.hold();
        desk.worker.held_since = Instant::now().checked_sub(LONG).unwrap();
        desk.hold();
        assert_eq!(desk.told_at_the_next(), 2);
        desk.hold();
        assert_eq!(desk.told_at_the_next(), 2, "it counts anew");
    }
}
