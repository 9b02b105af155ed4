//! How many calls of a function are under way at a time, and whether it is called at all: a gate for each function.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout_at},
};

use super::{
    THROTTLED, TIMED_OUT,
    breaker::{Admitted, Breaker},
    exchange::Failure,
};

/// Calls of a function under way at a time; further ones wait.
pub(super) const CALLS_MAX: usize = 100;
/// Functions whose gates are kept while nobody calls them. Pools name as many functions as they like.
const IDLE_MAX: usize = 1000;

/// The gates of all functions that were called lately.
#[derive(Default)]
pub(super) struct Gates(Mutex<HashMap<String, Arc<Gate>>>);

impl Gates {
    /// The gate of a function.
    pub(super) fn of(&self, function: &str) -> Arc<Gate> {
        let mut gates = locked(&self.0);
        if gates.len() >= IDLE_MAX && !gates.contains_key(function) {
            gates.retain(|_, gate| Arc::strong_count(gate) > 1 || !locked(&gate.breaker).is_untroubled());
        }
        Arc::clone(gates.entry(function.to_owned()).or_insert_with(Gate::new))
    }
}

/// The gate of one function.
pub(super) struct Gate {
    places: Arc<Semaphore>,
    breaker: Mutex<Breaker>,
}

impl Gate {
    fn new() -> Arc<Self> {
        Arc::new(Self { places: Arc::new(Semaphore::new(CALLS_MAX)), breaker: Mutex::default() })
    }

    /// Lets a call in once there is a place.
    pub(super) async fn enter(self: Arc<Self>, deadline: Instant) -> Result<Admission, Failure> {
        // Asked before the wait, so that nobody queues for a function that is not called.
        let admitted = self.admit()?;
        let mut admission = Admission { gate: self, admitted, place: None };
        let place = timeout_at(deadline, Arc::clone(&admission.gate.places).acquire_owned()).await;
        admission.place = place.ok().and_then(Result::ok);
        if admission.place.is_none() {
            return Err(Failure::Refused(THROTTLED));
        }
        // Those before it in the queue may have found in the meantime that the function is silent.
        if admitted == Admitted::Usual && admission.gate.admit()? == Admitted::Probe {
            admission.admitted = Admitted::Probe;
        }
        Ok(admission)
    }

    /// A function that is refused for its silence is refused in the words of that.
    fn admit(&self) -> Result<Admitted, Failure> {
        locked(&self.breaker).admit(Instant::now()).ok_or(Failure::Refused(TIMED_OUT))
    }
}

/// A call that was let in. It gives its place back when it is dropped.
pub(super) struct Admission {
    gate: Arc<Gate>,
    admitted: Admitted,
    place: Option<OwnedSemaphorePermit>,
}

impl Admission {
    /// A try has ended without an answer in time.
    pub(super) fn timed_out(&self) {
        locked(&self.gate.breaker).timed_out(Instant::now());
    }

    /// The function has answered, with whatever.
    pub(super) fn answered(&self) {
        locked(&self.gate.breaker).answered();
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        if self.admitted == Admitted::Probe {
            locked(&self.gate.breaker).probe_ended();
        }
    }
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
