//! What happened in one run, in order: requests, commits, answers, deliveries. Everything gets a tick of its own.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{LedgerId, Stream, StreamId};
use ledger::{Position, Record};

use crate::desk::{Ask, No, Reply};

/// A point in the order of what happened.
pub(crate) type Tick = u64;

/// The outcome of a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    Answered(Reply),
    Refused(No),
    /// Nothing was recorded.
    Contended,
    /// The log did not answer, or the node died.
    Unknown,
}

/// A request to a desk.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked {
    pub(crate) stream: Stream,
    pub(crate) ask: Ask,
    pub(crate) node: usize,
    pub(crate) begun: Tick,
    pub(crate) answered: Option<Tick>,
    pub(crate) outcome: Outcome,
    /// The look-up by which the desk was found, if any: the answer must show no less than the look-up did.
    pub(crate) found_by: Option<usize>,
}

/// A look-up of the holder of a name, with its answer.
#[derive(Clone, Debug)]
pub(crate) struct LookedUp {
    pub(crate) ledger: LedgerId,
    pub(crate) name: &'static str,
    pub(crate) begun: Tick,
    pub(crate) told: Tick,
    pub(crate) holder: Option<StreamId>,
}

/// What the feed of one life of a node delivered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Life {
    pub(crate) node: usize,
    pub(crate) told: Vec<Record>,
}

#[derive(Default)]
struct Kept {
    tick: Tick,
    asked: Vec<Asked>,
    looked_up: Vec<LookedUp>,
    committed: BTreeMap<(LedgerId, Position), Tick>,
    lives: Vec<Life>,
    lines: String,
}

/// The story of a run. Its clones tell the same one.
#[derive(Clone, Default)]
pub(crate) struct Story(Arc<Mutex<Kept>>);

impl Story {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes anything for the reader of a failed run.
    pub(crate) fn note(&self, line: &str) -> Tick {
        let mut kept = self.kept();
        kept.tick += 1;
        let tick = kept.tick;
        let _ = writeln!(kept.lines, "{tick:>6} {line}");
        tick
    }

    /// Begins a request; its place in the story.
    pub(crate) fn ask(&self, node: usize, stream: &Stream, ask: &Ask) -> usize {
        let begun = self.note(&format!("node {node}: {stream} #{} {:?}", ask.token, ask.what));
        let mut kept = self.kept();
        let (stream, ask) = (stream.clone(), ask.clone());
        kept.asked.push(Asked {
            stream,
            ask,
            node,
            begun,
            answered: None,
            outcome: Outcome::Unknown,
            found_by: None,
        });
        kept.asked.len() - 1
    }

    /// The same for a desk that was just found, by a request that began earlier.
    pub(crate) fn ask_found(&self, node: usize, stream: &Stream, ask: &Ask, found_by: usize) -> usize {
        let place = self.ask(node, stream, ask);
        let mut kept = self.kept();
        let begun = kept.looked_up[found_by].begun;
        let asked = &mut kept.asked[place];
        (asked.begun, asked.found_by) = (begun, Some(found_by));
        place
    }

    /// Ends a request.
    pub(crate) fn answer(&self, place: usize, outcome: Outcome) {
        let token = self.kept().asked[place].ask.token;
        let tick = self.note(&format!("  answer #{token}: {outcome:?}"));
        let mut kept = self.kept();
        let asked = &mut kept.asked[place];
        asked.outcome = outcome;
        asked.answered = Some(tick);
    }

    /// Notes a look-up of a name, begun at a tick; its place in the story.
    pub(crate) fn looked_up(
        &self,
        begun: Tick,
        ledger: &LedgerId,
        name: &'static str,
        holder: Option<StreamId>,
    ) -> usize {
        let told = self.note(&format!("  {name} of {ledger}, asked for at {begun}, is held by {holder:?}"));
        let mut kept = self.kept();
        kept.looked_up.push(LookedUp { ledger: ledger.clone(), name, begun, told, holder });
        kept.looked_up.len() - 1
    }

    /// Positions up to `last` are in the log now.
    pub(crate) fn committed(&self, ledger: &LedgerId, last: Position) {
        let known = |kept: &Kept| kept.committed.keys().filter(|(l, _)| l == ledger).count() as Position;
        let from = known(&self.kept());
        if last > from {
            let tick = self.note(&format!("  committed {ledger} {}..={last}", from + 1));
            self.kept().committed.extend((from + 1..=last).map(|p| ((ledger.clone(), p), tick)));
        }
    }

    /// Begins a life of a node; its place.
    pub(crate) fn live(&self, node: usize) -> usize {
        self.note(&format!("node {node} lives"));
        let mut kept = self.kept();
        kept.lives.push(Life { node, told: Vec::new() });
        kept.lives.len() - 1
    }

    /// Notes records that the feed of a life delivered.
    pub(crate) fn told(&self, life: usize, records: &[Record]) {
        self.kept().lives[life].told.extend_from_slice(records);
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.kept().asked.clone()
    }

    pub(crate) fn lookups(&self) -> Vec<LookedUp> {
        self.kept().looked_up.clone()
    }

    pub(crate) fn commits(&self) -> BTreeMap<(LedgerId, Position), Tick> {
        self.kept().committed.clone()
    }

    pub(crate) fn lives(&self) -> Vec<Life> {
        self.kept().lives.clone()
    }

    /// All of it, to be read.
    pub(crate) fn lines(&self) -> String {
        self.kept().lines.clone()
    }
}
