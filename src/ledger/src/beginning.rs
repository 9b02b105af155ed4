//! Events on their way to the log: written, not yet sealed. And the streams that begin together with what is recorded in another.

use domain::{Aggregate, Beginnings, Claim, Command, Decision, Event, Kind, Moment, Stream};
use uuid::Uuid;

use crate::{
    Unavailable, Version,
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

/// The streams that begin together with what an accepted command records, each at version 0: in the same transaction or not at all.
///
/// Their names are fresh, so that they are empty; if one is not, nothing is recorded, by a conflict.
pub(crate) fn begun_with<C: Command>(
    command: &C,
    reply: &C::Reply,
    moment: &Moment,
) -> Result<Vec<(Version, Unsealed)>, Unavailable> {
    let mut begun = Begun { moment, streams: Vec::new() };
    command.also_begins(reply, &mut begun);
    begun.streams.into_iter().map(|stream| Ok((0, stream?))).collect()
}

struct Begun<'a> {
    moment: &'a Moment,
    streams: Vec<Result<Unsealed, Unavailable>>,
}

impl Beginnings for Begun<'_> {
    fn add<C: Command>(&mut self, stream: &Stream, command: &C) {
        let Decision { events, reply } = command.decide(&C::Aggregate::default(), self.moment);
        self.streams.push(if reply.is_err() || events.is_empty() {
            Err(Unavailable::because(format!("{stream} cannot begin with what was asked of it")))
        } else {
            Unsealed::of::<C::Aggregate>(stream.clone(), &events)
        });
    }
}
