//! Which target serves which ARN that a pool's logs go to: the file of `--log-targets`.

use std::{path::PathBuf, sync::Arc};

use outward::{
    logs::{
        BadLogTarget, Bucket, Folder, FolderFault, LogRoutes, LogTarget, LogTargets, LogWebhook, NoClient,
    },
    signing::{AccessKey, HookSecret},
};
use ports::logs::Logs;
use serde::Deserialize;

use crate::{
    config::Serve,
    storage,
    targets::{self, TargetsFault},
};

/// What the file must be.
const FORM: &str = "targets by ARNs, each `folder`, or `webhook` with `secret_env` or `secret_file`, or `bucket` with `region`, \
                    `access_key_id` and `secret_env` or `secret_file` (docs/log-delivery.md)";
/// What goes to the addresses.
const RECORDS: &str = "logs, in which there are names and addresses of users,";
/// Bytes of a log file: the usual limit and the bounds of one.
const BYTES: u64 = 64 << 20;
const BYTES_BOUNDS: std::ops::RangeInclusive<u64> = 1 << 16..=1 << 40;
/// Files of a pool: how many are kept usually, and the bounds.
const FILES: u32 = 16;
const FILES_BOUNDS: std::ops::RangeInclusive<u32> = 1..=1000;

/// Why logs cannot be delivered.
#[derive(Debug, thiserror::Error)]
pub enum LogTargetsFault {
    /// The file cannot be used.
    #[error(transparent)]
    Targets(#[from] TargetsFault),
    /// A target cannot be used.
    #[error("--log-targets: {0}: {1}")]
    Target(String, #[source] BadLogTarget),
    /// A folder cannot be used.
    #[error("--log-targets: {0}")]
    Folder(#[from] FolderFault),
    /// A limit cannot be used.
    #[error("--log-targets: {0}: max_bytes must be from 65536 to 1099511627776, and files from 1 to 1000")]
    Limit(String),
    /// No client.
    #[error(transparent)]
    Client(#[from] NoClient),
}

/// A target, as the file has it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Folder(FolderEntry),
    Webhook(WebhookEntry),
    Bucket(BucketEntry),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FolderEntry {
    folder: PathBuf,
    max_bytes: Option<u64>,
    files: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WebhookEntry {
    webhook: String,
    secret_env: Option<String>,
    secret_file: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BucketEntry {
    bucket: String,
    region: String,
    #[serde(default)]
    prefix: String,
    access_key_id: String,
    secret_env: Option<String>,
    secret_file: Option<PathBuf>,
}

/// What takes logs, if the settings name a target of any.
pub(crate) fn open(settings: &Serve) -> Result<Option<Arc<dyn Logs>>, LogTargetsFault> {
    let Some(path) = &settings.log_targets else { return Ok(None) };
    let mut routes = LogRoutes::default();
    for (arn, entry) in targets::read::<Entry>(path, FORM)? {
        let target = match entry {
            Entry::Folder(entry) => folder(&arn, &entry),
            Entry::Webhook(entry) => webhook(settings, &arn, entry),
            Entry::Bucket(entry) => bucket(settings, &arn, entry),
        };
        routes.add(&arn, target?).map_err(|why| LogTargetsFault::Target(arn, why))?;
    }
    let clock = storage::system_clock();
    Ok(Some(Arc::new(LogTargets::new(routes, Arc::new(move || clock.now().ms()))?)))
}

fn folder(arn: &str, entry: &FolderEntry) -> Result<LogTarget, LogTargetsFault> {
    let (bytes, files) = (entry.max_bytes.unwrap_or(BYTES), entry.files.unwrap_or(FILES));
    if !BYTES_BOUNDS.contains(&bytes) || !FILES_BOUNDS.contains(&files) {
        return Err(LogTargetsFault::Limit(arn.to_owned()));
    }
    Ok(LogTarget::Folder(Arc::new(Folder::open(&entry.folder, bytes, files)?)))
}

fn webhook(settings: &Serve, arn: &str, entry: WebhookEntry) -> Result<LogTarget, LogTargetsFault> {
    let secret = targets::secret(entry.secret_env, entry.secret_file)?;
    let secret = secret.ok_or_else(|| form(settings, arn))?;
    targets::warn_of_cleartext(&entry.webhook, RECORDS);
    let secret = HookSecret::parse(&secret).map_err(BadLogTarget::from);
    let hook = secret.and_then(|secret| LogWebhook::new(&entry.webhook, secret));
    Ok(LogTarget::Webhook(hook.map_err(|why| unusable(&entry.webhook, why))?))
}

fn bucket(settings: &Serve, arn: &str, entry: BucketEntry) -> Result<LogTarget, LogTargetsFault> {
    let secret = targets::secret(entry.secret_env, entry.secret_file)?;
    let secret = secret.ok_or_else(|| form(settings, arn))?;
    targets::warn_of_cleartext(&entry.bucket, RECORDS);
    let key = AccessKey::new(&entry.access_key_id, secret.trim(), None);
    let bucket = Bucket::new(&entry.bucket, &entry.region, &entry.prefix, key);
    Ok(LogTarget::Bucket(bucket.map_err(|why| unusable(&entry.bucket, why))?))
}

fn unusable(url: &str, why: BadLogTarget) -> LogTargetsFault {
    LogTargetsFault::Target(targets::shown(url), why)
}

fn form(settings: &Serve, arn: &str) -> TargetsFault {
    let path = settings.log_targets.clone().unwrap_or_default();
    TargetsFault::Form { path, place: format!(" at {arn}"), form: FORM }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use clap::Parser;

    use super::*;
    use crate::config::{Command, Verb};

    const GROUP: &str = "arn:aws:logs:us-east-1:123456789012:log-group:people";

    fn opened(file: &str) -> Result<Option<Arc<dyn Logs>>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("targets.yaml");
        fs::write(&path, file.replace("FOLDER", folder.path().to_str().unwrap())).unwrap();
        let flags = ["recognito", "serve", "--log-targets", path.to_str().unwrap()];
        let Verb::Serve(settings) = Command::try_parse_from(flags).unwrap().verb else { panic!("serve") };
        open(&settings).map_err(|fault| fault.to_string())
    }

    #[test]
    fn a_file_says_which_target_serves_which_arn() {
        let file = format!(
            "\"{GROUP}\": {{ folder: FOLDER/people, max_bytes: 1000000, files: 3 }}\n\
             \"arn:aws:s3:::people\": {{ bucket: \"http://localhost:9000/people\", region: eu-west-1, prefix: logs/, access_key_id: AKIA, secret_env: HOME }}\n"
        );
        let logs = opened(&file).unwrap().unwrap();
        assert!(logs.takes(GROUP) && logs.takes("arn:aws:s3:::people") && !logs.takes("arn:aws:s3:::other"));
        assert!(opened("{}").unwrap().is_some_and(|logs| !logs.takes(GROUP)));
    }

    #[test]
    fn a_folder_is_that_of_one_target() {
        let file =
            format!("\"{GROUP}\": {{ folder: FOLDER/people }}\n\"{GROUP}-2\": {{ folder: FOLDER/people }}\n");
        assert!(opened(&file).err().unwrap().contains("another target or another server"));
    }

    #[test]
    fn a_file_that_cannot_work_is_refused_and_not_quoted() {
        for wrong in [
            "[".to_owned(),
            format!("\"{GROUP}\": {{}}"),
            format!("\"{GROUP}\": {{ folder: FOLDER/a, webhook: http://x }}"),
            format!("\"{GROUP}\": {{ folder: FOLDER/a, max_bytes: 1 }}"),
            format!("\"{GROUP}\": {{ folder: FOLDER/a, files: 0 }}"),
            format!("\"{GROUP}\": {{ folder: FOLDER/targets.yaml }}"),
            format!("\"{GROUP}\": {{ webhook: http://x, secret: whsec_secret }}"),
            format!("\"{GROUP}\": {{ webhook: http://x }}"),
            format!("\"{GROUP}\": {{ webhook: http://x, secret_env: NO_SUCH_VARIABLE }}"),
            format!("\"{GROUP}\": {{ webhook: http://x, secret_env: HOME }}"),
            format!("\"{GROUP}\": {{ bucket: http://x, region: eu-west-1, access_key_id: AKIA }}"),
            format!(
                "\"{GROUP}\": {{ bucket: \"http://user:whsec_secret@x\", region: r, access_key_id: A, secret_env: HOME }}"
            ),
            format!(
                "\"{GROUP}\": {{ bucket: http://x, region: r, prefix: ../a, access_key_id: A, secret_env: HOME }}"
            ),
            "people: { folder: FOLDER/a }".to_owned(),
        ] {
            let why = opened(&wrong).err().unwrap_or_else(|| panic!("{wrong}"));
            assert!(!why.contains("whsec_secret"), "{wrong}: {why}");
        }
    }
}
