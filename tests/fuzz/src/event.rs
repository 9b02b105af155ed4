//! Payloads of events, as the log gives them back: lines of a kind and its payload, folded one after the other into the
//! aggregate that they are of. What reads as a fact is written and read as the same fact; so is the state.

use domain::{Aggregate, Event};
use serde_json::{Value, json};

use crate::input::text;

/// Most events that are read of one input.
const MOST_EVENTS: usize = 50;

pub(crate) fn run(data: &[u8]) {
    let text = text(data);
    let events = text.lines().take(MOST_EVENTS).filter_map(|line| {
        let (kind, payload) = line.split_once(' ')?;
        Some((kind, serde_json::from_str(payload).ok()?))
    });
    let events: Vec<(&str, Value)> = events.collect();
    macro_rules! each {
        ($($aggregate:ty),+) => { $(fold::<$aggregate>(&events);)+ };
    }
    domain::for_each_aggregate!(each);
}

fn fold<A: Aggregate>(events: &[(&str, Value)]) {
    let mut state = A::default();
    for (kind, payload) in events {
        let Some(kind) = A::Event::KINDS.iter().find(|known| known.name == *kind) else { continue };
        let lifted = A::Event::upcast(kind.name, kind.shape, payload.clone());
        let tagged = json!({ "type": kind.name, "data": lifted });
        let Ok(event) = serde_json::from_value::<A::Event>(tagged) else { continue };
        assert_eq!(event.kind(), *kind);
        let written = serde_json::to_value(&event).expect("a fact can be written");
        assert_eq!(serde_json::from_value::<A::Event>(written).ok().as_ref(), Some(&event));
        let _ = A::claims(&event);
        state.apply(&event);
    }
    let snapshot = serde_json::to_vec(&state).expect("a state can be written");
    assert_eq!(serde_json::from_slice::<A>(&snapshot).ok().as_ref(), Some(&state), "{}", A::KIND);
}
