//! Lines of a job's file were worked through.

use crate::{
    Beginnings, Command, Decision, Moment, Stream,
    user_pools::{
        import_job::{Advanced, Ended, ImportJob, Outcome, Reached, Refusal, RefusedLines},
        user::commands::Import,
    },
};

/// Records lines together with the users that they become: all of it, or nothing. So no line is ever imported twice, whatever happens in
/// between.
pub struct Advance {
    /// Where the lines begin. If the job has got further meanwhile, they were recorded already.
    pub from: Reached,
    /// Where the next line begins.
    pub to: Reached,
    /// The lines that become users, with the users' streams, which are new.
    pub users: Vec<(u64, Stream, Import)>,
    /// The lines that do not.
    pub refused: Vec<RefusedLines>,
    /// How the job ends with them, if it does.
    pub ending: Option<Ending>,
}

/// How a job ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// How.
    pub outcome: Outcome,
    /// `CompletionMessage`, without personal data.
    pub why: String,
}

impl Command for Advance {
    type Aggregate = ImportJob;
    type Reply = ();

    fn decide(&self, job: &ImportJob, moment: &Moment) -> Decision<Self> {
        match job.job() {
            Ok(job) if !job.is_running() => Decision::refuse(Refusal::NotRunning),
            Ok(job) if job.reached != self.from => Decision::answer(()),
            Ok(_) => {
                let at = moment.now;
                let imported = self.users.iter().map(|(line, ..)| *line).collect();
                let advanced = Advanced { imported, refused: self.refused.clone(), reached: self.to, at };
                let ended = self.ending.clone().map(|Ending { outcome, why }| Ended { outcome, why, at });
                let ended = ended.map(Into::into);
                Decision::accept(std::iter::once(advanced.into()).chain(ended), ())
            }
            Err(refusal) => Decision::refuse(refusal),
        }
    }

    fn also_begins(&self, (): &(), beginnings: &mut impl Beginnings) {
        for (_, stream, import) in &self.users {
            beginnings.add(stream, import);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::given,
        user_pools::{
            import_job::commands::samples::{advanced, behind, created, ended, received, started},
            user::{self, commands::samples},
        },
    };

    fn advance(from: u64, to: u64, outcome: Option<Outcome>) -> Advance {
        let user = |line: u64| {
            let stream = user::stream(&crate::LedgerId::new("p"), &format!("sub{line}"));
            (line, stream, samples::import("import-1"))
        };
        Advance {
            from: behind(from),
            to: behind(to),
            users: (from + 1..=to).map(user).collect(),
            refused: Vec::new(),
            ending: outcome.map(|outcome| Ending { outcome, why: "because".into() }),
        }
    }

    /// Collects the streams that begin.
    #[derive(Default)]
    struct Begun(Vec<Stream>);

    impl Beginnings for Begun {
        fn add<C: Command>(&mut self, stream: &Stream, _: &C) {
            self.0.push(stream.clone());
        }
    }

    #[test]
    fn lines_are_recorded_once_with_the_users_that_they_become() {
        let past = || vec![created(), received("f"), started()];
        given::<ImportJob>(past()).when(advance(0, 5, None)).then([advanced(1..=5)], Ok(()));
        let further = || past().into_iter().chain([advanced(1..=5)]);
        given::<ImportJob>(further()).when(advance(0, 5, None)).then([], Ok(()));
        let succeeded = Some(Outcome::Succeeded);
        given::<ImportJob>(further())
            .when(advance(5, 7, succeeded))
            .then([advanced(6..=7), ended(Outcome::Succeeded)], Ok(()));
        let mut begun = Begun::default();
        advance(5, 7, None).also_begins(&(), &mut begun);
        assert_eq!(begun.0.iter().map(|stream| stream.id.id()).collect::<Vec<_>>(), ["sub6", "sub7"]);
    }

    #[test]
    fn a_job_that_does_not_run_records_no_line() {
        given::<ImportJob>([created()]).when(advance(0, 1, None)).then([], Err(Refusal::NotRunning));
        given::<ImportJob>([]).when(advance(0, 1, None)).then([], Err(Refusal::NotFound));
        let stopped = [created(), received("f"), started(), ended(Outcome::Stopped)];
        given::<ImportJob>(stopped).when(advance(0, 1, None)).then([], Err(Refusal::NotRunning));
    }
}
