//! What is refused of the configuration of log delivery, because its members do not go together. AWS's texts are not known.

use std::collections::BTreeSet;

use thiserror::Error;

/// What is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogSource {
    /// `userNotification`: messages that could not be sent.
    Notifications,
    /// `userAuthEvents`: sign-ins and their risks.
    AuthEvents,
}

impl LogSource {
    /// As AWS writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notifications => "userNotification",
            Self::AuthEvents => "userAuthEvents",
        }
    }

    /// The level that it is logged at; there is one for each.
    pub const fn level(self) -> &'static str {
        match self {
            Self::Notifications => "ERROR",
            Self::AuthEvents => "INFO",
        }
    }
}

/// Where logs go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogTarget {
    /// `CloudWatchLogsConfiguration`
    LogGroup,
    /// `FirehoseConfiguration`
    Stream,
    /// `S3Configuration`
    Bucket,
}

/// What is configured for one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogDelivery<'a> {
    /// What is logged.
    pub source: LogSource,
    /// `LogLevel`
    pub level: &'a str,
    /// Where it goes.
    pub targets: Vec<LogTarget>,
}

/// Why a configuration is refused. (`InvalidParameterException`)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LogDeliveryError {
    /// A source is configured twice.
    #[error("Only one log configuration can be set for the event source {}.", .0.as_str())]
    Repeated(LogSource),
    /// A source is logged at another level.
    #[error("The log level of the event source {} must be {}.", .0.as_str(), .0.level())]
    Level(LogSource),
    /// Logs go to one place.
    #[error("Exactly one log destination must be set for the event source {}.", .0.as_str())]
    Targets(LogSource),
    /// Messages that could not be sent are logged to log groups alone.
    #[error("The event source userNotification can only be logged to CloudWatch Logs.")]
    NotificationsElsewhere,
}

/// Refuses what does not go together.
pub fn check(deliveries: &[LogDelivery<'_>]) -> Result<(), LogDeliveryError> {
    let mut seen = BTreeSet::new();
    deliveries.iter().try_for_each(|delivery| {
        if !seen.insert(delivery.source) {
            return Err(LogDeliveryError::Repeated(delivery.source));
        }
        check_one(delivery)
    })
}

fn check_one(LogDelivery { source, level, targets }: &LogDelivery<'_>) -> Result<(), LogDeliveryError> {
    if *level != source.level() {
        return Err(LogDeliveryError::Level(*source));
    }
    match (source, targets.as_slice()) {
        (LogSource::Notifications, [LogTarget::LogGroup]) | (LogSource::AuthEvents, [_]) => Ok(()),
        (LogSource::Notifications, [_]) => Err(LogDeliveryError::NotificationsElsewhere),
        (_, [] | [_, ..]) => Err(LogDeliveryError::Targets(*source)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTIFICATIONS: LogSource = LogSource::Notifications;
    const EVENTS: LogSource = LogSource::AuthEvents;

    fn delivery(source: LogSource, level: &'static str, targets: &[LogTarget]) -> LogDelivery<'static> {
        LogDelivery { source, level, targets: targets.to_vec() }
    }

    #[test]
    fn each_source_has_one_level_and_one_place_that_it_can_go_to() {
        let notifications = || delivery(NOTIFICATIONS, "ERROR", &[LogTarget::LogGroup]);
        assert_eq!(check(&[]), Ok(()));
        for target in [LogTarget::LogGroup, LogTarget::Stream, LogTarget::Bucket] {
            assert_eq!(check(&[notifications(), delivery(EVENTS, "INFO", &[target])]), Ok(()), "{target:?}");
        }
        let both = [LogTarget::LogGroup, LogTarget::Bucket];
        let cases = [
            (delivery(NOTIFICATIONS, "INFO", &[LogTarget::LogGroup]), LogDeliveryError::Level(NOTIFICATIONS)),
            (delivery(EVENTS, "ERROR", &[LogTarget::Bucket]), LogDeliveryError::Level(EVENTS)),
            (delivery(EVENTS, "INFO", &[]), LogDeliveryError::Targets(EVENTS)),
            (delivery(EVENTS, "INFO", &both), LogDeliveryError::Targets(EVENTS)),
            (
                delivery(NOTIFICATIONS, "ERROR", &[LogTarget::Bucket]),
                LogDeliveryError::NotificationsElsewhere,
            ),
        ];
        for (given, expected) in cases {
            assert_eq!(check(&[given]), Err(expected));
        }
        let twice = [notifications(), notifications()];
        assert_eq!(check(&twice), Err(LogDeliveryError::Repeated(NOTIFICATIONS)));
    }
}
