//! Why a job that imports users refuses.

/// The refusals of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such job.
    #[error("The user import job does not exist.")]
    NotFound,
    /// A pool imports one file at a time.
    #[error("Another user import job of the user pool is in progress.")]
    AnotherRuns,
    /// It was started before, or has ended.
    #[error("The user import job is not in the Created state.")]
    NotCreated,
    /// It was not started in time.
    #[error("The user import job has expired.")]
    Expired,
    /// No file was uploaded.
    #[error("The .csv file of the user import job has not been uploaded.")]
    NoFile,
    /// It does not run.
    #[error("The user import job is not in progress.")]
    NotRunning,
    /// Another user took a name of one of the users meanwhile.
    #[error("A name of one of the users is taken.")]
    NameTaken,
}
