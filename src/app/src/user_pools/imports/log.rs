//! What became of each line of a job's file, as AWS writes it to its service of logs. It tells of no person: lines are known by their
//! numbers.

use std::sync::Arc;

use domain::user_pools::import_job::{self, Advanced, ImportJobEvent, Verdict};
use ledger::Opened;

use crate::{Answer, Fault, Kind, user_pools::UserPools};

/// The log of a job: what was recorded of it.
pub struct ImportLog(Vec<Arc<ImportJobEvent>>);

impl UserPools {
    /// The log of a job, as far as it has come.
    pub async fn import_log(&self, pool_id: &str, id: &str) -> Answer<ImportLog> {
        let pool = self.pool(pool_id).await?;
        let stream = import_job::stream(&pool.id, id);
        self.look_at_job(&stream).await?;
        let recorded = self.core.ledger.stream(&stream, 0).await?;
        let events: Result<Vec<_>, _> = recorded.iter().map(Opened::event::<ImportJobEvent>).collect();
        events.map(ImportLog).map_err(|_| Fault::new(Kind::InternalError, "The job cannot be read."))
    }
}

impl ImportLog {
    /// Its text, piece by piece.
    pub fn pieces(self) -> impl Iterator<Item = String> {
        self.0.into_iter().map(|event| piece(&event))
    }
}

fn piece(event: &ImportJobEvent) -> String {
    match event {
        ImportJobEvent::Advanced(step) => lines(step),
        ImportJobEvent::Ended(ended) => format!("[{}] {}\n", ended.outcome.name().to_uppercase(), ended.why),
        ImportJobEvent::Created(_) | ImportJobEvent::FileReceived(_) | ImportJobEvent::Started(_) => {
            String::new()
        }
    }
}

/// The lines of a step, in their order.
fn lines(step: &Advanced) -> String {
    let imported = step.imported.iter().map(|line| (*line, "SUCCEEDED", "The import succeeded."));
    let refused = step.refused.iter().flat_map(|refused| {
        let verdict = match refused.verdict {
            Verdict::Skipped => "SKIPPED",
            Verdict::Failed => "FAILED",
        };
        refused.lines.iter().map(move |line| (*line, verdict, refused.why.as_str()))
    });
    let mut all: Vec<_> = imported.chain(refused).collect();
    all.sort_unstable();
    let line = |(line, verdict, why): (u64, &str, &str)| {
        ["[", verdict, "] Line Number ", &line.to_string(), " - ", why, "\n"].concat()
    };
    all.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use domain::{
        Timestamp,
        user_pools::import_job::{Reached, RefusedLines},
    };

    use super::*;

    #[test]
    fn lines_stand_in_the_order_of_the_file() {
        let step = Advanced {
            imported: vec![2, 4],
            refused: vec![RefusedLines { lines: vec![3, 5], verdict: Verdict::Failed, why: "Why.".into() }],
            reached: Reached { bytes: 10, lines: 5 },
            at: Timestamp::from_ms(0),
        };
        let log = ImportLog(vec![Arc::new(step.into())]);
        let text: String = log.pieces().collect();
        assert_eq!(
            text,
            "[SUCCEEDED] Line Number 2 - The import succeeded.\n[FAILED] Line Number 3 - Why.\n\
             [SUCCEEDED] Line Number 4 - The import succeeded.\n[FAILED] Line Number 5 - Why.\n"
        );
    }
}
