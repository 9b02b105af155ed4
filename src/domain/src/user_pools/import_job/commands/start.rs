//! Starts a job.

use crate::{
    Command, Decision, Moment,
    user_pools::import_job::{ImportJob, Job, Phase, Refusal, Started},
};

/// Starts it, once, where it has its file and is not too old.
pub struct Start;

impl Start {
    fn check(job: &Job, moment: &Moment) -> Result<(), Refusal> {
        match job.phase {
            Phase::Created if job.is_expired(moment.now) => Err(Refusal::Expired),
            Phase::Created if job.file.is_none() => Err(Refusal::NoFile),
            Phase::Created => Ok(()),
            Phase::Running { .. } | Phase::Ended { .. } => Err(Refusal::NotCreated),
        }
    }
}

impl Command for Start {
    type Aggregate = ImportJob;
    type Reply = ();

    fn decide(&self, job: &ImportJob, moment: &Moment) -> Decision<Self> {
        match job.job().and_then(|job| Self::check(job, moment)) {
            Ok(()) => Decision::accept([Started { at: moment.now }.into()], ()),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Aggregate, Claim,
        scenario::given,
        user_pools::import_job::{
            Outcome, RUNNING, RUNNING_SCOPE,
            commands::samples::{created, ended, received, started},
        },
    };

    #[test]
    fn a_job_is_started_once_and_no_other_one_of_the_pool_runs_until_it_ends() {
        let past = || vec![created(), received("f")];
        given::<ImportJob>(past()).when(Start).then([started()], Ok(()));
        let after = past().into_iter().chain([started()]);
        given::<ImportJob>(after).when(Start).then([], Err(Refusal::NotCreated));
        let take = Claim::Take { scope: RUNNING_SCOPE, value: RUNNING.into() };
        assert_eq!(ImportJob::claims(&started()), [take]);
        assert_eq!(ImportJob::claims(&ended(Outcome::Stopped)), [Claim::ReleaseAll]);
        assert_eq!(ImportJob::taken(RUNNING_SCOPE), Refusal::AnotherRuns);
        assert_eq!(ImportJob::taken("username"), Refusal::NameTaken);
    }

    #[test]
    fn a_job_without_a_file_or_too_old_is_not_started() {
        given::<ImportJob>([created()]).when(Start).then([], Err(Refusal::NoFile));
        let past = [created(), received("f")];
        given::<ImportJob>(past).when_at(86_400_000, Start).then([], Err(Refusal::Expired));
        given::<ImportJob>([]).when(Start).then([], Err(Refusal::NotFound));
    }
}
