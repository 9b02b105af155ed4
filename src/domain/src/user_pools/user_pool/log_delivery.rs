//! Where the logs of a pool go, and since when.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// What is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LogSource {
    /// `userNotification`: messages that could not be sent.
    #[serde(rename = "notifications")]
    Notifications,
    /// `userAuthEvents`: sign-ins and their risks.
    #[serde(rename = "auth_events")]
    AuthEvents,
}

/// Where logs go: an ARN that the operator has a target for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LogTarget {
    /// `CloudWatchLogsConfiguration`
    #[serde(rename = "log_group")]
    LogGroup(String),
    /// `FirehoseConfiguration`
    #[serde(rename = "stream")]
    Stream(String),
    /// `S3Configuration`
    #[serde(rename = "bucket")]
    Bucket(String),
}

impl LogTarget {
    /// Its ARN.
    pub fn arn(&self) -> &str {
        match self {
            Self::LogGroup(arn) | Self::Stream(arn) | Self::Bucket(arn) => arn,
        }
    }
}

/// Where the log of one source goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogConfiguration {
    /// What is logged.
    pub source: LogSource,
    /// Where it goes.
    pub target: LogTarget,
}

/// Where all logs of a pool go. Invariant: each source stands there once at the most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogDelivery {
    /// In the order in which they were set.
    pub configurations: Vec<LogConfiguration>,
    /// Since when each source is logged without a break, whatever its target.
    since: BTreeMap<LogSource, Timestamp>,
}

impl LogDelivery {
    /// Where the log of a source goes, and since when it is written. What happened before is in no log.
    pub fn of(&self, source: LogSource) -> Option<(&LogTarget, Timestamp)> {
        let found = self.configurations.iter().find(|configuration| configuration.source == source)?;
        Some((&found.target, *self.since.get(&source)?))
    }

    /// Replaces all of it at a time.
    pub(super) fn set(&mut self, configurations: Vec<LogConfiguration>, at: Timestamp) {
        let since = |source: LogSource| (source, self.since.get(&source).copied().unwrap_or(at));
        self.since = configurations.iter().map(|configuration| since(configuration.source)).collect();
        self.configurations = configurations;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_logged_since_it_was_set_first_without_a_break() {
        let to = |source, arn: &str| LogConfiguration { source, target: LogTarget::LogGroup(arn.to_owned()) };
        let mut delivery = LogDelivery::default();
        assert_eq!(delivery.of(LogSource::AuthEvents), None);
        delivery.set(vec![to(LogSource::AuthEvents, "a")], Timestamp::from_ms(1));
        delivery.set(
            vec![to(LogSource::AuthEvents, "b"), to(LogSource::Notifications, "c")],
            Timestamp::from_ms(2),
        );
        let found = |delivery: &LogDelivery, source| {
            delivery.of(source).map(|(target, since)| (target.arn().to_owned(), since.ms()))
        };
        assert_eq!(found(&delivery, LogSource::AuthEvents), Some(("b".to_owned(), 1)));
        assert_eq!(found(&delivery, LogSource::Notifications), Some(("c".to_owned(), 2)));
        delivery.set(Vec::new(), Timestamp::from_ms(3));
        delivery.set(vec![to(LogSource::AuthEvents, "a")], Timestamp::from_ms(4));
        assert_eq!(found(&delivery, LogSource::AuthEvents), Some(("a".to_owned(), 4)));
        assert_eq!(found(&delivery, LogSource::Notifications), None);
    }
}
