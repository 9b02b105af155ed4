//! What must hold of every run, read from the log and from what was answered. Knows nothing of how it came about.

use std::collections::{BTreeMap, HashMap};

use domain::{Aggregate, Command, LedgerId, Stream, scenario::moment_at};
use ledger::{Ledger, Log, Position, Record};

use crate::{
    desk::{Ask, Desk, DeskEvent, No, Token},
    names::Names,
    story::{Asked, Life, Outcome, Tick},
    world::{World, streams},
};

pub(crate) type Verdict = Result<(), String>;

/// A rule, and how it was broken.
pub(crate) fn rule(holds: bool, broken: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(broken()) }
}

/// Every rule over one run.
pub(crate) async fn check(world: &World) -> Verdict {
    let living = world.living().await;
    let reader = &living.first().ok_or("no node lives")?.ledger;
    let (commits, asked) = (world.story.commits(), world.story.asked());
    let mut ledgers: Vec<LedgerId> = streams().into_iter().map(|stream| stream.ledger).collect();
    ledgers.sort();
    ledgers.dedup();
    let mut logs = BTreeMap::new();
    // Where the names of look-ups were taken.
    let mut found = HashMap::new();
    for ledger in ledgers {
        let records = world.log.page(&ledger, 0, usize::MAX).await.map_err(|e| e.to_string())?;
        in_order(&records)?;
        let names = Names::read(&ledger, &records, &commits, reader).await?;
        names.are_claimed(reader).await?;
        names.are_refused_where_held(&asked)?;
        found.extend(names.every_look_up_is_kept(&world.story.lookups(), &asked)?);
        logs.insert(ledger, records);
    }
    for stream in streams() {
        let past = Past::read(&stream, &logs[&stream.ledger], &commits, reader).await?;
        let of_it: Vec<&Asked> = asked.iter().filter(|asked| asked.stream == stream).collect();
        past.every_answer_is_kept(&of_it, &found)?;
        past.nothing_comes_of_nothing(&of_it)?;
    }
    for node in &living {
        // An answer that was read from the log itself did not depend on the feed.
        node.ledger.barrier_all().await.map_err(|e| e.to_string())?;
    }
    let lives = world.story.lives();
    for life in &lives {
        told_in_order(life, &logs)?;
    }
    for node in &living {
        told_everything(&lives[node.life], &logs)?;
    }
    Ok(())
}

/// Gapless, dated forwards, each record what was hashed.
fn in_order(records: &[Record]) -> Verdict {
    for (record, place) in records.iter().zip(1..) {
        rule(record.position == place, || format!("position {} stands at {place}", record.position))?;
        rule(record.digest == record.leaf_hash(), || format!("the digest of {place} is of something else"))?;
    }
    rule(records.iter().map(|r| r.recorded_at).is_sorted(), || "the time of recording runs backwards".into())
}

/// The event of a record.
pub(crate) async fn opened(record: &Record, reader: &Ledger) -> Result<DeskEvent, String> {
    let opened = reader.read(record.clone()).await.map_err(|e| e.to_string())?;
    opened.event::<DeskEvent>().map(|event| DeskEvent::clone(&event)).map_err(|e| e.to_string())
}

/// One stream, from the log alone.
struct Past {
    events: Vec<DeskEvent>,
    /// When each was committed.
    ticks: Vec<Tick>,
    /// And where.
    positions: Vec<Position>,
    /// The state after so many events.
    states: Vec<Desk>,
}

impl Past {
    async fn read(
        stream: &Stream,
        records: &[Record],
        commits: &BTreeMap<(LedgerId, Position), Tick>,
        reader: &Ledger,
    ) -> Result<Self, String> {
        let mut past = Self {
            events: Vec::new(),
            ticks: Vec::new(),
            positions: Vec::new(),
            states: vec![Desk::default()],
        };
        for record in records.iter().filter(|record| record.stream == stream.id) {
            let version = past.events.len() as u64 + 1;
            rule(record.version == version, || {
                format!("{stream}: version {} is the {version}.", record.version)
            })?;
            let event = opened(record, reader).await?;
            let mut state = past.states[past.states.len() - 1].clone();
            state.apply(&event);
            past.states.push(state);
            past.events.push(event);
            past.positions.push(record.position);
            past.ticks.push(commits[&(stream.ledger.clone(), record.position)]);
        }
        Ok(past)
    }

    /// Where the events of a token begin, and how many there are.
    fn of(&self, token: Token) -> Option<(usize, usize)> {
        let first = self.events.iter().position(|event| event.token() == token)?;
        Some((first, self.events.iter().filter(|event| event.token() == token).count()))
    }

    /// Every event belongs to a request to this desk.
    fn nothing_comes_of_nothing(&self, asked: &[&Asked]) -> Verdict {
        let strange =
            self.events.iter().find(|event| !asked.iter().any(|asked| asked.ask.token == event.token()));
        rule(strange.is_none(), || format!("nobody asked for {strange:?}"))
    }

