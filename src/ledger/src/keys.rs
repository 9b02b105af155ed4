//! Subject keys: one data key per person (and one per ledger for everything else), wrapped by the master key, destroyed to forget.

mod memory;

use std::{collections::HashMap, sync::Arc, time::Duration};

use async_trait::async_trait;
use crypto::seal::{DataKey, Mac, MasterKey};
use domain::{LedgerId, SubjectId, Timestamp};

pub use memory::MemoryKeys;

use crate::{ClaimDigest, Unavailable};

/// How long another node may go on reading with a key that was destroyed, at the longest.
const CACHED_FOR: Duration = Duration::from_secs(5);
/// Keys held unwrapped in memory, at the most.
const CACHED_MAX: u64 = 100_000;
/// Ledgers whose key for claims is held ready, at the most.
const MACS_MAX: u64 = 10_000;

/// What a store of wrapped keys holds for one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrapped {
    /// The key, wrapped.
    Kept(Vec<u8>),
    /// It was destroyed: no other key of that name may ever be made.
    Destroyed,
}

/// Where wrapped keys are kept: a database of its own, apart from the log.
#[async_trait]
pub trait KeyStore: Send + Sync + 'static {
    /// The key of a subject; empty subject: the ledger's own.
    async fn find(&self, ledger: &LedgerId, subject: &str) -> Result<Option<Wrapped>, Unavailable>;
    /// Those of many subjects of one ledger that are known.
    async fn find_many(
        &self,
        ledger: &LedgerId,
        subjects: &[&str],
    ) -> Result<Vec<(String, Wrapped)>, Unavailable> {
        let mut found = Vec::new();
        for subject in subjects {
            found.extend(self.find(ledger, subject).await?.map(|wrapped| ((*subject).to_owned(), wrapped)));
        }
        Ok(found)
    }
    /// Those of all subjects of one ledger, and the ledger's own.
    async fn all(&self, ledger: &LedgerId) -> Result<Vec<(SubjectId, Wrapped)>, Unavailable>;
    /// Keeps a new key unless there is one, and returns the one that holds.
    async fn keep(
        &self,
        ledger: &LedgerId,
        subject: &str,
        wrapped: Vec<u8>,
        now: Timestamp,
    ) -> Result<Wrapped, Unavailable>;
    /// The same for many subjects of one ledger; in their order, which of each holds.
    async fn keep_many(
        &self,
        ledger: &LedgerId,
        fresh: Vec<(String, Vec<u8>)>,
        now: Timestamp,
    ) -> Result<Vec<Wrapped>, Unavailable> {
        let mut kept = Vec::with_capacity(fresh.len());
        for (subject, wrapped) in fresh {
            kept.push(self.keep(ledger, &subject, wrapped, now).await?);
        }
        Ok(kept)
    }
    /// Destroys it, for good, whether or not there was one.
    async fn destroy(&self, ledger: &LedgerId, subject: &str, now: Timestamp) -> Result<(), Unavailable>;
    /// Destroys those of people of one ledger, at most so many, and never the ledger's own. Returns the subjects; none: no other is left.
    async fn destroy_some(
        &self,
        ledger: &LedgerId,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<SubjectId>, Unavailable>;
}

type Name = (LedgerId, String);

/// The keys of this node: unwraps, caches, derives.
pub struct Keys {
    master: MasterKey,
    store: Arc<dyn KeyStore>,
    cache: moka::sync::Cache<Name, Option<Arc<DataKey>>>,
    /// The keys of the digests of claims, for each ledger.
    macs: moka::sync::Cache<LedgerId, Arc<Mac>>,
}

impl Keys {
    /// Keys of a store, unwrapped by the master key.
    pub fn new(master: MasterKey, store: Arc<dyn KeyStore>) -> Self {
        let cache = moka::sync::Cache::builder().max_capacity(CACHED_MAX).time_to_live(CACHED_FOR).build();
        Self { master, store, cache, macs: moka::sync::Cache::new(MACS_MAX) }
    }

    /// The master key, for what is derived from it.
    pub fn master(&self) -> &MasterKey {
        &self.master
    }

    pub(crate) fn store(&self) -> &dyn KeyStore {
        &*self.store
    }

    /// The key to open with: `None` where it was destroyed (or never made).
    pub async fn find(&self, ledger: &LedgerId, subject: &str) -> Result<Option<Arc<DataKey>>, Unavailable> {
        let name = (ledger.clone(), subject.to_owned());
        if let Some(cached) = self.cache.get(&name) {
            return Ok(cached);
        }
        let key = match self.store.find(ledger, subject).await? {
            Some(wrapped) => self.unwrap(ledger, subject, &wrapped)?,
            None => None,
        };
        self.cache.insert(name, key.clone());
        Ok(key)
    }

