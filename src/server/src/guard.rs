//! Keeps the private Postgres running: started again whenever it ends by itself. Knows nothing of what is in it.

use std::time::Duration;

use private_postgres::{Private, PrivateFault};
use tokio::{sync::oneshot, task::JoinHandle, time::timeout};

/// How often Postgres is looked after.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// The longest pause between two tries to start it again.
const PAUSE_MAX: Duration = Duration::from_secs(5);

/// Looks after a private Postgres until it is stopped.
pub(crate) struct Guard {
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), PrivateFault>>,
}

impl Guard {
    pub(crate) fn over(private: Private) -> Self {
        let (stop, stopped) = oneshot::channel();
        Self { stop, task: actix_web::rt::spawn(keep(private, stopped)) }
    }

    /// Stops Postgres.
    pub(crate) async fn stop(self) -> Result<(), PrivateFault> {
        // Sending fails only when the task has ended, which its join reports.
        let _ = self.stop.send(());
        match self.task.await {
            Ok(stopped) => stopped,
            Err(ended) if ended.is_panic() => std::panic::resume_unwind(ended.into_panic()),
            // The runtime stops and drops all that it holds: Postgres with it.
            Err(_) => Ok(()),
        }
    }
}

async fn keep(mut private: Private, mut stopped: oneshot::Receiver<()>) -> Result<(), PrivateFault> {
    let mut pause = LOOK_EVERY;
    while timeout(pause, &mut stopped).await.is_err() {
        let Some(status) = private.ended() else {
            pause = LOOK_EVERY;
            continue;
        };
        tracing::error!(%status, "Postgres has ended by itself; it is started again");
        let started = tokio::select! {
            _ = &mut stopped => break,
            started = private.start_again() => started,
        };
        match started {
            Ok(()) => tracing::warn!("Postgres runs again"),
            Err(fault) => {
                pause = (pause * 2).min(PAUSE_MAX);
                tracing::error!(%fault, "Postgres does not start; it will be tried again");
            }
        }
    }
    private.stop().await
}
