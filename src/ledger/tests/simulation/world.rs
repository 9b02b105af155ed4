//! One run: nodes, clients with random requests, deaths and restarts, clocks that step; then calm, and a last look from every node.

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use crypto::seal::MasterKey;
use domain::{LedgerId, Stream, Timestamp};
use ledger::{Clock, Keys, MemoryKeys, MemoryLog};
use tokio::{
    sync::RwLock,
    task::JoinSet,
    time::{Instant, sleep},
};

use crate::{
    chance::Chance,
    desk::{Ask, Token, What},
    node::Node,
    story::{Outcome, Story, Tick},
    wire::{LATE_MAX_MS, Sky, Weather, Wire},
};

const NODES: usize = 3;
const CLIENTS: usize = 8;
const ASKED_BY_EACH: usize = 24;
const STREAMS: usize = 4;
/// Fewer than streams in a ledger, so that streams compete for them.
pub(crate) const NAMES: [&str; 2] = ["front", "back"];
/// Steps in a thousand that look up a name.
const LOOK_UPS: u64 = 150;
/// A clock's step, at the most, in either direction.
const STEP_MAX_MS: u64 = 60_000;

/// Tries at a last look in fair weather.
const LOOKS_MAX: usize = 50;

/// The node's lives: at most one at a time.
type Place = RwLock<Option<(Arc<Node>, JoinSet<()>)>>;

/// One thing that a request does.
enum Step {
    Ask(Stream, Ask),
    /// Finds the desk of a name, and looks at it.
    Find(LedgerId, &'static str, Token),
}

/// The same, once the request has begun: it must see everything that was answered before that.
enum Begun {
    Ask(usize, Stream, Ask),
    Find(usize, Tick, LedgerId, &'static str, Token),
}

impl Step {
    fn begin(self, node: usize, story: &Story) -> Begun {
        match self {
            Self::Ask(stream, ask) => Begun::Ask(story.ask(node, &stream, &ask), stream, ask),
            Self::Find(ledger, name, token) => {
                let begun = story.note(&format!("node {node}: who is {name} of {ledger}?"));
                Begun::Find(node, begun, ledger, name, token)
            }
        }
    }
}

impl Begun {
    async fn take(self, node: &Node, story: &Story) {
        match self {
            Self::Ask(place, stream, ask) => story.answer(place, node.ask(&stream, &ask).await),
            Self::Find(number, begun, ledger, name, token) => {
                // A look-up that the log did not answer shows nothing.
                let Ok(holder) = node.ledger.holder(&ledger, "name", name).await else { return };
                let found_by = story.looked_up(begun, &ledger, name, holder.clone());
                let Some(desk) = streams().into_iter().find(|stream| Some(&stream.id) == holder.as_ref())
                else {
                    return;
                };
                let ask = Ask { token, what: What::Look };
                let place = story.ask_found(number, &desk, &ask, found_by);
                story.answer(place, node.ask(&desk, &ask).await);
            }
        }
    }
}

/// What one run is made of.
pub(crate) struct World {
    pub(crate) log: Arc<MemoryLog>,
    pub(crate) story: Story,
    keys: Arc<Keys>,
    chance: Chance,
    clock: Clock,
    sky: Sky,
    places: [Place; NODES],
}

/// The desks: two ledgers, two desks each.
pub(crate) fn streams() -> Vec<Stream> {
    let ledger = |n: usize| LedgerId::new(["us-east-1_North", "us-east-1_South"][n % 2]);
    (0..STREAMS).map(|n| Stream::person(ledger(n), "desk", &n.to_string())).collect()
}

/// Time that passes with the runtime's, and steps to and fro.
fn stepping(chance: Chance) -> Clock {
    let began = Instant::now();
    Clock::new(move || {
        let passed = i64::try_from(began.elapsed().as_millis()).unwrap_or(0);
        let step = if chance.per_mille(300) {
            i64::try_from(chance.below(2 * STEP_MAX_MS)).unwrap_or(0)
        } else {
            60_000
        };
        Timestamp::from_ms(1_700_000_000_000 + passed + step - 60_000)
    })
}

impl World {
    fn new(seed: u64) -> Self {
        let (chance, story) = (Chance::new(seed), Story::default());
        let weather = Weather::drawn(&chance);
        story.note(&format!("{weather:?}"));
        let clock = stepping(chance.clone());
        Self {
            log: Arc::new(MemoryLog::new(clock.clone())),
            story,
            sky: Sky::new(weather),
            keys: Arc::new(Keys::new(MasterKey::generate(), Arc::new(MemoryKeys::default()))),
            chance,
            clock,
            places: Default::default(),
        }
    }

    /// Plays a seed to its end. The runtime must be of one thread, with its time paused.
    pub(crate) async fn play(seed: u64) -> Arc<Self> {
        let world = Arc::new(Self::new(seed));
        for node in 0..NODES {
            world.start(node).await;
        }
        let mut clients = JoinSet::new();
        for client in 0..CLIENTS {
            clients.spawn(Arc::clone(&world).client(client as u64));
        }
        let deaths = tokio::spawn(Arc::clone(&world).deaths());
        while let Some(ended) = clients.join_next().await {
            ended.unwrap();
        }
        deaths.abort();
        let _ = deaths.await;
        world.calm().await;
        world
    }

