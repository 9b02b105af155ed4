//! How far the read models of one follower have come in each ledger, and the reads that wait for them.
//!
//! Events that do not concern a read model cost it nothing: they only move the position up to which there is nothing to do.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::LedgerId;
use ledger::{Batch, Position, Unavailable};
use tokio::sync::watch;

use crate::Projection;

/// Positions are written whenever nothing that concerns a read model has been appended for so many events: a start need not read them
/// again.
const WRITTEN_EVERY: Position = 10_000;

/// Shared by the feed's listener, the follower and the reads.
pub(crate) struct Progress {
    models: Vec<Followed>,
    state: Mutex<State>,
    changed: watch::Sender<u64>,
    /// How many reads wait for rows.
    waiting: watch::Sender<usize>,
}

/// A read that waits for rows.
struct Waiting<'a>(&'a watch::Sender<usize>);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

/// A read model of a follower.
#[derive(Clone)]
pub(crate) struct Followed {
    pub(crate) projection: Arc<dyn Projection>,
    /// Its place among the read models of the follower.
    index: usize,
}

#[derive(Default)]
struct State {
    ledgers: HashMap<LedgerId, Standing>,
    /// Why read models have stopped following.
    stopped: HashMap<usize, String>,
    /// Read models that follow alone after a fault.
    alone: HashSet<usize>,
}

/// The state of one ledger.
struct Standing {
    /// This node has seen the ledger up to here.
    seen: Position,
    /// The place of each read model.
    places: Vec<Place>,
}

#[derive(Clone, Copy, Default)]
struct Place {
    /// The newest event that concerns the read model.
    wanted: Position,
    /// The rows hold everything up to here.
    done: Position,
}

impl Standing {
    fn place(&self, model: &Followed) -> Place {
        self.places.get(model.index).copied().unwrap_or_default()
    }

    fn is_due(&self, place: Place) -> bool {
        place.done < place.wanted || self.seen >= place.done + WRITTEN_EVERY
    }

    fn reached(&self, place: Place) -> Position {
        if place.done >= place.wanted { self.seen.max(place.done) } else { place.done }
    }
}

impl Progress {
    pub(crate) fn new(models: &[Arc<dyn Projection>]) -> Self {
        let followed =
            |(index, projection): (usize, &Arc<_>)| Followed { projection: Arc::clone(projection), index };
        let models = models.iter().enumerate().map(followed).collect();
        let (changed, waiting) = (watch::Sender::default(), watch::Sender::default());
        Self { models, state: Mutex::default(), changed, waiting }
    }

