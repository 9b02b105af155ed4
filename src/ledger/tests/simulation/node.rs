//! One life of a node: its ledger, and the roots that live there as entities do, one command at a time each.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use domain::{Stream, scenario::moment_at};
use ledger::{Batch, Clock, Failure, Feed, Keys, Ledger, Root, Unavailable};

use crate::{
    desk::{Ask, Desk},
    story::Outcome,
    wire::Wire,
};

struct Resident {
    root: Arc<tokio::sync::Mutex<Root<Desk>>>,
    known: Arc<AtomicU64>,
}

type Residents = Mutex<HashMap<Stream, Resident>>;

/// A node from its start to its death.
pub(crate) struct Node {
    pub(crate) ledger: Ledger,
    residents: Arc<Residents>,
    dead: Arc<AtomicBool>,
    pub(crate) life: usize,
}

impl Node {
    /// Starts; the log may refuse that.
    pub(crate) async fn start(
        number: usize,
        wire: Wire,
        keys: Arc<Keys>,
        clock: Clock,
    ) -> Result<Self, Unavailable> {
        let feed = Feed::default();
        let residents = Arc::<Residents>::default();
        let (dead, story) = (Arc::clone(&wire.dead), wire.story.clone());
        let ledger = Ledger::open(Arc::new(wire), keys, feed.clone(), clock).await?;
        let life = story.live(number);
        let hear = Arc::downgrade(&residents);
        feed.listen(move |batch| {
            story.told(life, &batch.records);
            if let Some(residents) = hear.upgrade() {
                tell(&residents, batch);
            }
        });
        Ok(Self { ledger, residents, dead, life })
    }

    /// Asks the desk of a stream.
    pub(crate) async fn ask(&self, stream: &Stream, ask: &Ask) -> Outcome {
        let root = self.resident(stream);
        let mut root = root.lock().await;
        match root.execute(&self.ledger, ask, &moment_at(1_700_000_000_000)).await {
            Ok(reply) => Outcome::Answered(reply),
            Err(Failure::Refused(no)) => Outcome::Refused(no),
            Err(Failure::Contended | Failure::Crowded) => Outcome::Contended,
            Err(Failure::Unavailable(_)) => Outcome::Unknown,
        }
    }

    fn resident(&self, stream: &Stream) -> Arc<tokio::sync::Mutex<Root<Desk>>> {
        let mut residents = locked(&self.residents);
        let resident = residents.entry(stream.clone()).or_insert_with(|| {
            let known = Arc::<AtomicU64>::default();
            let root = Root::new(stream.clone(), Arc::clone(&known));
            Resident { root: Arc::new(tokio::sync::Mutex::new(root)), known }
        });
        Arc::clone(&resident.root)
    }

    /// Forgets every root that no request waits for.
    pub(crate) fn passivate_all(&self) {
        locked(&self.residents).retain(|_, resident| Arc::strong_count(&resident.root) > 1);
    }

    /// From now on nothing leaves it and nothing reaches it.
    pub(crate) fn die(&self) {
        self.dead.store(true, Ordering::Relaxed);
    }
}

fn locked(residents: &Residents) -> MutexGuard<'_, HashMap<Stream, Resident>> {
    residents.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a directory does with the feed's batches.
fn tell(residents: &Residents, batch: &Batch) {
    let residents = locked(residents);
    for record in batch.records.iter() {
        let here =
            residents.iter().find(|(stream, _)| stream.ledger == batch.ledger && stream.id == record.stream);
        if let Some((_, resident)) = here {
            resident.known.fetch_max(record.version, Ordering::AcqRel);
        }
    }
}
