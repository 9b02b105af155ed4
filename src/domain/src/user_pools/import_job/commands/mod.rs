//! The commands of a job that imports users.

mod advance;
mod create;
mod expire;
mod receive_file;
mod start;
mod stop;

pub use advance::{Advance, Ending};
pub use create::Create;
pub use expire::Expire;
pub use receive_file::ReceiveFile;
pub use start::Start;
pub use stop::Stop;

#[cfg(test)]
pub(super) mod samples {
    //! A job, for the scenarios of this folder.

    use std::ops::RangeInclusive;

    use crate::{
        Timestamp,
        user_pools::import_job::{
            Advanced, Created, Ended, FileReceived, ImportJobEvent, Outcome, Reached, Started,
        },
    };

    const AT: Timestamp = Timestamp::from_ms(0);

    pub(in crate::user_pools::import_job) fn created() -> ImportJobEvent {
        Created { name: "people".into(), log_role: "arn".into(), at: AT }.into()
    }

    pub(in crate::user_pools::import_job) fn received(file: &str) -> ImportJobEvent {
        FileReceived { file: file.into(), bytes: 90, at: AT }.into()
    }

    pub(in crate::user_pools::import_job) fn started() -> ImportJobEvent {
        Started { at: AT }.into()
    }

    /// The place behind a line, each of which has ten bytes.
    pub(in crate::user_pools::import_job) fn behind(line: u64) -> Reached {
        Reached { bytes: 10 * line, lines: line }
    }

    /// These lines became users.
    pub(in crate::user_pools::import_job) fn advanced(lines: RangeInclusive<u64>) -> ImportJobEvent {
        let reached = behind(*lines.end());
        Advanced { imported: lines.collect(), refused: Vec::new(), reached, at: AT }.into()
    }

    pub(in crate::user_pools::import_job) fn ended(outcome: Outcome) -> ImportJobEvent {
        Ended { outcome, why: "because".into(), at: AT }.into()
    }
}
