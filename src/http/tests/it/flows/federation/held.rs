//! A function of a pool that waits, each time it is called, until a test lets it go on: for what happens meanwhile.

use std::sync::Arc;

use app::testing::{
    InProcess,
    triggers::{Event, TriggerFault, Triggers},
};
use async_trait::async_trait;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::desk::{Desk, Sheet, unwritten_at};

/// Where calls wait.
pub(super) struct Gate {
    arrived: Semaphore,
    open: Semaphore,
}

impl Gate {
    /// Waits until this many calls wait.
    pub(super) async fn arrived(&self, calls: u32) {
        self.arrived.acquire_many(calls).await.unwrap().forget();
    }

    /// From now on no call waits.
    pub(super) fn open(&self) {
        self.open.close();
    }

    async fn pass(&self) {
        self.arrived.add_permits(1);
        // Nothing is ever acquired: the wait ends when the gate is opened.
        drop(self.open.acquire().await);
    }
}

/// Functions of which those of one source wait at a gate.
struct Gated {
    functions: Arc<dyn Triggers>,
    source: &'static str,
    gate: Arc<Gate>,
}

#[async_trait]
impl Triggers for Gated {
    async fn invoke(&self, function: &str, event: &Event) -> Result<Value, TriggerFault> {
        if event.trigger_source == self.source {
            self.gate.pass().await;
        }
        self.functions.invoke(function, event).await
    }

    async fn send(&self, function: &str, event: &Event) -> Result<(), TriggerFault> {
        self.functions.send(function, event).await
    }
}

/// Runs a scenario in a service whose calls of this source wait at a gate.
pub(super) fn held(source: &'static str, scenario: impl AsyncFnOnce(&Sheet, &Gate)) {
    let gate = Arc::new(Gate { arrived: Semaphore::new(0), open: Semaphore::new(0) });
    let desk = async || {
        let house = InProcess::start_with(|_, outside| {
            let (functions, gate) = (outside.triggers.take().unwrap(), Arc::clone(&gate));
            outside.triggers = Some(Arc::new(Gated { functions, source, gate }));
        });
        Desk::of(house.await)
    };
    unwritten_at(desk, async |sheet: &Sheet| scenario(sheet, &gate).await);
}
