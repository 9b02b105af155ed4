//! Queries that callers share who ask for the same at the same time. Each gets the answer of a query that began after it had asked, so that
//! no answer is older than its question: who asks while a query is under way waits for the next one.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// The queries that callers wait for, by what they ask for.
pub(crate) struct SharedQueries<K: Hash + Eq, A>(Mutex<HashMap<K, Arc<Query<A>>>>);

/// What is asked for again and again.
struct Query<A> {
    /// How many times it has begun.
    begun: AtomicU64,
    /// The number of the last one that has ended, and its answer.
    last: tokio::sync::Mutex<Option<(u64, A)>>,
}

impl<K: Hash + Eq, A> Default for SharedQueries<K, A> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Hash + Eq + Clone, A: Clone> SharedQueries<K, A> {
    /// The answer of `query`, or of one for the same key that another caller began after this call.
    pub(crate) async fn ask(&self, key: &K, query: impl Future<Output = A>) -> A {
        let caller = Caller { key, query: self.query_for(key), among: self };
        let begun_before = caller.query.begun.load(Ordering::SeqCst);
        let mut last = caller.query.last.lock().await;
        if let Some((number, answer)) = &*last
            && *number > begun_before
        {
            return answer.clone();
        }
        let number = caller.query.begun.fetch_add(1, Ordering::SeqCst) + 1;
        let answer = query.await;
        *last = Some((number, answer.clone()));
        answer
    }

    fn query_for(&self, key: &K) -> Arc<Query<A>> {
        let mut queries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(query) = queries.get(key) {
            return Arc::clone(query);
        }
        let query = Arc::new(Query { begun: AtomicU64::new(0), last: tokio::sync::Mutex::new(None) });
        queries.insert(key.clone(), Arc::clone(&query));
        query
    }
}

/// A caller that waits. The last one to leave takes the query with it.
struct Caller<'q, K: Hash + Eq, A> {
    key: &'q K,
    query: Arc<Query<A>>,
    among: &'q SharedQueries<K, A>,
}

impl<K: Hash + Eq, A> Drop for Caller<'_, K, A> {
    fn drop(&mut self) {
        let mut queries = self.among.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The map's and this one; nobody gets another one meanwhile, since that takes the map.
        if Arc::strong_count(&self.query) == 2 {
            queries.remove(self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::task::Poll;

    use futures_util::{future::join_all, poll};
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn who_asks_while_a_query_is_under_way_shares_the_next_one() {
        let queries = SharedQueries::<&str, u32>::default();
        let (end, ended) = oneshot::channel();
        let mut first = Box::pin(queries.ask(&"ada", async { ended.await.unwrap() }));
        assert_eq!(poll!(&mut first), Poll::Pending);
        let asked = AtomicU64::new(0);
        let next = async {
            asked.fetch_add(1, Ordering::SeqCst);
            2
        };
        let mut second = Box::pin(queries.ask(&"ada", next));
        let mut third = Box::pin(queries.ask(&"ada", async { unreachable!("it shares the second query") }));
        assert_eq!((poll!(&mut second), poll!(&mut third)), (Poll::Pending, Poll::Pending));
        assert_eq!(asked.load(Ordering::SeqCst), 0, "one at a time");
        assert_eq!(queries.ask(&"eve", async { 3 }).await, 3, "others do not wait");
        end.send(1).unwrap();
        assert_eq!((first.await, second.await, third.await), (1, 2, 2));
        assert!(queries.0.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn who_asks_later_is_not_given_an_older_answer() {
        let queries = SharedQueries::<&str, u32>::default();
        assert_eq!(queries.ask(&"ada", async { 1 }).await, 1);
        assert_eq!(queries.ask(&"ada", async { 2 }).await, 2);
    }

    #[tokio::test]
    async fn a_caller_that_gives_up_holds_up_no_other() {
        let queries = SharedQueries::<&str, u32>::default();
        let mut first = Box::pin(queries.ask(&"ada", std::future::pending()));
        assert_eq!(poll!(&mut first), Poll::Pending);
        let mut others: Vec<_> = (0..3).map(|_| Box::pin(queries.ask(&"ada", async { 2 }))).collect();
        for other in &mut others {
            assert_eq!(poll!(other), Poll::Pending);
        }
        drop(first);
        assert_eq!(join_all(others).await, [2, 2, 2]);
        assert!(queries.0.lock().unwrap().is_empty());
    }
}
