//! Facts about a job that imports users. None tells of a person: lines are known by their numbers.

use serde::{Deserialize, Serialize};

use super::Reached;
use crate::Timestamp;

crate::events! {
    /// Everything that can have happened to a job.
    pub enum ImportJobEvent {
        "import_job.created" 1 => Created,
        "import_job.file_received" 1 => FileReceived,
        "import_job.started" 1 => Started,
        "import_job.advanced" 1 => Advanced,
        "import_job.ended" 1 => Ended,
    }
}

/// The job was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Created {
    /// `JobName`
    pub name: String,
    /// `CloudWatchLogsRoleArn`
    pub log_role: String,
    /// When.
    pub at: Timestamp,
}

/// A file was uploaded whole; it takes the place of an earlier one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileReceived {
    /// The name that it is kept by: random.
    pub file: String,
    /// How large it is.
    pub bytes: u64,
    /// When.
    pub at: Timestamp,
}

/// The job was started; a reaction works through its file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Started {
    /// When.
    pub at: Timestamp,
}

/// More lines were worked through. Recorded together with the users that they became.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Advanced {
    /// The numbers of the lines that became users; the first line of a file is 1.
    pub imported: Vec<u64>,
    /// The lines that did not.
    pub refused: Vec<RefusedLines>,
    /// Where the next line begins.
    pub reached: Reached,
    /// When.
    pub at: Timestamp,
}

/// Lines that did not become users, for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedLines {
    /// Their numbers.
    pub lines: Vec<u64>,
    /// How they are counted.
    pub verdict: Verdict,
    /// Why, in a sentence without personal data.
    pub why: String,
}

/// How a line that did not become a user is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Verdict {
    /// There was such a user before.
    #[serde(rename = "skipped")]
    Skipped,
    /// No user can be made of it.
    #[serde(rename = "failed")]
    Failed,
}

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// All lines were worked through.
    #[serde(rename = "succeeded")]
    Succeeded,
    /// It was stopped before its end.
    #[serde(rename = "stopped")]
    Stopped,
    /// Its file could not be worked through, or no line of it became a user.
    #[serde(rename = "failed")]
    Failed,
    /// It was not started in time.
    #[serde(rename = "expired")]
    Expired,
}

impl Outcome {
    /// As AWS names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Succeeded => "Succeeded",
            Self::Stopped => "Stopped",
            Self::Failed => "Failed",
            Self::Expired => "Expired",
        }
    }
}

/// The job has ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ended {
    /// How.
    pub outcome: Outcome,
    /// `CompletionMessage`, without personal data.
    pub why: String,
    /// When.
    pub at: Timestamp,
}
