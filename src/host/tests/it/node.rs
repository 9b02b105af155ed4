//! One life of a node, as the service lives it: a ledger, and a directory of entities on one arbiter.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use domain::{Stream, scenario::moment_at};
use host::{Arbiters, Directory, Failure};
use ledger::{Clock, Feed, Keys, Ledger, Unavailable};

use crate::{
    desk::{Ask, Desk, Reply, What},
    story::Outcome,
    wire::Wire,
};

/// A node from its start to its death.
pub(crate) struct Node {
    pub(crate) ledger: Arc<Ledger>,
    desks: Directory<Desk>,
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
        let (dead, story) = (Arc::clone(&wire.dead), wire.story.clone());
        let ledger = Arc::new(Ledger::open(Arc::new(wire), keys, feed.clone(), clock).await?);
        let life = story.live(number);
        feed.listen(move |batch| story.told(life, &batch.records));
        let desks = Directory::new(Arbiters::here(), Arc::clone(&ledger));
        // Every second one keeps the states of its desks.
        let desks = if life.is_multiple_of(2) { desks.showing() } else { desks };
        Ok(Self { ledger, desks, dead, life })
    }

    /// Asks the desk of a stream; every second look goes past its mailbox, as configuration is read.
    pub(crate) async fn ask(&self, stream: &Stream, ask: &Ask) -> Outcome {
        let answer = if ask.what == What::Look && ask.token.is_multiple_of(2) {
            self.desks.look(stream).await.map(|desk| Reply::Seen(Desk::clone(&desk)))
        } else {
            self.desks.ask(stream, ask.clone(), &moment_at(1_700_000_000_000)).await
        };
        match answer {
            Ok(reply) => Outcome::Answered(reply),
            Err(Failure::Refused(no)) => Outcome::Refused(no),
            Err(Failure::Contended | Failure::Crowded) => Outcome::Contended,
            Err(Failure::Unavailable(_)) => Outcome::Unknown,
        }
    }

    /// Forgets every entity that no request waits for.
    pub(crate) fn passivate_all(&self) {
        self.desks.passivate(Duration::ZERO);
    }

    /// From now on nothing leaves it and nothing reaches it.
    pub(crate) fn die(&self) {
        self.dead.store(true, Ordering::Relaxed);
    }
}
