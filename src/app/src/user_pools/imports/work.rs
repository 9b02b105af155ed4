//! Works through the file of a job, some lines at a time. The lines of a step are recorded together with the users that they become, in one
//! append: a node that dies in between leaves a job that goes on behind the last step, and no line is imported twice.

use domain::{
    LedgerId, Moment, Stream, SubjectId, Timestamp,
    user_pools::import_job::{
        self, FileReceived, ImportJob, Job, Phase, Reached, Refusal, Verdict,
        commands::Expire,
        file::{Header, Row, USERS_MAX, WrongHeader},
    },
    values::{
        username::{Name, NameKind},
        writing::Writer,
    },
};
use host::Failure;

use super::{
    lines::{Line, Lines},
    step::{End, Newcomer, Step},
};
use crate::{
    Answer, Fault, Kind,
    kernel::fault::failed,
    user_pools::{UserPools, pools::OpenPool},
};

/// Lines that are recorded in one append, at the most.
const LINES_AT_ONCE: u64 = 200;
/// Bytes of lines in one append, about.
const BYTES_AT_ONCE: u64 = 256 << 10;
/// Steps in one try of the reaction, which must end within half a minute.
const STEPS: usize = 20;
/// How often a step looks for names that are taken, before it leaves the rest to the next try.
const ATTEMPTS: usize = 3;

const TOO_MANY: &str = "The .csv file has more than 500,000 users.";
const BROKEN: &str = "The .csv file could not be read.";

/// Whether there is more to do for a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// It has ended, and its file is dropped.
    Ended,
    /// There are more lines.
    More,
}

impl UserPools {
    /// Ends a job that was not started in time, and drops its file. Gives when it expires, if it still waits for its start.
    pub(crate) async fn expire_import(
        &self,
        pool: &LedgerId,
        id: &str,
        moment: &Moment,
    ) -> Answer<Option<Timestamp>> {
        let stream = import_job::stream(&self.pool(pool.as_str()).await?.id, id);
        self.ask_job(&stream, Expire, moment).await?;
        let job = self.look_at_job(&stream).await?;
        match job.phase {
            Phase::Created => Ok(Some(job.expires_at())),
            Phase::Running { .. } => Ok(None),
            Phase::Ended { .. } => {
                self.core.ledger.drop_files(&stream).await?;
                Ok(None)
            }
        }
    }

    /// Works through some lines of a job that was started.
    pub(crate) async fn work_on_import(
        &self,
        pool: &LedgerId,
        id: &str,
        moment: &Moment,
    ) -> Answer<Progress> {
        let pool = self.pool(pool.as_str()).await?;
        let stream = import_job::stream(&pool.id, id);
        let job = self.look_at_job(&stream).await?;
        if let (true, Some(file)) = (job.is_running(), &job.file) {
            let steps = Steps { area: self, pool: &pool, stream: &stream, file, id, moment };
            match steps.take(&job).await {
                Err(fault) if fault.kind == Kind::ResourceNotFound => steps.fail(BROKEN).await?,
                Ok(Progress::More) => return Ok(Progress::More),
                other => drop(other?),
            }
        }
        self.core.ledger.drop_files(&stream).await?;
        Ok(Progress::Ended)
    }
}

/// The work on the file of a job.
struct Steps<'a> {
    area: &'a UserPools,
    pool: &'a OpenPool,
    stream: &'a Stream,
    file: &'a FileReceived,
    id: &'a str,
    moment: &'a Moment,
}

