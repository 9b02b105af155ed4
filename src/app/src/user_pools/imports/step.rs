//! What some lines of a file amount to: users, and lines that become none.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Stream, SubjectId,
    user_pools::{
        import_job::{
            Job, Outcome, Reached, RefusedLines, Verdict,
            commands::{Advance, Ending},
        },
        user::commands::Import,
    },
    values::{
        username::{Name, NameKind},
        writing::NewUser,
    },
};

use crate::user_pools::users::{Named, personal};

const SUCCEEDED: &str = "Import Job Completed Successfully.";
const NONE_IMPORTED: &str = "Too many users have failed or been skipped during the import.";
/// Why a line is passed over whose user is there.
const EXISTS: &str = "The user already exists.";

/// What some lines amount to.
#[derive(Default)]
pub(super) struct Step {
    /// Those that become users.
    pub(super) users: Vec<Newcomer>,
    /// How the job goes on behind them.
    pub(super) end: End,
    /// Those that do not, by reason.
    refused: BTreeMap<(Verdict, String), Vec<u64>>,
    /// Names that the users take.
    taken: BTreeSet<Name>,
}

/// How a job goes on behind some lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum End {
    /// There are more.
    #[default]
    GoesOn,
    /// They were the last.
    OfFile,
    /// The job ends for this reason.
    Failed(String),
}

/// A line that becomes a user, unless one of its names is taken.
pub(super) struct Newcomer {
    line: u64,
    stream: Stream,
    import: Import,
    /// The kinds of names that the user is called by: where one of these is taken, the user is there.
    called: BTreeSet<NameKind>,
}

impl Newcomer {
    pub(super) fn new(line: u64, named: Named, mfa: bool, job: &str) -> Self {
        let NewUser { username, attributes, names, called } = named.user;
        let (attributes, job) = (personal(attributes), job.to_owned());
        let import = Import { username, names, attributes, mfa, job };
        Self { line, stream: named.stream, import, called }
    }

    pub(super) fn names(&self) -> &[Name] {
        &self.import.names
    }
}

impl Step {
    /// No lines, and the job ends for this reason.
    pub(super) fn failed(why: &str) -> Self {
        Self { end: End::Failed(why.to_owned()), ..Self::default() }
    }

    /// Adds a user, unless an earlier line of the step has a name of that user's.
    pub(super) fn add(&mut self, user: Newcomer) {
        if let Some(name) = user.names().iter().find(|name| self.taken.contains(name)) {
            return self.refuse_named(&user, name.kind);
        }
        self.taken.extend(user.names().iter().cloned());
        self.users.push(user);
    }

    /// Adds a line that becomes no user.
    pub(super) fn refuse(&mut self, line: u64, verdict: Verdict, why: &str) {
        self.refused.entry((verdict, why.to_owned())).or_default().push(line);
    }

    /// Adds a line whose user is there.
    pub(super) fn pass_over(&mut self, line: u64) {
        self.refuse(line, Verdict::Skipped, EXISTS);
    }

    /// Adds a line of which another user has a name of this kind.
    pub(super) fn refuse_named(&mut self, user: &Newcomer, kind: NameKind) {
        if user.called.contains(&kind) {
            return self.pass_over(user.line);
        }
        let why = format!("An account with the given {} already exists.", kind.scope());
        self.refuse(user.line, Verdict::Failed, &why);
    }

    /// The keys that the users' facts are sealed by.
    pub(super) fn subjects(&self) -> impl Iterator<Item = &SubjectId> {
        self.users.iter().filter_map(|user| user.stream.subject.as_ref())
    }

    /// The command that records the lines between two places in the file of a job.
    pub(super) fn advance(&self, job: &Job, (from, to): (Reached, Reached)) -> Advance {
        let refused = self.refused.iter().map(|((verdict, why), lines)| {
            let mut lines = lines.clone();
            lines.sort_unstable();
            RefusedLines { lines, verdict: *verdict, why: why.clone() }
        });
        let users = self.users.iter().map(|user| (user.line, user.stream.clone(), user.import.clone()));
        Advance { from, to, users: users.collect(), refused: refused.collect(), ending: self.ending(job) }
    }

    fn ending(&self, job: &Job) -> Option<Ending> {
        let is_none_imported = job.counts.imported == 0 && self.users.is_empty();
        let (outcome, why) = match &self.end {
            End::GoesOn => return None,
            End::Failed(why) => (Outcome::Failed, why.as_str()),
            End::OfFile if is_none_imported && (job.counts.lines() > 0 || !self.refused.is_empty()) => {
                (Outcome::Failed, NONE_IMPORTED)
            }
            End::OfFile => (Outcome::Succeeded, SUCCEEDED),
        };
        Some(Ending { outcome, why: why.to_owned() })
    }
}
