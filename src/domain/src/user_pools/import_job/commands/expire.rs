//! A job that was never started ends.

use crate::{
    Command, Decision, Moment,
    user_pools::import_job::{Ended, ImportJob, Outcome, Refusal},
};

/// Ends it where its time is over; otherwise nothing happens.
pub struct Expire;

impl Command for Expire {
    type Aggregate = ImportJob;
    type Reply = ();

    fn decide(&self, job: &ImportJob, moment: &Moment) -> Decision<Self> {
        match job.job() {
            Ok(job) if job.is_expired(moment.now) => {
                let why = Refusal::Expired.to_string();
                Decision::accept([Ended { outcome: Outcome::Expired, why, at: moment.now }.into()], ())
            }
            Ok(_) => Decision::answer(()),
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

    const DAY_MS: i64 = 86_400_000;

    #[test]
    fn a_job_that_is_not_started_within_a_day_expires() {
        given::<ImportJob>([created()]).when_at(DAY_MS - 1, Expire).then([], Ok(()));
        let why = "The user import job has expired.".to_owned();
        let ended = Ended { outcome: Outcome::Expired, why, at: Timestamp::from_ms(DAY_MS) };
        given::<ImportJob>([created()]).when_at(DAY_MS, Expire).then([ended.into()], Ok(()));
        let running = [created(), received("f"), started()];
        given::<ImportJob>(running).when_at(DAY_MS, Expire).then([], Ok(()));
        given::<ImportJob>([]).when(Expire).then([], Err(Refusal::NotFound));
    }
}
