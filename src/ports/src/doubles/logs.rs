//! Logs that are kept.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use serde_json::Value;

use crate::logs::{LogFault, LogRecord, Logs};

/// Keeps what is delivered to the targets that it has, in the place of files, webhooks and buckets.
#[derive(Default)]
pub struct MemoryLogs(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    targets: BTreeSet<String>,
    lines: Vec<(String, Value)>,
    fault: Option<LogFault>,
}

impl MemoryLogs {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on there is a target under this ARN.
    pub fn add_target(&self, arn: &str) {
        self.kept().targets.insert(arn.to_owned());
    }

    /// From now on every delivery fails so; `None`: none does.
    pub fn fail(&self, fault: Option<LogFault>) {
        self.kept().fault = fault;
    }

    /// What was delivered under an ARN, oldest first.
    pub fn of(&self, arn: &str) -> Vec<Value> {
        let kept = self.kept();
        kept.lines.iter().filter(|(target, _)| target == arn).map(|(_, line)| line.clone()).collect()
    }
}

#[async_trait]
impl Logs for MemoryLogs {
    fn takes(&self, target: &str) -> bool {
        self.kept().targets.contains(target)
    }

    async fn deliver(&self, target: &str, record: LogRecord) -> Result<(), LogFault> {
        let mut kept = self.kept();
        if let Some(fault) = kept.fault {
            return Err(fault);
        }
        if !kept.targets.contains(target) {
            return Err(LogFault::NoTarget);
        }
        kept.lines.push((target.to_owned(), serde_json::to_value(&record).unwrap_or_default()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_record_is_kept_where_there_is_a_target_that_does_not_fail() {
        let logs = MemoryLogs::default();
        let record = || LogRecord::notification_error("us-east-1_a", 0, "failed".to_owned());
        assert_eq!(logs.deliver("arn:a", record()).await, Err(LogFault::NoTarget));
        logs.add_target("arn:a");
        logs.fail(Some(LogFault::Unavailable));
        assert_eq!(logs.deliver("arn:a", record()).await, Err(LogFault::Unavailable));
        logs.fail(None);
        assert_eq!(logs.deliver("arn:a", record()).await, Ok(()));
        assert!(logs.takes("arn:a") && !logs.takes("arn:b"));
        assert_eq!((logs.of("arn:a").len(), logs.of("arn:b").len()), (1, 0));
    }
}
