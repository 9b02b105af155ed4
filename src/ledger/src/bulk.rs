//! Opening many records of one ledger at once: one look-up for all keys that they need.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use domain::SubjectId;

use crate::{Ledger, Opened, Record, Unavailable, Undecodable, codec::subject_of};

/// A record that cannot be read, and why.
pub type Unreadable = (Arc<Record>, Undecodable);

impl Ledger {
    /// Opens records, all of one ledger, with whatever keys they need.
    pub async fn open_all(
        &self,
        records: Vec<Record>,
    ) -> Result<Vec<Result<Opened, Unreadable>>, Unavailable> {
        let Some(first) = records.first() else { return Ok(Vec::new()) };
        let wanted: HashSet<SubjectId> =
            records.iter().filter_map(|r| subject_of(&r.sealed)).map(SubjectId::new).collect();
        let keys: HashMap<SubjectId, _> = self.keys().find_many(&first.ledger, wanted).await?;
        let open = |record: Record| {
            let record = Arc::new(record);
            let key = subject_of(&record.sealed).and_then(|subject| keys.get(subject));
            Opened::open(Arc::clone(&record), key.map(AsRef::as_ref)).map_err(|fault| (record, fault))
        };
        Ok(records.into_iter().map(open).collect())
    }
}