    async fn start(&self, number: usize) {
        loop {
            let wire = Wire {
                log: Arc::clone(&self.log),
                story: self.story.clone(),
                chance: self.chance.clone(),
                sky: self.sky.clone(),
                dead: Arc::<AtomicBool>::default(),
            };
            match Node::start(number, wire, Arc::clone(&self.keys), self.clock.clone()).await {
                Ok(node) => {
                    *self.places[number].write().await = Some((Arc::new(node), JoinSet::new()));
                    return;
                }
                Err(_) => sleep(Duration::from_millis(10)).await,
            }
        }
    }

    /// Ends a node where it stands: what it was doing is never done, what it has sent goes its way.
    async fn kill(&self, number: usize) {
        if let Some((node, mut work)) = self.places[number].write().await.take() {
            self.story.note(&format!("node {number} dies"));
            node.die();
            work.abort_all();
            while let Some(ended) = work.join_next().await {
                assert!(ended.is_ok() || ended.is_err_and(|error| error.is_cancelled()), "no work panics");
            }
        }
    }

    async fn deaths(self: Arc<Self>) {
        if self.chance.per_mille(300) {
            return;
        }
        loop {
            sleep(Duration::from_millis(100 + self.chance.below(900))).await;
            let node = self.chance.index(NODES);
            self.kill(node).await;
            sleep(Duration::from_millis(self.chance.below(400))).await;
            self.start(node).await;
        }
    }

    async fn client(self: Arc<Self>, number: u64) {
        let streams = streams();
        for n in 0..ASKED_BY_EACH {
            sleep(Duration::from_millis(self.chance.below(60))).await;
            // Most requests are of one step; the steps of one request share the moment that they read at.
            let steps = [1, 1, 2, 3][self.chance.index(4)];
            let steps = (0..steps).map(|step| {
                let stream = streams[self.chance.index(streams.len())].clone();
                let token = number * 10_000 + n as u64 * 10 + step;
                if self.chance.per_mille(LOOK_UPS) {
                    return Step::Find(stream.ledger, NAMES[self.chance.index(NAMES.len())], token);
                }
                Step::Ask(stream, Ask { token, what: self.anything() })
            });
            let steps = steps.collect();
            self.request(self.chance.index(NODES), steps).await;
        }
    }

    fn anything(&self) -> What {
        match self.chance.below(16) {
            0..4 => What::Look,
            4..7 => What::Take,
            7..9 => What::Leave,
            9..11 => What::Name(NAMES[self.chance.index(NAMES.len())].to_owned()),
            11 => What::Unname,
            12 => What::Knock,
            // Enough at a time for streams to be snapshotted.
            13 => What::Draw(60),
            _ => What::Draw(1),
        }
    }

    /// Sends a node a request, if it lives; waits until it has answered or died.
    async fn request(&self, number: usize, steps: Vec<Step>) {
        let (told, answer) = tokio::sync::oneshot::channel();
        {
            let mut place = self.places[number].write().await;
            let Some((node, work)) = place.as_mut() else { return };
            let (node, story, chance) = (Arc::clone(node), self.story.clone(), self.chance.clone());
            let begun: Vec<Begun> = steps.into_iter().map(|step| step.begin(number, &story)).collect();
            work.spawn(async move {
                let all = async {
                    for step in begun {
                        if chance.per_mille(70) {
                            node.passivate_all();
                        }
                        step.take(&node, &story).await;
                    }
                };
                ledger::at_one_moment(all).await;
                let _ = told.send(());
            });
        }
        // A node that dies gives no answer.
        let _ = answer.await;
    }

    /// Nothing goes wrong any more: every node restarts or catches up, and every desk is looked at from each.
    async fn calm(&self) {
        sleep(Duration::from_millis(LATE_MAX_MS)).await;
        self.story.note("calm");
        self.sky.become_fair();
        for node in 0..NODES {
            if self.chance.per_mille(500) || self.places[node].read().await.is_none() {
                self.kill(node).await;
                self.start(node).await;
            }
        }
        for stream in streams() {
            for node in 0..NODES {
                self.look(node, &stream).await;
            }
        }
    }

    /// Looks until there is an answer: what is still on its way from the storm may fail.
    async fn look(&self, node: usize, stream: &Stream) {
        let token = u64::MAX;
        for _ in 0..LOOKS_MAX {
            self.request(node, vec![Step::Ask(stream.clone(), Ask { token, what: What::Look })]).await;
            if self.story.asked().pop().is_some_and(|asked| matches!(asked.outcome, Outcome::Answered(_))) {
                return;
            }
            sleep(Duration::from_millis(10)).await;
        }
        panic!("{}\nin fair weather node {node} does not answer for {stream}", self.story.lines());
    }

    /// The nodes that live, with the place of their lives in the story.
    pub(crate) async fn living(&self) -> Vec<Arc<Node>> {
        let mut living = Vec::new();
        for place in &self.places {
            living.extend(place.read().await.as_ref().map(|(node, _)| Arc::clone(node)));
        }
        living
    }
}
