//! Wrapped keys in memory, for tests of everything above.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use domain::{LedgerId, SubjectId, Timestamp};

use super::{KeyStore, Name, Wrapped};
use crate::Unavailable;

/// Keys in memory, for tests.
#[derive(Default)]
pub struct MemoryKeys(Mutex<HashMap<Name, Wrapped>>);

#[async_trait]
impl KeyStore for MemoryKeys {
    async fn find(&self, ledger: &LedgerId, subject: &str) -> Result<Option<Wrapped>, Unavailable> {
        let keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(keys.get(&(ledger.clone(), subject.to_owned())).cloned())
    }

    async fn all(&self, ledger: &LedgerId) -> Result<Vec<(SubjectId, Wrapped)>, Unavailable> {
        let keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_it = keys.iter().filter(|((of, _), _)| of == ledger);
        Ok(of_it.map(|((_, subject), wrapped)| (SubjectId::new(&**subject), wrapped.clone())).collect())
    }

    async fn keep(
        &self,
        ledger: &LedgerId,
        subject: &str,
        wrapped: Vec<u8>,
        _: Timestamp,
    ) -> Result<Wrapped, Unavailable> {
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = keys.entry((ledger.clone(), subject.to_owned())).or_insert(Wrapped::Kept(wrapped));
        Ok(kept.clone())
    }

    async fn destroy(&self, ledger: &LedgerId, subject: &str, _: Timestamp) -> Result<(), Unavailable> {
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.insert((ledger.clone(), subject.to_owned()), Wrapped::Destroyed);
        Ok(())
    }

    async fn destroy_some(
        &self,
        ledger: &LedgerId,
        limit: u32,
        _: Timestamp,
    ) -> Result<Vec<SubjectId>, Unavailable> {
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let people = keys.iter_mut().filter(|((of, subject), wrapped)| {
            of == ledger && !subject.is_empty() && matches!(wrapped, Wrapped::Kept(_))
        });
        let destroyed = people.take(usize::try_from(limit).unwrap_or(usize::MAX)).map(|(name, wrapped)| {
            *wrapped = Wrapped::Destroyed;
            SubjectId::new(&*name.1)
        });
        Ok(destroyed.collect())
    }
}
