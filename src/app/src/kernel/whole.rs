//! Work with several appends runs to its end even if its request ends first: a time limit or a closed connection ends the wait and not the
//! work. What a node that dies in the middle leaves undone is done by a reaction.

use crate::{Answer, Fault, Kind};

/// Does the work on a task of its own, and waits for it.
pub(crate) async fn to_its_end<T: 'static>(work: impl Future<Output = Answer<T>> + 'static) -> Answer<T> {
    let broken = |_| Fault::new(Kind::InternalError, "The service could not finish what it was asked.");
    actix::spawn(work).await.map_err(broken)?
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, rc::Rc};

    use tokio::sync::Notify;

    use super::*;

    #[actix::test]
    async fn work_goes_on_where_nobody_waits_for_it_any_more() {
        let (done, ended) = (Rc::new(Cell::new(false)), Rc::new(Notify::new()));
        let (doing, ending) = (Rc::clone(&done), Rc::clone(&ended));
        let work = to_its_end(async move {
            tokio::task::yield_now().await;
            doing.set(true);
            ending.notify_one();
            Ok(())
        });
        tokio::select! {
            biased;
            _ = work => panic!("it is not done yet"),
            () = std::future::ready(()) => {}
        }
        ended.notified().await;
        assert!(done.get());
    }

    #[actix::test]
    async fn its_answer_is_given_and_a_panic_is_a_fault() {
        assert_eq!(to_its_end(async { Ok(7) }).await, Ok(7));
        let broken = to_its_end::<()>(async { panic!("as a test wants") }).await;
        assert_eq!(broken.map_err(|fault| fault.kind), Err(Kind::InternalError));
    }
}
