//! Any aggregate by the kind of its stream: made of the domain's catalogue, so that none can be missing.

use domain::{Aggregate, Claim, StreamId};
use ledger::{Opened, Undecodable};
use serde_json::Value;

/// Operations on an aggregate of which only the kind is known.
pub(crate) struct Kind {
    stream: &'static str,
    /// The claims that follow from an event; an error if it is none of this aggregate's.
    pub(crate) claims: fn(&Opened) -> Result<Vec<Claim>, Undecodable>,
    /// The state that events make, as JSON.
    pub(crate) fold: fn(&[Opened]) -> Result<Value, Undecodable>,
}

macro_rules! kinds {
    ($($aggregate:ty),+) => {
        &[$(Kind { stream: <$aggregate as Aggregate>::KIND, claims: claims::<$aggregate>, fold: fold::<$aggregate> }),+]
    };
}

const KINDS: &[Kind] = domain::for_each_aggregate!(kinds);

/// The aggregate that lives in a stream of this name.
pub(crate) fn of(stream: &StreamId) -> Option<&'static Kind> {
    let name = stream.kind();
    KINDS.iter().find(|kind| kind.stream == name)
}

fn claims<A: Aggregate>(event: &Opened) -> Result<Vec<Claim>, Undecodable> {
    Ok(A::claims(&*event.event::<A::Event>()?))
}

fn fold<A: Aggregate>(events: &[Opened]) -> Result<Value, Undecodable> {
    let mut state = A::default();
    for event in events {
        state.apply(&*event.event::<A::Event>()?);
    }
    // A state that is no JSON could not have been snapshotted either.
    Ok(serde_json::to_value(&state).unwrap_or(Value::Null))
}