    /// Every answer is that of one moment between question and answer, and all these moments are in one order.
    fn every_answer_is_kept(&self, asked: &[&Asked], found: &HashMap<usize, usize>) -> Verdict {
        // When answers were given, and what they showed: every later request must see as much.
        let mut shown: Vec<(Tick, usize)> = Vec::new();
        let mut by_answer = asked.to_vec();
        by_answer.sort_by_key(|asked| asked.answered.unwrap_or(Tick::MAX));
        for asked in by_answer {
            let before = shown.iter().filter(|(told, _)| *told < asked.begun);
            let least = before.map(|(_, seen)| *seen).max().unwrap_or(0).max(self.found(asked, found));
            let seen = match self.of(asked.ask.token) {
                Some((first, count)) => Some(self.recorded(asked, first, count)?),
                None => self.unrecorded(asked, least)?,
            };
            // A request with an unknown outcome showed nothing.
            if let (Some(told), Some(seen), false) = (asked.answered, seen, asked.outcome == Outcome::Unknown)
            {
                rule(seen >= least, || format!("{asked:?} saw {seen} events after {least} were shown"))?;
                shown.push((told, seen));
            }
        }
        Ok(())
    }

    /// How many events there were when the desk took the name that it was found by.
    fn found(&self, asked: &Asked, found: &HashMap<usize, usize>) -> usize {
        let taken = asked.found_by.and_then(|lookup| found.get(&lookup));
        taken.map_or(0, |taken| self.positions.partition_point(|position| *position <= *taken as Position))
    }

    /// What was recorded was decided once, from all that lies before it, and answered accordingly.
    fn recorded(&self, asked: &Asked, first: usize, count: usize) -> Result<usize, String> {
        let (ask, committed) = (&asked.ask, self.ticks[first]);
        let decision = ask.decide(&self.states[first], &moment_at(0));
        let there = self.events.get(first..first + count).unwrap_or_default();
        rule(decision.events == there, || {
            format!(
                "{asked:?}: version {first} decides {:?}, the log has {count} of it: {there:?}",
                decision.events
            )
        })?;
        let in_time = asked.begun < committed
            && asked.answered.is_none_or(|told| committed < told || asked.outcome == Outcome::Unknown);
        rule(in_time, || format!("{asked:?} was committed at {committed}"))?;
        let meant = decision.reply.map_or_else(Outcome::Refused, Outcome::Answered);
        let kept = asked.outcome == meant || asked.outcome == Outcome::Unknown;
        rule(kept, || format!("{asked:?}, and the log says {meant:?}"))?;
        Ok(first + count)
    }

    /// What left no trace was answered as some state between question and answer would; the earliest such.
    fn unrecorded(&self, asked: &Asked, least: usize) -> Result<Option<usize>, String> {
        let Some(told) = asked.answered else { return Ok(None) };
        match &asked.outcome {
            // Whether a name is taken depends on its holder, and not on this desk's state.
            Outcome::Unknown | Outcome::Contended | Outcome::Refused(No::NameTaken) => Ok(None),
            Outcome::Answered(_) | Outcome::Refused(_) => {
                let most = self.ticks.partition_point(|tick| *tick < told);
                let fits = (least..=most).find(|at| self.answers_at(*at, &asked.ask, &asked.outcome));
                let missed = || format!("{asked:?}: no state from version {least} to {most} answers so");
                fits.map(Some).ok_or_else(missed)
            }
        }
    }

    fn answers_at(&self, at: usize, ask: &Ask, outcome: &Outcome) -> bool {
        // The events of one append are seen together or not at all.
        let torn =
            at > 0 && self.events.get(at).is_some_and(|next| next.token() == self.events[at - 1].token());
        let decision = ask.decide(&self.states[at], &moment_at(0));
        let answer = decision.reply.map_or_else(Outcome::Refused, Outcome::Answered);
        !torn && decision.events.is_empty() && answer == *outcome
    }
}

/// A feed delivers every record once, in order, without gaps, from where it began.
fn told_in_order(life: &Life, logs: &BTreeMap<LedgerId, Vec<Record>>) -> Verdict {
    for (ledger, records) in logs {
        let told: Vec<&Record> = life.told.iter().filter(|record| record.ledger == *ledger).collect();
        let Some(first) = told.first() else { continue };
        let from = usize::try_from(first.position).map_err(|e| e.to_string())? - 1;
        let meant = records.iter().skip(from).take(told.len());
        rule(told.len() <= records.len() - from && meant.eq(told.iter().copied()), || {
            let positions: Vec<Position> = told.iter().map(|record| record.position).collect();
            format!("node {} was told of {ledger}: {positions:?}", life.node)
        })?;
    }
    Ok(())
}

/// To a node that has passed the barrier, everything was delivered.
fn told_everything(life: &Life, logs: &BTreeMap<LedgerId, Vec<Record>>) -> Verdict {
    for (ledger, records) in logs {
        let told = life.told.iter().rev().find(|record| record.ledger == *ledger);
        let (told, last) = (told.map(|record| record.position), records.last().map(|record| record.position));
        rule(told.is_none() || told == last, || {
            format!("node {} has heard of {told:?}, {ledger} ends at {last:?}", life.node)
        })?;
    }
    Ok(())
}
