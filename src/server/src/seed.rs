//! `serve --seed` and `export-seed`: the file, and the empty service on which a seed is tried.

use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

use app::{App, Fault, Outside, in_memory};
use host::Arbiters;
use http_front::seed::{self, Exported, Problem, Seed};

/// Why a seed was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SeedFault {
    /// The file cannot be read.
    #[error("{path}: {1}", path = .0.display())]
    File(PathBuf, #[source] io::Error),
    /// What it holds was refused.
    #[error("the seed {path} is refused{all}", path = .0.display(), all = listed(.1))]
    Refused(PathBuf, Vec<Problem>),
    /// The service could not make what it needs.
    #[error(transparent)]
    Service(#[from] Fault),
}

fn listed(problems: &[Problem]) -> String {
    problems.iter().fold(":".to_owned(), |mut text, problem| {
        // Writing into a text cannot fail.
        let _ = write!(text, "\n  {problem}");
        text
    })
}

/// A seed file that has the form of one.
pub(crate) struct SeedFile {
    path: PathBuf,
    seed: Seed,
}

/// Reads it, so that a mistake shows before a database is started.
pub(crate) fn read(path: &Path) -> Result<SeedFile, SeedFault> {
    let text = fs::read_to_string(path).map_err(|error| SeedFault::File(path.to_owned(), error))?;
    let seed = Seed::read(&text).map_err(|problems| SeedFault::Refused(path.to_owned(), problems))?;
    Ok(SeedFile { path: path.to_owned(), seed })
}

/// What tries a seed.
pub(crate) struct Trial<'a> {
    pub(crate) arbiters: &'a Arbiters,
    pub(crate) outside: Outside,
}

impl Trial<'_> {
    async fn empty(self, app: &App) -> Result<App, Fault> {
        in_memory::beside(&app.core, self.arbiters, self.outside).await
    }

    /// Makes what a seed has and the service has not.
    pub(crate) async fn sow(self, file: SeedFile, app: &App) -> Result<(), SeedFault> {
        let empty = self.empty(app).await?;
        let sown = file.seed.apply(app, &empty).await;
        let outcome = sown.map_err(|problems| SeedFault::Refused(file.path, problems))?;
        tracing::info!(made = outcome.made, there = outcome.there, "the seed is sown");
        Ok(())
    }

    /// A seed of what is there.
    pub(crate) async fn export(self, app: &App) -> Result<Exported, Fault> {
        let empty = self.empty(app).await?;
        seed::export(app, &empty).await
    }
}
