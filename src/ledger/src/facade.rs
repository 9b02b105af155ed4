//! The ledger as the floors above see it: events in, events out; sealing, claims and freshness taken care of.

use std::{collections::HashMap, sync::Arc};

use domain::{Aggregate, Claim, LedgerId, Moment, Scope, Stream, StreamId, SubjectId};

use crate::{
    Append, AppendError, Appended, ClaimWrite, Clock, Draft, Feed, Keys, Log, Opened, Part, Position, Record,
    Snapshot, Unavailable, Undecodable, Version,
    barrier::{self, Barrier},
    beginning::{Unsealed, Written, unwritable},
    codec::{self, Marked, Place, Plain},
    holders::{Holders, Name},
    shared_queries::SharedQueries,
};

/// A stream is snapshotted whenever it has grown by so many events.
pub const SNAPSHOT_EVERY: Version = 200;

/// The log, its keys and its feed.
pub struct Ledger {
    log: Arc<dyn Log>,
    keys: Arc<Keys>,
    feed: Feed,
    barrier: Barrier,
    holders: Arc<Holders>,
    /// Questions for the holder of a name.
    holder_queries: SharedQueries<(LedgerId, Name), Result<Option<StreamId>, Unavailable>>,
    clock: Clock,
}

impl Ledger {
    /// Opens the log for a node: starts following it. `feed` is the one that the log's writer publishes to.
    pub async fn open(
        log: Arc<dyn Log>,
        keys: Arc<Keys>,
        feed: Feed,
        clock: Clock,
    ) -> Result<Self, Unavailable> {
        feed.begin(&*log).await?;
        tokio::spawn(feed.clone().follow(Arc::clone(&log)));
        let barrier = Barrier::start(Arc::clone(&log), feed.clone());
        let cached = Arc::clone(&keys);
        feed.listen(move |batch| {
            for record in batch.records.iter().filter(|r| r.kind == domain::FORGOTTEN) {
                cached.drop_cached(&batch.ledger, &SubjectId::new(record.stream.id()));
            }
        });
        let holders = Arc::<Holders>::default();
        let remembering = Arc::clone(&holders);
        feed.listen(move |batch| remembering.hear(batch));
        Ok(Self { log, keys, feed, barrier, holders, holder_queries: SharedQueries::default(), clock })
    }

    /// The clock that everything here is dated by.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The feed of new events.
    pub fn feed(&self) -> &Feed {
        &self.feed
    }

    /// The store beneath, for followers of the log.
    pub fn log(&self) -> &Arc<dyn Log> {
        &self.log
    }

    /// Passes once this node has seen all that was committed before the call. Returns the position.
    pub async fn barrier(&self, ledger: &LedgerId) -> Result<Position, Unavailable> {
        self.barrier.pass(ledger).await
    }

    /// The same for every ledger at once. Returns their positions.
    pub async fn barrier_all(&self) -> Result<Arc<HashMap<LedgerId, Position>>, Unavailable> {
        self.barrier.pass_all().await
    }

    /// The stream that holds a name. Always right: claims are written with the event, and what is remembered of them has passed the
    /// barrier.
    pub async fn holder(
        &self,
        ledger: &LedgerId,
        scope: Scope,
        value: &str,
    ) -> Result<Option<StreamId>, Unavailable> {
        self.find_holder(ledger, scope, value, false).await
    }

    /// The same, but asks the store even if the answer is remembered: a name that is held takes as long as one that is not.
    pub async fn holder_evenly(
        &self,
        ledger: &LedgerId,
        scope: Scope,
        value: &str,
    ) -> Result<Option<StreamId>, Unavailable> {
        self.find_holder(ledger, scope, value, true).await
    }

