//! Compares what was acknowledged with what was seen.

use std::collections::{HashMap, HashSet};

use domain::LedgerId;
use ledger::Position;
use uuid::Uuid;

use crate::writers::{End, Written};

/// What is wrong with what readers saw, summed over all readers.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) readers: usize,
    pub(crate) acknowledged: usize,
    pub(crate) refused: usize,
    pub(crate) missed: usize,
    pub(crate) twice: usize,
    pub(crate) out_of_order: usize,
    pub(crate) gaps: usize,
    pub(crate) refused_and_seen: usize,
    pub(crate) torn: usize,
}

impl Findings {
    /// Takes in what one reader saw of one ledger.
    pub(crate) fn compare(&mut self, written: &[Written], ledger: &LedgerId, seen: &[(Position, Uuid)]) {
        self.readers += 1;
        let mut places: HashMap<Uuid, usize> = HashMap::new();
        for (_, id) in seen {
            *places.entry(*id).or_default() += 1;
        }
        self.twice += places.values().filter(|times| **times > 1).count();
        self.out_of_order += seen.windows(2).filter(|pair| pair[0].0 >= pair[1].0).count();
        let positions: HashSet<Position> = seen.iter().map(|(position, _)| *position).collect();
        let last = positions.iter().max().copied().unwrap_or(0);
        self.gaps += (1..=last).filter(|position| !positions.contains(position)).count();
        for one in written.iter().filter(|one| one.ledger == *ledger) {
            self.judge(one, one.ids.iter().filter(|id| places.contains_key(id)).count());
        }
    }

    fn judge(&mut self, one: &Written, found: usize) {
        match one.end {
            End::Acknowledged => {
                self.acknowledged += 1;
                self.missed += one.ids.len() - found;
            }
            End::Refused => {
                self.refused += 1;
                self.refused_and_seen += found;
            }
            End::Unknown => self.torn += usize::from(found != 0 && found != one.ids.len()),
        }
    }

    pub(crate) fn faults(&self) -> usize {
        self.missed + self.twice + self.out_of_order + self.gaps + self.refused_and_seen + self.torn
    }

    /// Prints them for the reader of the output.
    pub(crate) fn told(&self) {
        eprintln!("{self:?}");
    }
}
