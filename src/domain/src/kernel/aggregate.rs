//! What an aggregate and a command are. Knows no single one of them.

use std::{error::Error, fmt::Debug};

use serde::{Serialize, de::DeserializeOwned};

use crate::{Event, Moment, Stream};

/// A value folded from the events of its own stream, and from nothing else.
///
/// It is serialisable for snapshots and for `replay show`; the log itself only ever holds events.
pub trait Aggregate:
    Default + Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + Unpin + 'static
{
    /// Prefix of every stream of this kind (`user` in `user-<sub>`). Written to the log: never change it.
    const KIND: &'static str;

    /// The closed set of facts about it.
    type Event: Event;

    /// Why a command is refused.
    type Refusal: Error + Debug + PartialEq + Send + Sync + 'static;

    /// Total and infallible: a fact cannot be refused. Time is in the event where it matters.
    fn apply(&mut self, event: &Self::Event);

    /// The names this fact takes or gives back, written in the same transaction as the fact.
    fn claims(_event: &Self::Event) -> Vec<Claim> {
        Vec::new()
    }

    /// Kinds of events that may release claims: code that caches the holder of a claim drops it then.
    const GIVE_NAMES_BACK: &'static [&'static str] = &[];

    /// Kinds of events that end their whole ledger: every person in it is forgotten and every claim in it released, in the background.
    const ENDS_LEDGER: &'static [&'static str] = &[];

    /// The refusal for a name that another stream holds.
    fn taken(scope: Scope) -> Self::Refusal;
}

/// What kind of name a claim is about: `username`, `email`, `login`, `client`... Written to the log's claims: never change one.
pub type Scope = &'static str;

/// A change of the holder of a name that must be unique within a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The stream takes the name; refused when another stream holds it. Taking what one holds already is fine.
    Take {
        /// Kind of name.
        scope: Scope,
        /// The name itself, normalised. It is kept as a keyed digest only.
        value: String,
    },
    /// The stream gives the name back; nothing happens when it does not hold it.
    Release {
        /// Kind of name.
        scope: Scope,
        /// The name itself, normalised.
        value: String,
    },
    /// The stream gives back every name it holds.
    ReleaseAll,
}

/// One intent to record something, one file. The set of commands is open; each names its own reply. What only reads is no command but a
/// method of the state.
pub trait Command: Send + Sync + 'static {
    /// The aggregate that decides it.
    type Aggregate: Aggregate;
    /// The answer when it is accepted.
    type Reply: Send + 'static;

    /// Whether it begins its stream, under a name that was made for it: the stream is taken to be empty and is not read first. If it is not
    /// empty, the append meets a conflict, and the command is decided again on what is there.
    const BEGINS_STREAM: bool = false;

    /// Synchronous and pure. It may run more than once for one request: after a conflict the newer state decides.
    fn decide(&self, state: &Self::Aggregate, moment: &Moment) -> Decision<Self>;

    /// The streams of the same ledger that begin together with what this records, by its reply: all of it is recorded, or nothing. Asked
    /// only where the command is accepted and records something.
    fn also_begins(&self, _reply: &Self::Reply, _beginnings: &mut impl Beginnings) {}
}

/// Takes what begins together with the events of a command.
pub trait Beginnings {
    /// The aggregate of a stream that was named just now begins with what a command decides for it.
    fn add<C: Command>(&mut self, stream: &Stream, command: &C);
}

/// The event type a command brings about.
pub type EventOf<C> = <<C as Command>::Aggregate as Aggregate>::Event;
/// The refusal type of a command.
pub type RefusalOf<C> = <<C as Command>::Aggregate as Aggregate>::Refusal;

/// What a command brings about: facts to record, and the answer to give once they are recorded.
pub struct Decision<C: Command + ?Sized> {
    /// Facts, in order. Empty for a pure answer.
    pub events: Vec<EventOf<C>>,
    /// Given only after the facts are durable.
    pub reply: Result<C::Reply, RefusalOf<C>>,
}

impl<C: Command + ?Sized> Decision<C> {
    /// Facts and the answer that follows from them.
    pub fn accept(events: impl IntoIterator<Item = EventOf<C>>, reply: C::Reply) -> Self {
        Self { events: events.into_iter().collect(), reply: Ok(reply) }
    }

    /// An answer from state alone.
    pub fn answer(reply: C::Reply) -> Self {
        Self { events: Vec::new(), reply: Ok(reply) }
    }

    /// A refusal that records nothing.
    pub fn refuse(refusal: RefusalOf<C>) -> Self {
        Self { events: Vec::new(), reply: Err(refusal) }
    }

    /// A refusal whose attempt is itself a fact (a wrong password).
    pub fn refuse_and_record(events: impl IntoIterator<Item = EventOf<C>>, refusal: RefusalOf<C>) -> Self {
        Self { events: events.into_iter().collect(), reply: Err(refusal) }
    }
}
