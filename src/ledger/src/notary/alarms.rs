//! The reasons why a ledger is not signed: found, shown, and examined again.

use std::time::{Duration, Instant};

use domain::LedgerId;

use super::{MemoryFault, Notary, State};
use crate::{
    Unavailable,
    postgres::{GuardDown, guards_down},
};

/// How often the guards of the tables are checked.
const GUARDS_EVERY: Duration = Duration::from_secs(10);
/// How often a refused ledger is checked for the operator's word that it was restored.
const RECONSIDER_EVERY: Duration = Duration::from_secs(2);

/// A fault that an operator must look at: the ledgers that it is about are not signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// The ledger; `None`: all of them.
    pub ledger: Option<LedgerId>,
    /// What does not fit.
    pub why: String,
}

impl Notary {
    /// What it refuses to sign, and why.
    pub fn alarms(&self) -> Vec<Alarm> {
        let state = self.state();
        let guard = |down: &GuardDown| Alarm { ledger: None, why: format!("{}: {}", down.guard, down.fault) };
        let of =
            |(ledger, why): (&LedgerId, &String)| Alarm { ledger: Some(ledger.clone()), why: why.clone() };
        let ledgers = state.tampered.iter().chain(&state.forgetful).map(of);
        state.guards.iter().map(guard).chain(ledgers).collect()
    }

    /// Checks the guards of the tables, if it is time to.
    pub(super) async fn look_at_guards(&self) -> Result<(), Unavailable> {
        let due = |state: &State| {
            !state.guards.is_empty() || state.guards_seen.is_none_or(|seen| seen.elapsed() >= GUARDS_EVERY)
        };
        if !due(&self.state()) {
            return Ok(());
        }
        let down = guards_down(&self.0.pool).await?;
        let mut state = self.state();
        if state.guards != down {
            for GuardDown { guard, fault } in &down {
                tracing::error!(
                    guard,
                    fault,
                    "TAMPERING: no checkpoint is signed until this is mended; run `replay verify`"
                );
            }
        }
        state.guards = down;
        state.guards_seen = Some(Instant::now());
        Ok(())
    }

    /// Examines ledgers again whose present state the operator has accepted.
    pub(super) fn reconsider(&self) {
        let refused: Vec<_> = {
            let mut state = self.state();
            if state.reconsidered.is_some_and(|last| last.elapsed() < RECONSIDER_EVERY) {
                return;
            }
            state.reconsidered = Some(Instant::now());
            state.tampered.keys().chain(state.forgetful.keys()).cloned().collect()
        };
        for ledger in refused {
            if self.0.memory.reread(&ledger) {
                let mut state = self.state();
                state.tampered.remove(&ledger);
                state.forgetful.remove(&ledger);
                state.signed.remove(&ledger);
                state.moved.insert(ledger);
            }
        }
    }

    pub(super) fn refuses(&self, ledger: &LedgerId) -> bool {
        self.state().tampered.contains_key(ledger)
    }

    pub(super) fn alarm(&self, ledger: &LedgerId, why: String) {
        tracing::error!(%ledger, why, "TAMPERING: no checkpoint is signed for this ledger any more; run `replay verify`");
        self.state().tampered.insert(ledger.clone(), why);
    }

    /// Tried again at every look: the disk may only be full.
    pub(super) fn cannot_remember(&self, ledger: &LedgerId, fault: &MemoryFault) {
        let why = fault.to_string();
        self.state().moved.insert(ledger.clone());
        let known = self.state().forgetful.insert(ledger.clone(), why.clone());
        if known.as_ref() != Some(&why) {
            tracing::error!(%ledger, why, "no checkpoint is signed for this ledger");
        }
    }
}