    /// The read models that it is about.
    pub(crate) fn models(&self) -> &[Followed] {
        &self.models
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn changed(&self) {
        self.changed.send_modify(|count| *count = count.wrapping_add(1));
    }

    fn change(&self, ledger: &LedgerId, change: impl FnOnce(&mut Standing)) {
        let none = || Standing { seen: 0, places: vec![Place::default(); self.models.len()] };
        change(self.state().ledgers.entry(ledger.clone()).or_insert_with(none));
        self.changed();
    }

    fn change_place(&self, model: &Followed, ledger: &LedgerId, change: impl FnOnce(&mut Place)) {
        self.change(ledger, |standing| {
            if let Some(place) = standing.places.get_mut(model.index) {
                change(place);
            }
        });
    }

    /// Notes what was appended.
    pub(crate) fn hear(&self, batch: &Batch) {
        let newest = |model: &Followed| {
            let concerning = |record: &&ledger::Record| model.projection.concerns(&record.kind);
            batch.records.iter().rev().find(concerning).map_or(0, |record| record.position)
        };
        let newest: Vec<_> = self.models.iter().map(newest).collect();
        let last = batch.records.last().map_or(0, |record| record.position);
        self.change(&batch.ledger, |standing| {
            standing.seen = standing.seen.max(last);
            for (place, newest) in standing.places.iter_mut().zip(newest) {
                place.wanted = place.wanted.max(newest);
            }
        });
    }

    /// Everything up to here has to be read: this node has not heard what kinds of events these are.
    pub(crate) fn want(&self, ledger: &LedgerId, position: Position) {
        self.change(ledger, |standing| {
            standing.seen = standing.seen.max(position);
            standing.places.iter_mut().for_each(|place| place.wanted = place.wanted.max(position));
        });
    }

    /// The rows of a read model hold everything up to here.
    pub(crate) fn done(&self, model: &Followed, ledger: &LedgerId, position: Position) {
        self.change_place(model, ledger, |place| place.done = place.done.max(position));
    }

    /// Whether tables that have come to `reached` hold all that concerns the read model up to `head`, which this node has seen. If they do
    /// not, a crash of the database has taken back what this node believed to be there, and it is to be done again.
    pub(crate) fn is_enough(
        &self,
        model: &Followed,
        ledger: &LedgerId,
        reached: Position,
        head: Position,
    ) -> bool {
        let wanted = self.state().ledgers.get(ledger).map_or(0, |standing| standing.place(model).wanted);
        let is_enough = reached >= head || reached >= wanted;
        if !is_enough {
            self.change_place(model, ledger, |place| place.done = place.done.min(reached));
        }
        is_enough
    }

    /// The read model stops following.
    pub(crate) fn stop(&self, model: &Followed, why: String) {
        self.state().stopped.insert(model.index, why);
        self.changed();
    }

    /// Why a read model has stopped following, if it has.
    pub(crate) fn stopped(&self, model: &Followed) -> Option<String> {
        self.state().stopped.get(&model.index).cloned()
    }

    /// The read model follows alone from now on.
    pub(crate) fn leave(&self, model: &Followed) {
        self.state().alone.insert(model.index);
    }

    /// The read model follows with the others again.
    pub(crate) fn rejoin(&self, model: &Followed) {
        self.state().alone.remove(&model.index);
        self.changed();
    }

    /// The read models that follow together.
    pub(crate) fn together(&self) -> Vec<Followed> {
        let State { stopped, alone, .. } = &*self.state();
        let is_with_others =
            |model: &&Followed| !stopped.contains_key(&model.index) && !alone.contains(&model.index);
        self.models.iter().filter(is_with_others).cloned().collect()
    }

    /// Ledgers in which any of these read models has something to do.
    pub(crate) fn due(&self, models: &[Followed]) -> Vec<LedgerId> {
        let state = self.state();
        let is_due = |standing: &Standing| models.iter().any(|model| standing.is_due(standing.place(model)));
        let due = state.ledgers.iter().filter(|(_, standing)| is_due(standing));
        due.map(|(ledger, _)| ledger.clone()).collect()
    }

    /// Those of the read models that have something to do in a ledger: what concerns the others is done.
    pub(crate) fn due_in(&self, ledger: &LedgerId, mut models: Vec<Followed>) -> Vec<Followed> {
        let state = self.state();
        let standing = state.ledgers.get(ledger);
        models.retain(|model| standing.is_some_and(|standing| standing.is_due(standing.place(model))));
        models
    }

    /// The newest event of a ledger that concerns any of these read models, and its newest event: none in between concerns them.
    pub(crate) fn ahead(&self, ledger: &LedgerId, models: &[Followed]) -> (Position, Position) {
        self.state().ledgers.get(ledger).map_or((0, 0), |standing| {
            let wanted = models.iter().map(|model| standing.place(model).wanted).max();
            (wanted.unwrap_or(0), standing.seen)
        })
    }

    /// Changes whenever the progress changes.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Lets a time pass in which events gather, as long as no read waits for them.
    pub(crate) async fn gather(&self, time: Duration) {
        let mut waiting = self.waiting.subscribe();
        let hurried = waiting.wait_for(|count| *count > 0);
        // It passed, or a read waits; which of them does not matter.
        drop(tokio::time::timeout(time, hurried).await);
    }

    fn wait(&self) -> Waiting<'_> {
        self.waiting.send_modify(|count| *count += 1);
        Waiting(&self.waiting)
    }

    /// Waits until the rows of a read model hold everything up to a position; an error once it has stopped following.
    pub(crate) async fn reach(
        &self,
        model: &Followed,
        ledger: &LedgerId,
        position: Position,
    ) -> Result<(), Unavailable> {
        if self.has_reached(model, ledger, position)? {
            return Ok(());
        }
        let (mut changes, _waiting) = (self.changes(), self.wait());
        while !self.has_reached(model, ledger, position)? {
            if changes.changed().await.is_err() {
                return Err(Unavailable::because("the read models have ended"));
            }
        }
        Ok(())
    }

    fn has_reached(
        &self,
        model: &Followed,
        ledger: &LedgerId,
        position: Position,
    ) -> Result<bool, Unavailable> {
        let state = self.state();
        let reached = state.ledgers.get(ledger).map_or(0, |standing| standing.reached(standing.place(model)));
        match state.stopped.get(&model.index) {
            Some(why) if reached < position => {
                let name = model.projection.name();
                Err(Unavailable::because(format!("the read model {name} has stopped: {why}")))
            }
            _ => Ok(reached >= position),
        }
    }
}
