//! A change of several aggregates of one ledger: decided one after the other, recorded in one append or not at all.
//!
//! Bare roots decide, each on the newest state of its stream and on what the change has already decided for it. Nothing is locked: where
//! one of the streams has moved on meanwhile, all of it is decided again. Entities of the same streams hear of the append by the feed.

use std::{any::Any, sync::Arc};

use domain::{Aggregate, Command, Decision, Moment, RefusalOf, Stream};

use crate::{
    AppendError, Failure, Ledger, Root, Unavailable, Version,
    beginning::{Unsealed, begun_with},
    root::ATTEMPTS_MAX,
};

impl Ledger {
    /// Carries out a change of several aggregates of one ledger. What `decide` has asked of them is recorded in one append once it has
    /// succeeded, and dropped where it fails. It runs again, a few times at the most, where a stream has moved on meanwhile; after the last
    /// time, and where a name is taken, the error is made from that of the append.
    pub async fn together<T, E: From<AppendError>>(
        &self,
        moment: &Moment,
        decide: impl AsyncFn(&mut Together<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        for _ in 0..ATTEMPTS_MAX {
            let mut change = Together { ledger: self, moment, parts: Vec::new(), begun: Vec::new() };
            let reply = decide(&mut change).await?;
            match change.record().await {
                Ok(()) => return Ok(reply),
                Err(AppendError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(AppendError::Conflict.into())
    }
}

/// A change that is being decided.
pub struct Together<'a> {
    ledger: &'a Ledger,
    moment: &'a Moment,
    /// In the order in which they were first asked, which is that of their events in the ledger: names that one gives back are free for
    /// those behind it.
    parts: Vec<Box<dyn Participant>>,
    /// The streams that begin with them.
    begun: Vec<(Version, Unsealed)>,
}

impl Together<'_> {
    /// Decides a command on the newest state of its aggregate, and on what was decided for it before. A refusal records nothing, not even
    /// that it was tried. The version of an aggregate that only answers is not checked when the others are recorded.
    pub async fn ask<C: Command>(
        &mut self,
        stream: &Stream,
        command: &C,
    ) -> Result<C::Reply, Failure<RefusalOf<C>>> {
        let moment = self.moment;
        let decided = self.part::<C::Aggregate>(stream).await?;
        let Decision { events, reply } = command.decide(&decided.state, moment);
        let reply = reply.map_err(Failure::Refused)?;
        if !events.is_empty() {
            let begun = begun_with(command, &reply, moment)?;
            decided.take(events);
            self.begun.extend(begun);
        }
        Ok(reply)
    }

    async fn part<A: Aggregate>(&mut self, stream: &Stream) -> Result<&mut Decided<A>, Unavailable> {
        if self.parts.iter().any(|part| part.stream().ledger != stream.ledger) {
            return Err(Unavailable::because(format!("{stream} is not of the ledger that the change is of")));
        }
        let known = self.parts.iter().position(|part| part.stream() == stream);
        let index = known.unwrap_or(self.parts.len());
        if known.is_none() {
            self.parts.push(Box::new(Decided::<A>::read(stream, self.ledger).await?));
        }
        let part: &mut dyn Any = &mut *self.parts[index];
        let mistyped = || Unavailable::because(format!("{stream} was asked as two kinds of aggregate"));
        part.downcast_mut().ok_or_else(mistyped)
    }

    async fn record(self) -> Result<(), AppendError> {
        let streams = self.parts.iter().filter_map(|part| part.unsealed().transpose());
        let mut streams = streams.collect::<Result<Vec<_>, _>>()?;
        streams.extend(self.begun);
        let Some((version, first)) = streams.first() else { return Ok(()) };
        let (version, stream) = (*version, first.stream.clone());
        let id = first.events.first().map(|event| event.id);
        match self.ledger.append(&stream.ledger, streams, self.moment).await {
            Err(AppendError::Conflict) => {
                let read = self.ledger.log().stream(&stream.ledger, &stream.id, version).await?;
                // An earlier try whose answer was lost may have moved the streams.
                let recorded = read.iter().any(|record| Some(record.id) == id);
                if recorded { Ok(()) } else { Err(AppendError::Conflict) }
            }
            outcome => outcome.map(drop),
        }
    }
}

/// An aggregate of any type that takes part in a change.
trait Participant: Any + Send {
    fn stream(&self) -> &Stream;

    /// What it records, and the version that it was decided on; `None`: nothing.
    fn unsealed(&self) -> Result<Option<(Version, Unsealed)>, Unavailable>;
}

/// An aggregate with what a change has decided for it.
struct Decided<A: Aggregate> {
    stream: Stream,
    /// The version of what is recorded.
    version: Version,
    /// The state after that version and the events.
    state: Arc<A>,
    events: Vec<A::Event>,
}

impl<A: Aggregate> Decided<A> {
    async fn read(stream: &Stream, ledger: &Ledger) -> Result<Self, Unavailable> {
        let mut root = Root::<A>::new(stream.clone(), Arc::default());
        let state = Arc::clone(root.look(ledger).await?);
        Ok(Self { stream: stream.clone(), version: root.version(), state, events: Vec::new() })
    }

    fn take(&mut self, events: Vec<A::Event>) {
        for event in &events {
            Arc::make_mut(&mut self.state).apply(event);
        }
        self.events.extend(events);
    }
}

impl<A: Aggregate> Participant for Decided<A> {
    fn stream(&self) -> &Stream {
        &self.stream
    }

    fn unsealed(&self) -> Result<Option<(Version, Unsealed)>, Unavailable> {
        if self.events.is_empty() {
            return Ok(None);
        }
        Ok(Some((self.version, Unsealed::of::<A>(self.stream.clone(), &self.events)?)))
    }
}
