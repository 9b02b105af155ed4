//! A job's file was uploaded.

use crate::{
    Command, Decision, Moment,
    user_pools::import_job::{FileReceived, ImportJob, Job, Phase, Refusal},
};

/// Records that it is whole; the job works through the one that came last.
pub struct ReceiveFile {
    /// The name that it is kept by.
    pub file: String,
    /// How large it is.
    pub bytes: u64,
}

impl ReceiveFile {
    fn replaced(job: &Job, moment: &Moment) -> Result<Option<String>, Refusal> {
        match job.phase {
            Phase::Created if job.is_expired(moment.now) => Err(Refusal::Expired),
            Phase::Created => Ok(job.file.as_ref().map(|file| file.file.clone())),
            Phase::Running { .. } | Phase::Ended { .. } => Err(Refusal::NotCreated),
        }
    }
}

impl Command for ReceiveFile {
    type Aggregate = ImportJob;
    /// The file that this one replaces.
    type Reply = Option<String>;

    fn decide(&self, job: &ImportJob, moment: &Moment) -> Decision<Self> {
        match job.job().and_then(|job| Self::replaced(job, moment)) {
            Ok(replaced) => {
                let received = FileReceived { file: self.file.clone(), bytes: self.bytes, at: moment.now };
                Decision::accept([received.into()], replaced)
            }
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        user_pools::import_job::{
            Outcome,
            commands::samples::{created, ended, received, started},
        },
    };

    fn file(name: &str) -> ReceiveFile {
        ReceiveFile { file: name.into(), bytes: 90 }
    }

    #[test]
    fn the_last_file_counts() {
        given::<ImportJob>([created()]).when(file("a")).then([received("a")], Ok(None));
        let replaced = Ok(Some("a".to_owned()));
        given::<ImportJob>([created(), received("a")]).when(file("b")).then([received("b")], replaced);
        let state = given::<ImportJob>([created(), received("a"), received("b")]).state();
        assert_eq!(state.job().unwrap().file.as_ref().map(|file| file.file.as_str()), Some("b"));
    }

    #[test]
    fn a_job_takes_no_file_once_it_was_started_or_has_ended() {
        let started = [created(), received("a"), started()];
        given::<ImportJob>(started.clone()).when(file("b")).then([], Err(Refusal::NotCreated));
        let ended = started.into_iter().chain([ended(Outcome::Stopped)]);
        given::<ImportJob>(ended).when(file("b")).then([], Err(Refusal::NotCreated));
        given::<ImportJob>([created()]).when_at(86_400_000, file("b")).then([], Err(Refusal::Expired));
        given::<ImportJob>([]).when(file("b")).then([], Err(Refusal::NotFound));
    }
}
