//! The holder of each name over time, by a ledger's events alone; and whether claims and look-ups agree.

use std::collections::{BTreeMap, HashMap};

use domain::{LedgerId, StreamId};
use ledger::{Ledger, Position, Record};

use crate::{
    check::{Verdict, opened, rule},
    desk::{DeskEvent, No, Token, What},
    story::{Asked, LookedUp, Outcome, Tick},
    world::NAMES,
};

/// The holder of each name.
type Holders = HashMap<String, StreamId>;

/// The names of one ledger through time.
pub(crate) struct Names<'a> {
    ledger: &'a LedgerId,
    /// After so many positions.
    holders: Vec<Holders>,
    /// When each position was committed.
    ticks: Vec<Tick>,
    /// The last position of each request.
    positions: HashMap<Token, usize>,
}

impl<'a> Names<'a> {
    /// Reads them; a name is held by one desk at a time.
    pub(crate) async fn read(
        ledger: &'a LedgerId,
        records: &[Record],
        commits: &BTreeMap<(LedgerId, Position), Tick>,
        reader: &Ledger,
    ) -> Result<Self, String> {
        let mut names =
            Self { ledger, holders: vec![Holders::new()], ticks: Vec::new(), positions: HashMap::new() };
        for record in records {
            let event = opened(record, reader).await?;
            let mut holders = names.holders.last().cloned().unwrap_or_default();
            change(&mut holders, &event, &record.stream)?;
            names.holders.push(holders);
            names.ticks.push(commits[&(ledger.clone(), record.position)]);
            names.positions.insert(event.token(), names.ticks.len());
        }
        Ok(names)
    }

    /// The log's claims say what its events say.
    pub(crate) async fn are_claimed(&self, reader: &Ledger) -> Verdict {
        for name in NAMES {
            let held = reader.holder(self.ledger, "name", name).await.map_err(|e| e.to_string())?;
            let meant = self.holders.last().and_then(|holders| holders.get(name));
            rule(held.as_ref() == meant, || format!("{name} is held by {meant:?}, claimed by {held:?}"))?;
        }
        Ok(())
    }

    /// A name is refused where another desk had it at some moment between question and answer.
    pub(crate) fn are_refused_where_held(&self, asked: &[Asked]) -> Verdict {
        for one in asked.iter().filter(|one| one.stream.ledger == *self.ledger) {
            let (Outcome::Refused(No::NameTaken), What::Name(name), Some(told)) =
                (&one.outcome, &one.ask.what, one.answered)
            else {
                continue;
            };
            let meanwhile = self.ticks.partition_point(|tick| *tick < one.begun)
                ..=self.ticks.partition_point(|tick| *tick < told);
            let elsewhere = |at: usize| self.holders[at].get(name).is_some_and(|desk| *desk != one.stream.id);
            rule(meanwhile.into_iter().any(elsewhere), || {
                format!("{one:?}, but no other desk had the name")
            })?;
        }
        Ok(())
    }

    /// Each look-up shows the holder of the name at some moment between question and answer, and no later one shows an earlier moment.
    /// The position at which the name was taken, for each look-up that found it.
    pub(crate) fn every_look_up_is_kept(
        &self,
        lookups: &[LookedUp],
        asked: &[Asked],
    ) -> Result<HashMap<usize, usize>, String> {
        let answered = asked.iter().filter(|asked| asked.stream.ledger == *self.ledger);
        let answered = answered.filter(|asked| asked.outcome != Outcome::Unknown);
        let mut shown: Vec<(Tick, usize)> = answered
            .filter_map(|asked| Some((asked.answered?, *self.positions.get(&asked.ask.token)?)))
            .collect();
        let mut taken = HashMap::new();
        for (place, one) in lookups.iter().enumerate().filter(|(_, one)| one.ledger == *self.ledger) {
            let before = shown.iter().filter(|(told, _)| *told < one.begun);
            let least = before.map(|(_, seen)| *seen).max().unwrap_or(0);
            let most = self.ticks.partition_point(|tick| *tick < one.told);
            let fits = (least..=most).find(|at| self.holders[*at].get(one.name) == one.holder.as_ref());
            let seen = fits.ok_or_else(|| format!("{one:?}: not so from position {least} to {most}"))?;
            shown.push((one.told, seen));
            if one.holder.is_some() {
                let free = (0..seen).rev().find(|at| self.holders[*at].get(one.name) != one.holder.as_ref());
                taken.insert(place, free.map_or(0, |at| at + 1));
            }
        }
        Ok(taken)
    }
}

fn change(holders: &mut Holders, event: &DeskEvent, desk: &StreamId) -> Verdict {
    match event {
        DeskEvent::Named(named) => {
            let before = holders.insert(named.name.clone(), desk.clone());
            rule(before.is_none(), || format!("{desk} takes {}, and {before:?} has it", named.name))
        }
        DeskEvent::Unnamed(unnamed) => {
            let before = holders.remove(&unnamed.name);
            rule(before.as_ref() == Some(desk), || {
                format!("{desk} gives {} back, {before:?} has it", unnamed.name)
            })
        }
        DeskEvent::Drawn(_) | DeskEvent::Taken(_) | DeskEvent::Left(_) | DeskEvent::Knocked(_) => Ok(()),
    }
}
