//! The whole service in process, for tests: the log, its keys and the read models in memory, mail that is kept, and a clock to set. No
//! database, no sockets, and nothing that happens by itself: what follows on facts (mail, forgetting) is done when a test asks for it. What
//! only takes a processor's time takes little of it: RSA keys are made beforehand, and hashes of passwords cost the least.
//!
//! It runs where actix runs: entities live on the thread of the caller.
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "what a test needs and does not get ends it"
)]

mod effects;
mod keys;

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use crypto::{encryption_sdk::WrappingKey, seal::MasterKey};
use domain::{LedgerId, Timestamp};
use host::Arbiters;
use ledger::{Clock, Feed, Keys, Ledger, MemoryKeys, MemoryLog, Position};
use ports::doubles::{
    MemoryBreached, MemoryFunctions, MemoryLogs, MemoryMetadata, MemoryOutbox, MemoryPlaces, MemoryProviders,
    PlainSaml,
};
pub use ports::{breached::BreachedFault, doubles::Asked, federation, geography, logs::LogFault, triggers};
use projections::ReadModels;

use crate::{App, Core, Cpu, Directories, Outside, PagesPlace, Settings, iam::first_start::AdminKey};
use effects::Effects;

/// When the clock of a service that was just started stands: 2026-03-01, 12:00 UTC.
pub const START: Timestamp = Timestamp::from_seconds(1_772_366_400);
/// The code of every confirmation.
pub const CODE: &str = "123456";
/// The `KMSKeyID` that the service has a key for: 32 bytes of 7.
pub const SENDER_KEY: &str = "arn:aws:kms:us-east-1:123456789012:key/6f1c1c2e-0000-4000-8000-000000000001";

/// A service in process.
pub struct InProcess {
    /// The service.
    pub app: Arc<App>,
    /// Mails and texts that it has sent.
    pub outbox: Arc<MemoryOutbox>,
    /// Places of addresses.
    pub places: Arc<MemoryPlaces>,
    /// Functions that pools may call.
    pub functions: Arc<MemoryFunctions>,
    /// Logs that pools have delivered.
    pub logs: Arc<MemoryLogs>,
    /// Identity providers that answer with a code.
    pub providers: Arc<MemoryProviders>,
    /// The list of breached passwords.
    pub breached: Arc<MemoryBreached>,
    /// What is at the addresses of SAML providers' metadata.
    pub saml_metadata: Arc<MemoryMetadata>,
    /// The administrator's access key.
    pub administrator: AdminKey,
    now_ms: Arc<AtomicI64>,
    effects: Effects,
}

impl InProcess {
    /// Starts one with nothing in it but the administrator's key.
    pub async fn start() -> Self {
        Self::start_with(|_, _| ()).await
    }

    /// The same with other settings, or something else outside of it.
    pub async fn start_with(change: impl FnOnce(&mut Settings, &mut Outside)) -> Self {
        let now_ms = Arc::new(AtomicI64::new(START.ms()));
        let ledger = Arc::new(ledger(&now_ms).await);
        let outbox = Arc::<MemoryOutbox>::default();
        let directories = Directories::new(&Arbiters::start(1), &ledger);
        let functions = Arc::<MemoryFunctions>::default();
        let logs = Arc::<MemoryLogs>::default();
        let breached = Arc::<MemoryBreached>::default();
        let places = Arc::<MemoryPlaces>::default();
        let providers = Arc::<MemoryProviders>::default();
        let saml_metadata = Arc::<MemoryMetadata>::default();
        let sender_key = WrappingKey::new(SENDER_KEY.to_owned(), [7; 32]);
        let mut settings = settings();
        let mut outside = Outside {
            geography: Some(places.clone()),
            code_providers: Some(providers.clone()),
            mailer: outbox.clone(),
            texter: outbox.clone(),
            triggers: Some(functions.clone()),
            logs: Some(logs.clone()),
            sender_keys: Arc::new([(SENDER_KEY.to_owned(), sender_key)].into()),
            breached: Some(breached.clone()),
            saml: Arc::new(PlainSaml),
            saml_metadata: saml_metadata.clone(),
        };
        change(&mut settings, &mut outside);
        let core = Core::new(settings, Arc::clone(&ledger), directories, Cpu::new(1), keys::making());
        let reads = ReadModels::in_memory(ledger);
        let app = Arc::new(App::new(core, &reads, outside));
        let administrator = AdminKey {
            access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
        };
        app.iam.keep_admin_key(&administrator).await.expect("the log in memory takes a key");
        let effects = Effects::of(&app);
        Self {
            app,
            outbox,
            places,
            functions,
            logs,
            providers,
            breached,
            saml_metadata,
            administrator,
            now_ms,
            effects,
        }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.now_ms.load(Ordering::Relaxed))
    }

    /// Lets time pass at once.
    pub fn pass(&self, time: Duration) {
        let ms = i64::try_from(time.as_millis()).expect("less than the age of the universe");
        self.now_ms.fetch_add(ms, Ordering::Relaxed);
    }

    /// The position of the last event of each ledger.
    pub async fn heads(&self) -> Vec<(LedgerId, Position)> {
        let mut heads = self.app.core.ledger.log().heads().await.expect("the log in memory answers");
        heads.sort_by(|(one, _), (other, _)| one.as_str().cmp(other.as_str()));
        heads
    }

    /// The events of all streams of a kind in a ledger, in their order: which kind of event, and what it says.
    pub async fn events_of(&self, ledger: &str, stream_kind: &str) -> Vec<(String, serde_json::Value)> {
        let (ledger, mut after, mut found) = (LedgerId::new(ledger), 0, Vec::new());
        loop {
            let page = self.app.core.ledger.page(&ledger, after, 1_000).await;
            let page = page.expect("the log in memory answers");
            let Some(last) = page.last() else { return found };
            after = last.record.position;
            for event in page.iter().filter(|event| event.record.stream.is_of(stream_kind)) {
                found.push((event.record.kind.clone(), event.data().expect("it is JSON")));
            }
        }
    }

    /// Does what follows on all events once more, as after a crash before any of it was recorded as done.
    pub async fn repeat_effects(&self) {
        Effects::of(&self.app).run(&self.app.core.ledger).await;
    }

    /// Does what follows on the events so far, and on the events that result: sends mail, forgets people, ends pools.
    pub async fn run_effects(&self) {
        self.effects.run(&self.app.core.ledger).await;
    }
}

async fn ledger(now_ms: &Arc<AtomicI64>) -> Ledger {
    let now_ms = Arc::clone(now_ms);
    let clock = Clock::new(move || Timestamp::from_ms(now_ms.load(Ordering::Relaxed)));
    let keys = Arc::new(Keys::new(MasterKey::generate(), Arc::new(MemoryKeys::default())));
    let feed = Feed::default();
    let log = Arc::new(MemoryLog::publishing(clock.clone(), feed.clone()));
    Ledger::open(log, keys, feed, clock).await.expect("a log in memory opens")
}

fn settings() -> Settings {
    Settings {
        region: "us-east-1".to_owned(),
        account: "123456789012".to_owned(),
        public_url: "http://localhost:9229".to_owned(),
        fixed_code: Some(CODE.to_owned()),
        rate_limits: Vec::new(),
        message_limits: Vec::new(),
        pages: PagesPlace { by_path: true, ..PagesPlace::default() },
        provider_hosts: Vec::new(),
    }
}
