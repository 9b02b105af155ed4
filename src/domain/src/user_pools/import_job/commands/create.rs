//! Makes a job.

use crate::{
    Command, Decision, Moment,
    user_pools::import_job::{Created, ImportJob},
};

/// Makes it, in a stream of its own.
pub struct Create {
    /// `JobName`
    pub name: String,
    /// `CloudWatchLogsRoleArn`
    pub log_role: String,
}

impl Command for Create {
    type Aggregate = ImportJob;
    type Reply = ();
    const BEGINS_STREAM: bool = true;

    fn decide(&self, job: &ImportJob, moment: &Moment) -> Decision<Self> {
        match job {
            ImportJob::Absent => {
                let (name, log_role) = (self.name.clone(), self.log_role.clone());
                Decision::accept([Created { name, log_role, at: moment.now }.into()], ())
            }
            // The id is random: what is there is what this call made before its answer was lost.
            ImportJob::Present(_) => Decision::answer(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{scenario::given, user_pools::import_job::commands::samples::created};

    #[test]
    fn a_job_is_made_once() {
        let create = || Create { name: "people".into(), log_role: "arn".into() };
        given::<ImportJob>([]).when(create()).then([created()], Ok(()));
        given::<ImportJob>([created()]).when(create()).then([], Ok(()));
    }
}