    async fn find_holder(
        &self,
        ledger: &LedgerId,
        scope: Scope,
        value: &str,
        asks_always: bool,
    ) -> Result<Option<StreamId>, Unavailable> {
        let name = (scope, self.keys.claim_digest(ledger, scope, value));
        self.barrier.pass(ledger).await?;
        let (remembered, before) = (self.holders.recall(ledger, &name), self.holders.before_asking(ledger));
        if remembered.is_some() && !asks_always {
            return Ok(remembered);
        }
        let query = self.log.holder(ledger, scope, &name.1);
        let holder = self.holder_queries.ask(&(ledger.clone(), name), query).await?;
        if let (None, Some(holder)) = (&remembered, &holder) {
            // The holder may be newer than the moment that the reads around this one share, and than what this node has seen.
            barrier::renew();
            self.barrier.pass(ledger).await?;
            self.holders.remember(ledger, name, holder, before);
        }
        Ok(remembered.or(holder))
    }

    /// Destroys a person's key. What was sealed with it reads as forgotten from now on.
    pub async fn forget(&self, ledger: &LedgerId, subject: &SubjectId) -> Result<(), Unavailable> {
        self.keys.destroy(ledger, subject, self.clock.now()).await?;
        self.log.drop_snapshots(ledger, &[StreamId::new(subject.as_str())]).await
    }

    /// Forgets what a ledger holds of people once it has ended: destroys their keys, and drops claims, snapshots and files; at most so many
    /// of each. False: nothing was left.
    pub async fn forget_some_of_ended(&self, ledger: &LedgerId, limit: u32) -> Result<bool, Unavailable> {
        let destroyed = self.keys.destroy_some(ledger, limit, self.clock.now()).await?;
        let dropped = self.log.drop_of_ended(ledger, limit).await?;
        Ok(destroyed > 0 || dropped > 0)
    }

    /// Opens a record with the key that it needs.
    pub async fn read(&self, record: Record) -> Result<Opened, Unavailable> {
        let key = match codec::subject_of(&record.sealed) {
            Some(subject) => self.keys.find(&record.ledger, subject).await?,
            None => None,
        };
        Opened::open(record, key.as_deref()).map_err(|fault| unreadable(&fault))
    }

    /// A page of a ledger, opened.
    pub async fn page(
        &self,
        ledger: &LedgerId,
        after: Position,
        limit: usize,
    ) -> Result<Vec<Opened>, Unavailable> {
        let mut opened = Vec::new();
        for record in self.log.page(ledger, after, limit).await? {
            opened.push(self.read(record).await?);
        }
        Ok(opened)
    }

    /// The events of a stream after a version, opened.
    pub async fn stream(&self, stream: &Stream, after: Version) -> Result<Vec<Opened>, Unavailable> {
        let mut opened = Vec::new();
        for record in self.log.stream(&stream.ledger, &stream.id, after).await? {
            opened.push(self.read(record).await?);
        }
        Ok(opened)
    }

    /// Takes an event through all steps of an append without recording it: it is written, sealed, queued, committed with the other appends
    /// that wait. For what must take as long as an event about a person, and is about no person.
    pub async fn rehearse<A: Aggregate>(
        &self,
        ledger: &LedgerId,
        fact: &A::Event,
        moment: &Moment,
    ) -> Result<(), Unavailable> {
        let stream = Stream::impersonal(ledger.clone(), A::KIND, "");
        let unsealed = Unsealed::of::<A>(stream, std::slice::from_ref(fact))?;
        let outcome = match self.sealed(0, unsealed, moment).await {
            Ok(_) => self.log.append(Append { ledger: ledger.clone(), parts: Vec::new() }).await,
            Err(error) => Err(error),
        };
        match outcome {
            Ok(_) => Ok(()),
            Err(AppendError::Unavailable(why)) => Err(why),
            Err(error @ (AppendError::Conflict | AppendError::Taken(_))) => {
                Err(Unavailable::because(format!("what records nothing was refused: {error}")))
            }
        }
    }