    /// The keys to open with of many subjects at once; those are left out that were destroyed (or never made).
    pub async fn find_many(
        &self,
        ledger: &LedgerId,
        subjects: impl IntoIterator<Item = SubjectId>,
    ) -> Result<HashMap<SubjectId, Arc<DataKey>>, Unavailable> {
        let (mut found, mut asked) = (HashMap::new(), Vec::new());
        for subject in subjects {
            match self.cache.get(&(ledger.clone(), subject.as_str().to_owned())) {
                Some(cached) => found.extend(cached.map(|key| (subject, key))),
                None => asked.push(subject),
            }
        }
        if asked.is_empty() {
            return Ok(found);
        }
        let names: Vec<&str> = asked.iter().map(SubjectId::as_str).collect();
        let mut kept: HashMap<String, Wrapped> =
            self.store.find_many(ledger, &names).await?.into_iter().collect();
        for subject in asked {
            let name = (ledger.clone(), subject.as_str().to_owned());
            let wrapped = kept.remove(subject.as_str());
            let key = wrapped.map(|wrapped| self.unwrap(ledger, &name.1, &wrapped)).transpose()?.flatten();
            self.cache.insert(name, key.clone());
            found.extend(key.map(|key| (subject, key)));
        }
        Ok(found)
    }

    /// The key to seal with, made when there is none. `None` where it was destroyed: nothing more is sealed for that person.
    pub async fn make(
        &self,
        ledger: &LedgerId,
        subject: &str,
        now: Timestamp,
    ) -> Result<Option<Arc<DataKey>>, Unavailable> {
        let name = (ledger.clone(), subject.to_owned());
        if let Some(Some(key)) = self.cache.get(&name) {
            return Ok(Some(key));
        }
        let fresh = self.master.wrap(&DataKey::generate(), &context(ledger, subject));
        let wrapped = match self.store.find(ledger, subject).await? {
            Some(wrapped) => wrapped,
            None => self.store.keep(ledger, subject, fresh, now).await?,
        };
        let key = self.unwrap(ledger, subject, &wrapped)?;
        self.cache.insert(name, key.clone());
        Ok(key)
    }

    /// Makes the keys of many people at once, for imports: one by one each would wait for a commit of its own.
    /// They are cached for as long as any other.
    pub async fn make_many(
        &self,
        ledger: &LedgerId,
        subjects: &[SubjectId],
        now: Timestamp,
    ) -> Result<(), Unavailable> {
        let names: Vec<Name> = subjects.iter().map(|s| (ledger.clone(), s.as_str().to_owned())).collect();
        let fresh = names
            .iter()
            .map(|name| (name.1.clone(), self.master.wrap(&DataKey::generate(), &context(ledger, &name.1))))
            .collect();
        let kept = self.store.keep_many(ledger, fresh, now).await?;
        for (name, wrapped) in names.into_iter().zip(kept) {
            let key = self.unwrap(ledger, &name.1, &wrapped)?;
            self.cache.insert(name, key);
        }
        Ok(())
    }

    /// Forgets a person: destroys the key.
    pub async fn destroy(
        &self,
        ledger: &LedgerId,
        subject: &SubjectId,
        now: Timestamp,
    ) -> Result<(), Unavailable> {
        self.store.destroy(ledger, subject.as_str(), now).await?;
        self.cache.insert((ledger.clone(), subject.as_str().to_owned()), None);
        Ok(())
    }

    /// Forgets people of a ledger that has ended, at most so many. Returns how many; 0: all are forgotten.
    pub async fn destroy_some(
        &self,
        ledger: &LedgerId,
        limit: u32,
        now: Timestamp,
    ) -> Result<usize, Unavailable> {
        let destroyed = self.store.destroy_some(ledger, limit, now).await?;
        for subject in &destroyed {
            self.cache.insert((ledger.clone(), subject.as_str().to_owned()), None);
        }
        Ok(destroyed.len())
    }

    /// Drops what is cached of a subject, when another node has destroyed its key.
    pub fn drop_cached(&self, ledger: &LedgerId, subject: &SubjectId) {
        self.cache.invalidate(&(ledger.clone(), subject.as_str().to_owned()));
    }

    /// The keyed digest under which a name is claimed.
    pub fn claim_digest(&self, ledger: &LedgerId, scope: &str, value: &str) -> ClaimDigest {
        let derive = || Arc::new(Mac::new(&self.master.derive("claim", ledger.as_str().as_bytes())));
        self.macs.get_with_by_ref(ledger, derive).of(&[scope.as_bytes(), value.as_bytes()])
    }

    pub(crate) fn unwrap(
        &self,
        ledger: &LedgerId,
        subject: &str,
        wrapped: &Wrapped,
    ) -> Result<Option<Arc<DataKey>>, Unavailable> {
        match wrapped {
            Wrapped::Destroyed => Ok(None),
            Wrapped::Kept(bytes) => {
                self.master.unwrap(bytes, &context(ledger, subject)).map(|key| Some(Arc::new(key))).map_err(
                    |_| {
                        Unavailable::because(
                            "the master key does not unwrap the subject keys: is it the right one?",
                        )
                    },
                )
            }
        }
    }
}

/// What a wrapped key is bound to: under another name it does not unwrap.
fn context(ledger: &LedgerId, subject: &str) -> Vec<u8> {
    let mut context = (ledger.as_str().len() as u64).to_be_bytes().to_vec();
    context.extend_from_slice(ledger.as_str().as_bytes());
    context.extend_from_slice(subject.as_bytes());
    context
}
