//! An aggregate and how far it has read its stream: folds, decides, records, tries again after a conflict.
//!
//! Knows no actor: entities host it, replay and tests use it bare.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use domain::{Aggregate, Command, Decision, Moment, RefusalOf, Stream};

use crate::{
    AppendError, Ledger, Opened, SNAPSHOT_EVERY, Unavailable, Version,
    beginning::{Unsealed, begun_with},
    facade::unreadable,
};

/// How often a command is decided, against newer and newer states, before it gives up.
pub(crate) const ATTEMPTS_MAX: usize = 8;

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Failure<R: std::error::Error> {
    /// The domain refused.
    #[error(transparent)]
    Refused(R),
    /// Others wrote to the same stream again and again. Trying again is right.
    #[error("too many writers on one stream")]
    Contended,
    /// Too many commands wait for the same aggregate. Trying again later is right.
    #[error("too many commands wait for one aggregate")]
    Crowded,
    /// The log did not answer. Trying again is right.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// One aggregate, folded from its stream.
pub struct Root<A> {
    stream: Stream,
    version: Version,
    state: Arc<A>,
    /// The stream has to be read before the next decision.
    stale: bool,
    /// The newest version known from the feed. A bare root, which has no feed, finds newer ones by conflict.
    known: Arc<AtomicU64>,
}

impl<A: Aggregate> Root<A> {
    /// An aggregate that has read nothing yet. `known` is raised from outside when the stream is heard to have moved.
    pub fn new(stream: Stream, known: Arc<AtomicU64>) -> Self {
        Self { stream, version: 0, state: Arc::default(), stale: true, known }
    }

    /// An aggregate whose stream is believed to be empty, because its name is fresh: it is not read. If the belief is wrong, the first
    /// append meets a conflict, and the stream is read then.
    pub fn fresh(stream: Stream, known: Arc<AtomicU64>) -> Self {
        Self { stale: false, ..Self::new(stream, known) }
    }

    /// The state as last folded.
    pub fn state(&self) -> &Arc<A> {
        &self.state
    }

    /// The version of that state.
    pub fn version(&self) -> Version {
        self.version
    }

    /// Decides, records, answers. The answer is given only after the events are durable.
    ///
    /// What is answered from state alone passes the barrier first, so that it is never stale.
    pub async fn execute<C: Command<Aggregate = A>>(
        &mut self,
        ledger: &Ledger,
        command: &C,
        moment: &Moment,
    ) -> Result<C::Reply, Failure<RefusalOf<C>>> {
        let mut fresh = self.refresh(ledger).await?;
        for _ in 0..ATTEMPTS_MAX {
            let Decision { events, reply } = command.decide(&self.state, moment);
            if events.is_empty() {
                if fresh || self.is_newest(ledger).await? {
                    return reply.map_err(Failure::Refused);
                }
                fresh = self.refresh(ledger).await?;
                continue;
            }
            let begun = match &reply {
                Ok(reply) => begun_with(command, reply, moment)?,
                Err(_) => Vec::new(),
            };
            match self.record(ledger, events, begun, moment).await {
                Ok(true) => return reply.map_err(Failure::Refused),
                Ok(false) => fresh = true,
                Err(AppendError::Taken(scope)) => return Err(Failure::Refused(A::taken(scope))),
                Err(AppendError::Unavailable(why)) => return Err(why.into()),
                Err(AppendError::Conflict) => {}
            }
        }
        Err(Failure::Contended)
    }

    /// The newest state, for callers that only read.
    pub async fn look(&mut self, ledger: &Ledger) -> Result<&Arc<A>, Unavailable> {
        if !self.refresh(ledger).await? && !self.is_newest(ledger).await? {
            self.refresh(ledger).await?;
        }
        Ok(&self.state)
    }

    /// Reads the rest of the stream if it must. True: the state is from a read that began after the call.
    async fn refresh(&mut self, ledger: &Ledger) -> Result<bool, Unavailable> {
        if self.version < self.known.load(Ordering::Acquire) {
            self.stale = true;
        }
        if !self.stale {
            return Ok(false);
        }
        self.catch_up(ledger).await?;
        Ok(true)
    }

    /// Passes the barrier; returns whether the stream has not moved meanwhile.
    async fn is_newest(&mut self, ledger: &Ledger) -> Result<bool, Unavailable> {
        ledger.barrier(&self.stream.ledger).await?;
        Ok(self.version >= self.known.load(Ordering::Acquire))
    }

    async fn catch_up(&mut self, ledger: &Ledger) -> Result<Vec<Opened>, Unavailable> {
        if self.version == 0
            && let Some((version, state)) = ledger.snapshot(&self.stream).await?
        {
            (self.version, self.state) = (version, Arc::new(state));
        }
        let opened = ledger.stream(&self.stream, self.version).await?;
        for one in &opened {
            let event = one.event::<A::Event>().map_err(|fault| unreadable(&fault))?;
            Arc::make_mut(&mut self.state).apply(&event);
            self.version = one.record.version;
        }
        self.stale = false;
        Ok(opened)
    }

    /// True: recorded. False: the stream had moved on; it has been read, decide again.
    async fn record(
        &mut self,
        ledger: &Ledger,
        events: Vec<A::Event>,
        begun: Vec<(Version, Unsealed)>,
        moment: &Moment,
    ) -> Result<bool, AppendError> {
        let own = Unsealed::of::<A>(self.stream.clone(), &events)?;
        let first = own.events.first().map(|event| event.id);
        let mut streams = vec![(self.version, own)];
        streams.extend(begun);
        // Until the log has answered it is unknown where the stream stands.
        self.stale = true;
        match ledger.append(&self.stream.ledger, streams, moment).await {
            Ok(_) => {}
            Err(AppendError::Conflict) => {
                let read = self.catch_up(ledger).await?;
                // An earlier try whose answer was lost may have moved the stream.
                return Ok(read.iter().any(|one| Some(one.record.id) == first));
            }
            Err(AppendError::Taken(scope)) => {
                self.stale = false;
                return Err(AppendError::Taken(scope));
            }
            Err(error @ AppendError::Unavailable(_)) => return Err(error),
        }
        let before = self.version;
        let state = Arc::make_mut(&mut self.state);
        for event in &events {
            state.apply(event);
        }
        self.version += events.len() as Version;
        self.stale = false;
        if before / SNAPSHOT_EVERY < self.version / SNAPSHOT_EVERY {
            self.snapshot(ledger).await;
        }
        Ok(true)
    }

    /// A snapshot only saves reading; a failure to keep one is logged, and ignored.
    async fn snapshot(&self, ledger: &Ledger) {
        if let Err(error) = ledger.keep_snapshot(&self.stream, self.version, &*self.state).await {
            tracing::warn!(%error, stream = %self.stream, "no snapshot");
        }
    }
}
