//! Which target serves which ARN.

use std::{collections::BTreeMap, sync::Arc};

use super::{BadLogTarget, Bucket, Folder, LogWebhook};

/// What takes records.
#[derive(Debug)]
pub enum LogTarget {
    /// Files in a folder.
    Folder(Arc<Folder>),
    /// A webhook.
    Webhook(LogWebhook),
    /// A bucket of S3, or of a store that speaks as it does.
    Bucket(Bucket),
}

/// The targets by their ARNs.
#[derive(Debug, Default)]
pub struct LogRoutes(BTreeMap<String, Arc<LogTarget>>);

impl LogRoutes {
    /// Adds the target of an ARN.
    pub fn add(&mut self, arn: &str, target: LogTarget) -> Result<(), BadLogTarget> {
        let is_arn = arn.starts_with("arn:") && arn.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_arn || arn.contains(['"', '\\']) {
            return Err(BadLogTarget::Arn);
        }
        self.0.insert(arn.to_owned(), Arc::new(target)).map_or(Ok(()), |_| Err(BadLogTarget::Twice))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn of(&self, arn: &str) -> Option<Arc<LogTarget>> {
        self.0.get(arn).map(Arc::clone)
    }
}
