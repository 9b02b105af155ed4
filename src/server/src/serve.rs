//! `recognito serve`: starts everything in order, says where it is, and stops everything in order.

use std::{io, path::PathBuf, sync::Arc, time::Duration};

use actix_web::web::Data;
use app::{App, Fault, Outside, iam::first_start::AdminKey};
use domain::Timestamp;
use http_front::{Alarms, Front, TrustedProxies};
use ledger::{
    notary::{Alarm, Memory, MemoryFault, NameFault, Notary, Seals, name_log},
    postgres::reactions::{self, Backlog, FailedItems, NodeName},
};
use projections::ReadModels;

use crate::{
    breached::{self, NoList},
    config::{Misfit, Serve},
    connections::Places,
    files::{self, FileFault},
    functions::{self, FunctionsFault},
    geography::{self, NoGeography},
    greeting,
    leave::{self, Leaving, Signals},
    listener::Service,
    listening::{Listener, Listening, ListeningFault, Reached},
    log_targets::{self, LogTargetsFault},
    mail::{self, NoMail},
    node::Node,
    opened::Opened,
    providers::{self, NoProviders},
    seed::{self, SeedFault},
    storage::{self, Storage},
    storage_fault::StorageFault,
};

/// An entity that has had no request for so long is dropped from memory.
const IDLE: Duration = Duration::from_mins(5);
/// How often idle entities are looked for.
const PASSIVATE_EVERY: Duration = Duration::from_secs(30);
/// An effect that has been failing for so long is reported.
const FAILING_SECONDS: i64 = 15 * 60;
/// Shown to the operator where the restricted role could not be made.
const ALL_RIGHTS: &str =
    "the server has all rights of its database user, who may not make the role recognito_server (CREATEROLE)";

