//! What is refused of the configuration of log delivery, because its members do not go together. AWS's texts are not known.

use std::collections::BTreeSet;

use thiserror::Error;

use crate::user_pools::user_pool::{LogConfiguration, LogSource, LogTarget};

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

/// What a request asks for one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedDelivery {
    /// What is logged.
    pub source: LogSource,
    /// `LogLevel`
    pub level: String,
    /// Where it goes: each target that the request names.
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

/// What a request asks for, unless it does not go together.
pub fn read(asked: Vec<AskedDelivery>) -> Result<Vec<LogConfiguration>, LogDeliveryError> {
    let mut seen = BTreeSet::new();
    let mut read_one = |asked: AskedDelivery| {
        if seen.insert(asked.source) { one(asked) } else { Err(LogDeliveryError::Repeated(asked.source)) }
    };
    asked.into_iter().map(&mut read_one).collect()
}

fn one(
    AskedDelivery { source, level, targets }: AskedDelivery,
) -> Result<LogConfiguration, LogDeliveryError> {
    if level != source.level() {
        return Err(LogDeliveryError::Level(source));
    }
    let [target] = <[LogTarget; 1]>::try_from(targets).map_err(|_| LogDeliveryError::Targets(source))?;
    match (source, &target) {
        (LogSource::Notifications, LogTarget::LogGroup(_)) | (LogSource::AuthEvents, _) => {
            Ok(LogConfiguration { source, target })
        }
        (LogSource::Notifications, LogTarget::Stream(_) | LogTarget::Bucket(_)) => {
            Err(LogDeliveryError::NotificationsElsewhere)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTIFICATIONS: LogSource = LogSource::Notifications;
    const EVENTS: LogSource = LogSource::AuthEvents;

    fn group() -> LogTarget {
        LogTarget::LogGroup("arn:aws:logs:us-east-1:123456789012:log-group:people".to_owned())
    }

    fn bucket() -> LogTarget {
        LogTarget::Bucket("arn:aws:s3:::people".to_owned())
    }

    fn asked(source: LogSource, level: &str, targets: &[LogTarget]) -> AskedDelivery {
        AskedDelivery { source, level: level.to_owned(), targets: targets.to_vec() }
    }

    #[test]
    fn each_source_has_one_level_and_one_place_that_it_can_go_to() {
        let notifications = || asked(NOTIFICATIONS, "ERROR", &[group()]);
        assert_eq!(read(Vec::new()), Ok(Vec::new()));
        let stream =
            LogTarget::Stream("arn:aws:firehose:us-east-1:123456789012:deliverystream/people".to_owned());
        for target in [group(), stream, bucket()] {
            let expected = vec![
                LogConfiguration { source: NOTIFICATIONS, target: group() },
                LogConfiguration { source: EVENTS, target: target.clone() },
            ];
            assert_eq!(read(vec![notifications(), asked(EVENTS, "INFO", &[target])]), Ok(expected));
        }
        let cases = [
            (asked(NOTIFICATIONS, "INFO", &[group()]), LogDeliveryError::Level(NOTIFICATIONS)),
            (asked(EVENTS, "ERROR", &[bucket()]), LogDeliveryError::Level(EVENTS)),
            (asked(EVENTS, "INFO", &[]), LogDeliveryError::Targets(EVENTS)),
            (asked(EVENTS, "INFO", &[group(), bucket()]), LogDeliveryError::Targets(EVENTS)),
            (asked(NOTIFICATIONS, "ERROR", &[bucket()]), LogDeliveryError::NotificationsElsewhere),
        ];
        for (given, expected) in cases {
            assert_eq!(read(vec![given]), Err(expected));
        }
        let twice = vec![notifications(), notifications()];
        assert_eq!(read(twice), Err(LogDeliveryError::Repeated(NOTIFICATIONS)));
    }
}
