//! `recognito rotate-keys`: gives a user pool its next signing keys, whether a server runs on its log or not.

use std::io::{self, Write};

use app::{App, Fault, ids};
use domain::{Moment, Timestamp};

use crate::{beside, config::RotateKeys, serve::ServeFault};

/// Announces the keys, and says from when they sign.
pub async fn rotate_keys(settings: RotateKeys) -> Result<(), ServeFault> {
    let RotateKeys { serve, pool } = settings;
    let opened = beside::open(&serve).await?;
    let rotated = rotated(&opened.app, &pool).await;
    beside::close(opened).await?;
    let signs_from = chrono::DateTime::from_timestamp_millis(rotated?.ms()).unwrap_or_default();
    let signs_from = signs_from.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    writeln!(io::stdout(), "{pool}: the newest signing keys are published, and sign from {signs_from}")
        .map_err(ServeFault::Output)
}

async fn rotated(app: &App, pool: &str) -> Result<Timestamp, Fault> {
    let moment = Moment::system("rotate-keys", app.core.clock().now(), ids::uuid().to_string());
    app.user_pools.rotate_signing_keys(pool, &moment).await
}
