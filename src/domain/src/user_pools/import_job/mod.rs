//! A job that imports users from a file: made, given its file, started, worked through line by line, ended. Knows which lines became users
//! and why others did not, and no user. What a file says is read by [`file`].

pub mod commands;
mod events;
pub mod file;
mod refusals;

use serde::{Deserialize, Serialize};

pub use events::{
    Advanced, Created, Ended, FileReceived, ImportJobEvent, Outcome, RefusedLines, Started, Verdict,
};
pub use refusals::Refusal;

use crate::{Aggregate, Claim, LedgerId, Scope, Stream, Timestamp};

/// Scope of the claim of the job that runs: a pool has one at a time.
pub const RUNNING_SCOPE: Scope = "running_import";
/// The value of that claim.
pub const RUNNING: &str = "import";
/// A job that is not started within a day has expired.
const STARTED_WITHIN_SECONDS: i64 = 24 * 3_600;

/// Where the job of this id lives.
pub fn stream(pool: &LedgerId, id: &str) -> Stream {
    Stream::impersonal(pool.clone(), ImportJob::KIND, id)
}

/// What is known of a job.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum ImportJob {
    /// There is none.
    #[default]
    Absent,
    /// There is.
    Present(Box<Job>),
}

/// A job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// `JobName`; not unique.
    pub name: String,
    /// `CloudWatchLogsRoleArn`
    pub log_role: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// The file that was uploaded last.
    pub file: Option<FileReceived>,
    /// Whether it waits, runs or has ended.
    pub phase: Phase,
    /// How far its file was worked through.
    pub reached: Reached,
    /// What became of the lines so far.
    pub counts: Counts,
}

/// Whether a job waits, runs or has ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Phase {
    /// It waits for its file and for its start.
    Created,
    /// Its file is worked through.
    Running {
        /// Since when.
        started_at: Timestamp,
    },
    /// Nothing more happens.
    Ended {
        /// When it was started; a job that expired never was.
        started_at: Option<Timestamp>,
        /// When it ended.
        completed_at: Timestamp,
        /// How.
        outcome: Outcome,
        /// Why, in a sentence.
        why: String,
    },
}

/// A place in a file: so many bytes and lines lie before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// Bytes.
    pub bytes: u64,
    /// Lines, that with the names of the columns included.
    pub lines: u64,
}

/// What became of the lines of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Users that were made.
    pub imported: u64,
    /// Lines of users that there were before.
    pub skipped: u64,
    /// Lines that no user can be made of.
    pub failed: u64,
}

impl Counts {
    /// How many lines that is.
    pub const fn lines(self) -> u64 {
        self.imported + self.skipped + self.failed
    }

    /// After more lines.
    #[must_use]
    pub fn after(mut self, step: &Advanced) -> Self {
        self.imported += step.imported.len() as u64;
        for refused in &step.refused {
            match refused.verdict {
                Verdict::Skipped => self.skipped += refused.lines.len() as u64,
                Verdict::Failed => self.failed += refused.lines.len() as u64,
            }
        }
        self
    }
}

impl ImportJob {
    /// The job, if there is one.
    pub fn job(&self) -> Result<&Job, Refusal> {
        match self {
            Self::Absent => Err(Refusal::NotFound),
            Self::Present(job) => Ok(job),
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut Job)) {
        if let Self::Present(job) = self {
            change(job);
        }
    }
}

impl Job {
    /// A job that was made just now.
    pub fn created(event: &Created) -> Self {
        Self {
            name: event.name.clone(),
            log_role: event.log_role.clone(),
            created_at: event.at,
            file: None,
            phase: Phase::Created,
            reached: Reached::default(),
            counts: Counts::default(),
        }
    }

    /// When the job expires if it is not started before.
    pub fn expires_at(&self) -> Timestamp {
        self.created_at.plus_seconds(STARTED_WITHIN_SECONDS)
    }

