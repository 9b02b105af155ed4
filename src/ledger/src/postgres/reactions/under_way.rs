//! What a follower does while tries are under way.

use std::{future::ready, pin::pin, time::Duration};

use futures_util::{StreamExt, stream::FuturesUnordered};
use tokio::sync::Notify;

/// How often the table is searched for items that are due, or that another node has left undone.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Does `work` while the tries under way go on: those hold connections that would otherwise never come back. Also returns whether any of
/// them ended.
pub(super) async fn beside<T>(
    under_way: &mut FuturesUnordered<impl Future<Output = bool>>,
    work: impl Future<Output = T>,
) -> (T, bool) {
    let (mut work, mut ended) = (pin!(work), false);
    loop {
        tokio::select! {
            done = &mut work => return (done, ended),
            Some(_) = under_way.next() => ended = true,
        }
    }
}

/// Lets the tries under way go on until there is a reason to look at the ledgers again.
pub(super) async fn rest(
    under_way: &mut FuturesUnordered<impl Future<Output = bool>>,
    news: &Notify,
    more: bool,
    full: bool,
) {
    let mut pause = pin!(tokio::time::sleep(LOOK_EVERY));
    loop {
        tokio::select! {
            // Tries under way go on even while there is always more to take.
            biased;
            Some(goes_on) = under_way.next() => {
                if full || goes_on { return }
            }
            () = ready(()), if more => return,
            () = news.notified() => return,
            () = &mut pause => return,
        }
    }
}
