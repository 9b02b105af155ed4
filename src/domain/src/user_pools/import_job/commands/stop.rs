//! Stops a job before its end.

use crate::{
    Command, Decision, Moment,
    user_pools::import_job::{Ended, ImportJob, Outcome, Refusal},
};

/// `CompletionMessage` of a job that was stopped.
const STOPPED: &str = "The Import Job was stopped by the developer.";

/// Ends it at once: lines that are being worked through and are not recorded yet never are.
pub struct Stop;

impl Command for Stop {
    type Aggregate = ImportJob;
    type Reply = ();

    fn decide(&self, job: &ImportJob, moment: &Moment) -> Decision<Self> {
        match job.job() {
            Ok(job) if job.is_running() => {
                let ended = Ended { outcome: Outcome::Stopped, why: STOPPED.to_owned(), at: moment.now };
                Decision::accept([ended.into()], ())
            }
            Ok(_) => Decision::refuse(Refusal::NotRunning),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::import_job::commands::samples::{created, received, started},
    };

    #[test]
    fn a_running_job_ends_at_once() {
        let past = || vec![created(), received("f"), started()];
        let ended = Ended { outcome: Outcome::Stopped, why: STOPPED.into(), at: Timestamp::from_ms(0) };
        given::<ImportJob>(past()).when(Stop).then([ended.clone().into()], Ok(()));
        let after = past().into_iter().chain([ended.into()]);
        given::<ImportJob>(after).when(Stop).then([], Err(Refusal::NotRunning));
        given::<ImportJob>([created()]).when(Stop).then([], Err(Refusal::NotRunning));
        given::<ImportJob>([]).when(Stop).then([], Err(Refusal::NotFound));
    }
}