    /// Appends events of one ledger, each stream's from its version on.
    pub(crate) async fn append(
        &self,
        ledger: &LedgerId,
        streams: Vec<(Version, Unsealed)>,
        moment: &Moment,
    ) -> Result<Appended, AppendError> {
        let mut parts = Vec::with_capacity(streams.len());
        for (expected, unsealed) in streams {
            parts.push(self.sealed(expected, unsealed, moment).await?);
        }
        self.log.append(Append { ledger: ledger.clone(), parts }).await
    }

    async fn sealed(
        &self,
        expected: Version,
        unsealed: Unsealed,
        moment: &Moment,
    ) -> Result<Part, AppendError> {
        let Unsealed { stream, events, claims } = unsealed;
        let subject = stream.subject.as_ref().map_or("", SubjectId::as_str);
        let key = self.keys.make(&stream.ledger, subject, self.clock.now()).await?;
        let mut drafts = Vec::with_capacity(events.len());
        for (version, Written { id, kind, data, mut marked }) in (expected + 1..).zip(events) {
            let meta = marked.take_out_of(moment).map_err(unwritable)?;
            let place = Place { ledger: &stream.ledger, stream: &stream.id, version };
            // Without a key (the person is forgotten) the holes stay empty, and read as forgotten.
            let sealed =
                key.as_ref().map(|key| codec::seal(marked, &place, subject, key)).unwrap_or_default();
            let (data, sealed, meta) = (data.into(), sealed.into(), meta.into());
            drafts.push(Draft { id, kind: kind.name, shape: kind.shape, data, sealed, meta });
        }
        let claims = claims.into_iter().map(|claim| self.digested(&stream.ledger, claim)).collect();
        Ok(Part { stream: stream.id, expected, drafts, claims })
    }

    fn digested(&self, ledger: &LedgerId, claim: Claim) -> ClaimWrite {
        let digest = |scope, value: &str| self.keys.claim_digest(ledger, scope, value);
        match claim {
            Claim::Take { scope, value } => ClaimWrite::Take(scope, digest(scope, &value)),
            Claim::Release { scope, value } => ClaimWrite::Release(scope, digest(scope, &value)),
            Claim::ReleaseAll => ClaimWrite::ReleaseAll,
        }
    }

    /// The newest snapshot, unless there is none or its key is gone.
    pub(crate) async fn snapshot<A: Aggregate>(
        &self,
        stream: &Stream,
    ) -> Result<Option<(Version, A)>, Unavailable> {
        let Some(snapshot) = self.log.snapshot(&stream.ledger, &stream.id).await? else { return Ok(None) };
        let key = match codec::subject_of(&snapshot.sealed) {
            Some(subject) => self.keys.find(&stream.ledger, subject).await?,
            None => None,
        };
        let place = Place { ledger: &stream.ledger, stream: &stream.id, version: snapshot.version };
        let plain = Plain::open(&snapshot.sealed, &place, key.as_deref()).ok();
        let state = plain.and_then(|plain| codec::state(&snapshot.data, &plain));
        // A snapshot that cannot be read (an older program's state) is ignored: the events are read instead.
        Ok(state.map(|state| (snapshot.version, state)))
    }

    pub(crate) async fn keep_snapshot<A: Aggregate>(
        &self,
        stream: &Stream,
        version: Version,
        state: &A,
    ) -> Result<(), Unavailable> {
        let subject = stream.subject.as_ref().map_or("", SubjectId::as_str);
        let Some(key) = self.keys.find(&stream.ledger, subject).await? else { return Ok(()) };
        let mut marked = Marked::default();
        let data = marked.take_out_of(state).map_err(unwritable)?;
        let place = Place { ledger: &stream.ledger, stream: &stream.id, version };
        let sealed = codec::seal(marked, &place, subject, &key);
        self.log.keep_snapshot(&stream.ledger, &stream.id, Snapshot { version, data, sealed }).await
    }
}

/// An event that cannot be read stops its reader; it is never skipped.
pub(crate) fn unreadable(fault: &Undecodable) -> Unavailable {
    tracing::error!(%fault, "the log holds what this program cannot read");
    Unavailable::unreadable(fault.to_string())
}