impl Steps<'_> {
    async fn take(&self, job: &Job) -> Answer<Progress> {
        let mut first = self.lines(Reached::default());
        let header = match first.next().await? {
            Some(Line { text: Ok(line), .. }) => Header::read(&line, &self.pool.config).ok(),
            Some(Line { text: Err(_), .. }) | None => None,
        };
        let Some(header) = header else {
            self.fail(&WrongHeader.to_string()).await?;
            return Ok(Progress::Ended);
        };
        let (mut from, mut job) = (job.reached, job.clone());
        let mut lines = self.lines(if from.lines == 0 { first.reached() } else { from });
        for _ in 0..STEPS {
            let step = self.read(&header, &job, &mut lines).await?;
            let (to, goes_on) = (lines.reached(), step.end == End::GoesOn);
            if !self.record(step, &job, (from, to)).await? || !goes_on {
                return Ok(Progress::Ended);
            }
            (from, job) = (to, self.area.look_at_job(self.stream).await?);
        }
        Ok(Progress::More)
    }

    fn lines(&self, from: Reached) -> Lines<'_> {
        Lines::new(&self.area.core.ledger, self.stream, self.file, from)
    }

    /// Reads the lines of a step.
    async fn read(&self, header: &Header, job: &Job, lines: &mut Lines<'_>) -> Answer<Step> {
        let (begun, mut step, mut read) = (lines.reached(), Step::default(), job.counts.lines());
        let is_full =
            |at: Reached| at.lines - begun.lines >= LINES_AT_ONCE || at.bytes - begun.bytes >= BYTES_AT_ONCE;
        while !is_full(lines.reached()) {
            let Some(line) = lines.next().await? else {
                step.end = End::OfFile;
                break;
            };
            if line.text.as_ref().is_ok_and(|text| text.trim().is_empty()) {
                continue;
            }
            read += 1;
            if read > USERS_MAX {
                step.end = End::Failed(TOO_MANY.to_owned());
                break;
            }
            self.add(&mut step, header, line).await?;
        }
        Ok(step)
    }

    async fn add(&self, step: &mut Step, header: &Header, line: Line) -> Answer<()> {
        let Line { number, text } = line;
        match text.and_then(|text| header.row(&text, &self.pool.config)) {
            Ok(row) => self.add_row(step, number, row).await,
            Err(why) => {
                step.refuse(number, Verdict::Failed, &why.to_string());
                Ok(())
            }
        }
    }

    async fn add_row(&self, step: &mut Step, line: u64, row: Row) -> Answer<()> {
        let Row { username, mfa, attributes } = row;
        match self.area.name_user(self.pool, &username, attributes, Writer::Administrator).await {
            Ok(named) => step.add(Newcomer::new(line, named, mfa, self.id)),
            Err(fault) if fault.kind == Kind::UsernameExists => step.pass_over(line),
            Err(fault) if fault.kind == Kind::InvalidParameter => {
                step.refuse(line, Verdict::Failed, fault.message.trim());
            }
            Err(fault) => return Err(fault),
        }
        Ok(())
    }

    /// Records a step of the lines between two places. False: the job was ended meanwhile.
    async fn record(&self, mut step: Step, job: &Job, lines: (Reached, Reached)) -> Answer<bool> {
        let subjects: Vec<SubjectId> = step.subjects().cloned().collect();
        let core = &self.area.core;
        core.ledger.keys().make_many(&self.pool.id, &subjects, self.moment.now).await?;
        for _ in 0..ATTEMPTS {
            let jobs = &core.directories.import_jobs;
            match jobs.ask(self.stream, step.advance(job, lines), self.moment).await {
                Ok(()) => return Ok(true),
                Err(Failure::Refused(Refusal::NotRunning)) => return Ok(false),
                Err(Failure::Refused(Refusal::NameTaken)) => {
                    ledger::at_one_moment(self.refuse_taken(&mut step)).await?;
                }
                Err(failure) => return Err(failed::<ImportJob>(failure)),
            }
        }
        Err(Fault::busy())
    }

    /// Takes those out of a step whose names are taken.
    async fn refuse_taken(&self, step: &mut Step) -> Answer<()> {
        for user in std::mem::take(&mut step.users) {
            match self.taken_kind(user.names()).await? {
                None => step.users.push(user),
                Some(kind) => step.refuse_named(&user, kind),
            }
        }
        Ok(())
    }

    async fn taken_kind(&self, names: &[Name]) -> Answer<Option<NameKind>> {
        for name in names {
            let Some(value) = name.value.known() else { continue };
            if self.area.core.ledger.holder(&self.pool.id, name.kind.scope(), value).await?.is_some() {
                return Ok(Some(name.kind));
            }
        }
        Ok(None)
    }

    /// Ends the job, whose file cannot be worked through.
    async fn fail(&self, why: &str) -> Answer<()> {
        let job = self.area.look_at_job(self.stream).await?;
        self.record(Step::failed(why), &job, (job.reached, job.reached)).await.map(drop)
    }
}
