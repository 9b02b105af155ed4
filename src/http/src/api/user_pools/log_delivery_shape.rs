//! Where logs go, as requests set it and answers show it.

use app::{Answer, Fault};
use domain::user_pools::user_pool::rules::log_delivery::{self, LogDelivery, LogSource, LogTarget};
use wire::cognito_idp::{LogConfigurationType, LogDeliveryConfigurationType};

use super::named::Names;

const SOURCES: Names<LogSource> =
    Names(&[(LogSource::Notifications, "userNotification"), (LogSource::AuthEvents, "userAuthEvents")]);

/// Refuses what does not go together.
pub(super) fn check(given: &[LogConfigurationType]) -> Answer<()> {
    let deliveries: Vec<_> = given.iter().filter_map(delivery).collect();
    log_delivery::check(&deliveries).map_err(|error| Fault::invalid(error.to_string()))
}

fn delivery(given: &LogConfigurationType) -> Option<LogDelivery<'_>> {
    let targets = [
        given.cloud_watch_logs_configuration.as_ref().map(|_| LogTarget::LogGroup),
        given.firehose_configuration.as_ref().map(|_| LogTarget::Stream),
        given.s3_configuration.as_ref().map(|_| LogTarget::Bucket),
    ];
    Some(LogDelivery {
        source: SOURCES.value(&given.event_source)?,
        level: &given.log_level,
        targets: targets.into_iter().flatten().collect(),
    })
}

/// A pool whose logs go nowhere.
pub(super) fn none(pool_id: String) -> LogDeliveryConfigurationType {
    LogDeliveryConfigurationType { log_configurations: Vec::new(), user_pool_id: pool_id }
}