/// Why the service does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeFault {
    /// The settings do not fit together.
    #[error(transparent)]
    Settings(#[from] Misfit),
    /// A file of the data folder cannot be used.
    #[error(transparent)]
    File(#[from] FileFault),
    /// No log.
    #[error(transparent)]
    Storage(#[from] StorageFault),
    /// The log has no name to sign under, or another than the settings give.
    #[error(transparent)]
    LogName(#[from] NameFault),
    /// What the notary remembers cannot be read.
    #[error(transparent)]
    Memory(#[from] MemoryFault),
    /// No mail.
    #[error(transparent)]
    Mail(#[from] NoMail),
    /// No identity provider could be called.
    #[error(transparent)]
    Providers(#[from] NoProviders),
    /// Breached passwords cannot be looked up.
    #[error(transparent)]
    Breached(#[from] NoList),
    /// No places of addresses.
    #[error(transparent)]
    Geography(#[from] NoGeography),
    /// Functions cannot be called.
    #[error(transparent)]
    Functions(#[from] FunctionsFault),
    /// Logs cannot be delivered.
    #[error(transparent)]
    LogTargets(#[from] LogTargetsFault),
    /// Nothing is listened on.
    #[error(transparent)]
    Listening(#[from] ListeningFault),
    /// The service could not make what it needs.
    #[error(transparent)]
    Start(#[from] Fault),
    /// The read models cannot be kept.
    #[error(transparent)]
    ReadModels(#[from] projections::Fault),
    /// The seed cannot be sown.
    #[error(transparent)]
    Seed(#[from] SeedFault),
    /// What was asked for cannot be written.
    #[error("standard output: {0}")]
    Output(#[source] io::Error),
    /// The HTTP server ended by itself.
    #[error("the HTTP server: {0}")]
    Http(#[source] io::Error),
}

/// Runs the service until it is told to stop.
pub async fn serve(settings: Serve) -> Result<(), ServeFault> {
    settings.check()?;
    let seed = settings.seed.as_deref().map(seed::read).transpose()?;
    files::data_folder(&settings.data)?;
    let listening = Listening::take(&settings, storage::system_clock())?;
    let functions = functions::open(&settings)?;
    let outside = Outside {
        breached: breached::list(&settings)?,
        geography: geography::open(&settings)?,
        logs: log_targets::open(&settings)?,
        code_providers: Some(providers::by_code(&settings)?),
        ..mail::outside(&settings, functions.clone().map(functions::triggers))?
    };
    let storage = storage::open(&settings, files::master_key(&settings.data)?).await?;
    let notary = notary(&settings, &storage).await?;
    let Reached { url, tls_url, .. } = &listening.reached;
    let opened = Opened::over(storage, outside, &settings, (url, tls_url.as_deref())).await?;
    let credentials = administrator(&settings, &opened.app).await?;
    if let Some(seed) = seed {
        opened.trial().sow(seed, &opened.app).await?;
    }
    let Opened { storage, arbiters, reads, app, cores, .. } = opened;
    let node = Node::over(&settings.data);
    let backlog = start_background(&app, &storage, &node.name);
    rotate_old_keys(&app, settings.rotate_signing_keys_after);
    let (listeners, reached) = listening.listen()?;
    greeting::greet(&settings, &reached, credentials.as_deref());
    let delay = Duration::from_secs(settings.leave_delay.into());
    let proxies = TrustedProxies::new(settings.trusted_proxies.clone());
    let alarms = alarms(&app, reads, &storage, notary.clone(), backlog);
    let front = Front::new(Arc::clone(&app), alarms, proxies.clone())
        .with_metrics(functions::figures(functions), settings.metrics_readers.clone());
    let front = if reached.is_certified { front.with_strict_transport() } else { front };
    run(front, Places::new(proxies), listeners, http_workers(cores), delay).await?;
    app.user_pools.record_tries(true).await;
    arbiters.stop();
    notary.finish().await;
    Ok(storage.close().await?)
}

/// Signs under the log's own name, independent of the service's address, and remembers beside the master key what it signed.
async fn notary(settings: &Serve, storage: &Storage) -> Result<Notary, ServeFault> {
    let master = storage.ledger.keys().master();
    let name = name_log(&storage.pool, master, settings.log_name.as_deref()).await?;
    let memory = Memory::open(&settings.data, master)?;
    let seals = Seals::new(master.clone(), name);
    Ok(Notary::start(Arc::clone(&storage.ledger), storage.pool.clone(), seals, memory))
}

/// Half as many as there are cores. The rest of them is for the pool for heavy work, the log and the database; and the fewer threads there
/// are to wait for those, the more each finds to do when it wakes.
fn http_workers(cores: usize) -> usize {
    cores.div_ceil(2)
}

/// The first administrator's key: the operator's, or one that is made once and kept in a file. Gives that file.
async fn administrator(settings: &Serve, app: &App) -> Result<Option<PathBuf>, ServeFault> {
    if let (Some(id), Some(secret)) = (&settings.admin_access_key_id, &settings.admin_secret_access_key) {
        let key = AdminKey { access_key_id: id.clone(), secret_access_key: secret.clone() };
        app.iam.keep_admin_key(&key).await?;
        return Ok(None);
    }
    let path = settings.data.join("credentials");
    if path.exists() {
        return Ok(Some(path));
    }
    let key = AdminKey::random();
    app.iam.keep_admin_key(&key).await?;
    Ok(Some(files::keep_credentials(&settings.data, &key.access_key_id, &key.secret_access_key)?))
}

/// Gives the state of the reactions, for alarms.
fn start_background(app: &Arc<App>, storage: &Storage, node: &NodeName) -> Backlog {
    let backlog = Backlog::default();
    for react in app::reactions::all(app) {
        let (place, ledger) = ((storage.pool.clone(), node.clone()), Arc::clone(&storage.ledger));
        actix_web::rt::spawn(reactions::follow(place, ledger, react, backlog.clone()));
    }
    let idle = Arc::clone(app);
    let issuer = Arc::clone(app);
    actix_web::rt::spawn(async move {
        // Made before the first guest needs it; a request that needs it earlier makes it.
        if let Err(fault) = issuer.sts.issuer_keys().await {
            tracing::warn!(%fault, "the identity pools' signing key will be made when it is needed");
        }
    });
    let tries = Arc::clone(app);
    actix_web::rt::spawn(async move {
        loop {
            actix_web::rt::time::sleep(app::RECORD_TRIES_EVERY).await;
            tries.user_pools.record_tries(false).await;
        }
    });
    actix_web::rt::spawn(async move {
        loop {
            actix_web::rt::time::sleep(PASSIVATE_EVERY).await;
            idle.core.directories.passivate(IDLE);
        }
    });
    backlog
}

/// Keeps signing keys from growing older than so many days; 0: never.
fn rotate_old_keys(app: &Arc<App>, days: u16) {
    if days == 0 {
        return;
    }
    let app = Arc::clone(app);
    actix_web::rt::spawn(async move {
        loop {
            app.user_pools.rotate_old_signing_keys(days).await;
            actix_web::rt::time::sleep(app::ROTATE_OLD_KEYS_EVERY).await;
        }
    });
}

/// What `/health/ready` shows to the operator.
fn alarms(app: &Arc<App>, reads: ReadModels, storage: &Storage, notary: Notary, backlog: Backlog) -> Alarms {
    let app = Arc::clone(app);
    let clock = storage.ledger.clock().clone();
    let rights = storage.unrestricted.then(|| ALL_RIGHTS.to_owned());
    Box::new(move || {
        let tampered = notary.alarms().into_iter().map(|Alarm { ledger, why }| match ledger {
            Some(ledger) => format!("ledger {ledger} is signed no more: {why}"),
            None => format!("nothing is signed any more: {why}"),
        });
        let stopped = reads.stopped().into_iter();
        let stopped = stopped.map(|(name, why)| format!("the read model {name} has stopped: {why}"));
        let undone =
            backlog.failed().into_iter().flat_map(|(name, failed)| undone(clock.now(), name, failed));
        let unchecked = app.user_pools.breached_list_alarm();
        tampered.chain(stopped).chain(undone).chain(unchecked).chain(rights.clone()).collect()
    })
}

/// What was given up of a reaction, and what has been failing for long.
fn undone(now: Timestamp, reaction: &str, failed: FailedItems) -> Vec<String> {
    let tell = |what: &str, (count, oldest): (u64, Timestamp)| {
        let since = chrono::DateTime::from_timestamp_millis(oldest.ms()).unwrap_or_default();
        let since = since.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        format!("the reaction {reaction} {what} {count}, the oldest of {since} (see `replay reactions`)")
    };
    let long_ago = now.plus_seconds(-FAILING_SECONDS);
    let given_up = failed.given_up.map(|given_up| tell("has given up", given_up));
    let failing = failed.failing.filter(|(_, oldest)| *oldest < long_ago);
    given_up.into_iter().chain(failing.map(|failing| tell("keeps failing at", failing))).collect()
}

async fn run(
    front: Front,
    places: Arc<Places>,
    listeners: Vec<Listener>,
    workers: usize,
    delay: Duration,
) -> Result<(), ServeFault> {
    let signals = Signals::listen().map_err(ServeFault::Http)?;
    let leaving = Leaving::default();
    let service = Service { front: Data::new(front), leaving: leaving.clone(), places };
    let server = service.listen(listeners, workers).map_err(ServeFault::Http)?;
    leave::run_until_told(server, signals, leaving, delay).await.map_err(ServeFault::Http)
}