    /// Whether the job was never started and no longer can be.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.phase == Phase::Created && now >= self.expires_at()
    }

    /// Whether its file is being worked through.
    pub const fn is_running(&self) -> bool {
        matches!(self.phase, Phase::Running { .. })
    }

    /// `Status`, as AWS names it.
    pub const fn status(&self) -> &'static str {
        match self.phase {
            Phase::Created => "Created",
            Phase::Running { .. } if self.reached.lines == 0 => "Pending",
            Phase::Running { .. } => "InProgress",
            Phase::Ended { outcome, .. } => outcome.name(),
        }
    }

    /// What becomes of the job by a fact.
    pub fn change(&mut self, event: &ImportJobEvent) {
        match event {
            ImportJobEvent::Created(_) => {}
            ImportJobEvent::FileReceived(e) => self.file = Some(e.clone()),
            ImportJobEvent::Started(e) => self.phase = Phase::Running { started_at: e.at },
            ImportJobEvent::Advanced(e) => {
                self.reached = e.reached;
                self.counts = self.counts.after(e);
            }
            ImportJobEvent::Ended(e) => {
                let started_at = match self.phase {
                    Phase::Running { started_at } => Some(started_at),
                    Phase::Created | Phase::Ended { .. } => None,
                };
                let (completed_at, outcome, why) = (e.at, e.outcome, e.why.clone());
                self.phase = Phase::Ended { started_at, completed_at, outcome, why };
            }
        }
    }
}

impl Aggregate for ImportJob {
    const KIND: &'static str = "import_job";
    const GIVE_NAMES_BACK: &'static [&'static str] = &["import_job.ended"];
    type Event = ImportJobEvent;
    type Refusal = Refusal;

    fn apply(&mut self, event: &ImportJobEvent) {
        if let ImportJobEvent::Created(e) = event {
            *self = Self::Present(Box::new(Job::created(e)));
        } else {
            self.change(|job| job.change(event));
        }
    }

    fn claims(event: &ImportJobEvent) -> Vec<Claim> {
        match event {
            ImportJobEvent::Started(_) => {
                vec![Claim::Take { scope: RUNNING_SCOPE, value: RUNNING.to_owned() }]
            }
            ImportJobEvent::Ended(_) => vec![Claim::ReleaseAll],
            ImportJobEvent::Created(_) | ImportJobEvent::FileReceived(_) | ImportJobEvent::Advanced(_) => {
                Vec::new()
            }
        }
    }

    fn taken(scope: Scope) -> Refusal {
        if scope == RUNNING_SCOPE { Refusal::AnotherRuns } else { Refusal::NameTaken }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        commands::samples::{advanced, created, ended, received, started},
        *,
    };
    use crate::scenario::given;

    fn status(past: impl IntoIterator<Item = ImportJobEvent>) -> &'static str {
        given::<ImportJob>(past).state().job().unwrap().status()
    }

    #[test]
    fn a_status_follows_from_what_happened() {
        assert_eq!(status([created()]), "Created");
        assert_eq!(status([created(), received("f")]), "Created");
        assert_eq!(status([created(), received("f"), started()]), "Pending");
        assert_eq!(status([created(), received("f"), started(), advanced(1..=2)]), "InProgress");
        for (outcome, name) in [
            (Outcome::Succeeded, "Succeeded"),
            (Outcome::Stopped, "Stopped"),
            (Outcome::Failed, "Failed"),
            (Outcome::Expired, "Expired"),
        ] {
            assert_eq!(status([created(), started(), ended(outcome)]), name);
        }
    }

    #[test]
    fn every_line_is_counted_as_what_became_of_it() {
        let refused = |lines, verdict| RefusedLines { lines, verdict, why: "because".into() };
        let step = Advanced {
            imported: vec![2, 4],
            refused: vec![refused(vec![3, 6], Verdict::Failed), refused(vec![5], Verdict::Skipped)],
            reached: Reached { bytes: 90, lines: 6 },
            at: Timestamp::from_ms(0),
        };
        let state = given::<ImportJob>([created(), started(), step.into()]).state();
        let job = state.job().unwrap();
        assert_eq!(job.counts, Counts { imported: 2, skipped: 1, failed: 2 });
        assert_eq!((job.counts.lines(), job.reached.lines), (5, 6));
    }
}
