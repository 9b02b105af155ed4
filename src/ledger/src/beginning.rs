//! Events on their way to the log: written, not yet sealed. And a stream that begins together with what is recorded in another.

use domain::{Aggregate, Claim, Command, Decision, Event, Kind, Moment, Stream};
use uuid::Uuid;

use crate::{
    Unavailable,
    codec::{Marked, Payload},
};

/// An event without a place: its payload is JSON with holes.
pub(crate) struct Written {
    pub(crate) id: Uuid,
    pub(crate) kind: Kind,
    pub(crate) data: Vec<u8>,
    /// What fills the holes of the payload.
    pub(crate) marked: Marked,
}

/// Events of one stream that go to the log together, and the names that they take or give back.
pub(crate) struct Unsealed {
    pub(crate) stream: Stream,
    pub(crate) events: Vec<Written>,
    pub(crate) claims: Vec<Claim>,
}

impl Unsealed {
    pub(crate) fn of<A: Aggregate>(stream: Stream, events: &[A::Event]) -> Result<Self, Unavailable> {
        let claims = events.iter().flat_map(A::claims).collect();
        let events = events.iter().map(write).collect::<Result<_, _>>();
        Ok(Self { stream, events: events.map_err(unwritable)?, claims })
    }
}

fn write<E: Event>(event: &E) -> Result<Written, serde_json::Error> {
    let mut marked = Marked::default();
    let data = marked.take_out_of(&Payload(event))?;
    let id = uuid::Builder::from_random_bytes(crypto::seal::random_bytes()).into_uuid();
    Ok(Written { id, kind: event.kind(), data, marked })
}

#[expect(clippy::needless_pass_by_value, reason = "the form map_err wants")]
pub(crate) fn unwritable(error: serde_json::Error) -> Unavailable {
    Unavailable::because(format!("an event could not be written as JSON: {error}"))
}

/// An aggregate that begins with what is recorded in another of the same ledger: in the same transaction or not at all.
///
/// Its name is fresh, so that its stream is empty; if it is not, both are refused by a conflict.
pub struct Beginning(Result<Unsealed, Unavailable>);

impl Beginning {
    /// What a command decides for an aggregate of which nothing is recorded yet.
    pub fn of<C: Command>(stream: Stream, command: &C, moment: &Moment) -> Self {
        let Decision { events, reply } = command.decide(&C::Aggregate::default(), moment);
        if reply.is_err() || events.is_empty() {
            let why = format!("{stream} cannot begin with what was asked of it");
            return Self(Err(Unavailable::because(why)));
        }
        Self(Unsealed::of::<C::Aggregate>(stream, &events))
    }

    pub(crate) fn into_unsealed(self) -> Result<Unsealed, Unavailable> {
        self.0
    }
}
