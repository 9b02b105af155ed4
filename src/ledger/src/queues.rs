//! Items that wait, by ledger: of each ledger at most one batch is under way, and ledgers with waiting items take turns.

use std::collections::{HashMap, VecDeque};

use domain::LedgerId;

/// Queues of items, one a ledger.
pub(crate) struct Queues<T> {
    ledgers: HashMap<LedgerId, Queue<T>>,
    /// Ledgers of which something waits and nothing is under way, in the order of their turns.
    ready: VecDeque<LedgerId>,
    waiting: usize,
}

struct Queue<T> {
    waiting: VecDeque<T>,
    is_under_way: bool,
}

impl<T> Default for Queues<T> {
    fn default() -> Self {
        Self { ledgers: HashMap::new(), ready: VecDeque::new(), waiting: 0 }
    }
}

impl<T> Queues<T> {
    /// Items that wait, of all ledgers.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting
    }

    /// Ledgers whose turn may come now.
    pub(crate) fn ready(&self) -> usize {
        self.ready.len()
    }

    /// Adds an item behind those that wait for the same ledger.
    pub(crate) fn push(&mut self, ledger: &LedgerId, item: T) {
        self.waiting += 1;
        if let Some(queue) = self.ledgers.get_mut(ledger) {
            if queue.waiting.is_empty() && !queue.is_under_way {
                self.ready.push_back(ledger.clone());
            }
            queue.waiting.push_back(item);
        } else {
            let queue = Queue { waiting: VecDeque::from([item]), is_under_way: false };
            self.ledgers.insert(ledger.clone(), queue);
            self.ready.push_back(ledger.clone());
        }
    }

    /// The ledger whose turn it is, and its first items, the first in any case and others while they fit. Until [`Queues::done`] is
    /// called, no other batch of the same ledger begins.
    pub(crate) fn next(&mut self, mut fits: impl FnMut(&T) -> bool) -> Option<(LedgerId, Vec<T>)> {
        let ledger = self.ready.pop_front()?;
        let queue = self.ledgers.get_mut(&ledger)?;
        queue.is_under_way = true;
        let more = queue.waiting.iter().take_while(|item| fits(item)).count();
        let batch: Vec<T> = queue.waiting.drain(..more.max(1).min(queue.waiting.len())).collect();
        self.waiting -= batch.len();
        Some((ledger, batch))
    }

    /// Puts items of this ledger's batch back before those that wait, in their order.
    pub(crate) fn put_back(&mut self, ledger: &LedgerId, items: impl DoubleEndedIterator<Item = T>) {
        let Some(queue) = self.ledgers.get_mut(ledger) else { return };
        for item in items.rev() {
            queue.waiting.push_front(item);
            self.waiting += 1;
        }
    }

    /// The batch of this ledger is done.
    pub(crate) fn done(&mut self, ledger: &LedgerId) {
        let Some(queue) = self.ledgers.get_mut(ledger) else { return };
        if queue.waiting.is_empty() {
            self.ledgers.remove(ledger);
        } else {
            queue.is_under_way = false;
            self.ready.push_back(ledger.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(name: &str) -> LedgerId {
        LedgerId::new(name)
    }

    fn next(queues: &mut Queues<u32>) -> Option<(String, Vec<u32>)> {
        let mut room = 2;
        let fits = |_: &u32| {
            room -= 1;
            room >= 0
        };
        queues.next(fits).map(|(ledger, batch)| (ledger.to_string(), batch))
    }

    #[test]
    fn ledgers_take_turns_and_none_has_two_batches_under_way() {
        let mut queues = Queues::default();
        for (name, item) in [("a", 1), ("b", 2), ("a", 3), ("a", 4)] {
            queues.push(&ledger(name), item);
        }
        assert_eq!((queues.waiting(), queues.ready()), (4, 2));
        assert_eq!(next(&mut queues), Some(("a".to_owned(), vec![1, 3])));
        queues.push(&ledger("a"), 5);
        assert_eq!(next(&mut queues), Some(("b".to_owned(), vec![2])));
        assert_eq!(next(&mut queues), None, "what waits is of a ledger that is under way");
        queues.push(&ledger("b"), 6);
        queues.done(&ledger("b"));
        queues.done(&ledger("a"));
        assert_eq!(next(&mut queues), Some(("b".to_owned(), vec![6])));
        assert_eq!(next(&mut queues), Some(("a".to_owned(), vec![4, 5])));
        queues.done(&ledger("a"));
        queues.done(&ledger("b"));
        assert_eq!((next(&mut queues), queues.waiting(), queues.ledgers.len()), (None, 0, 0));
    }

    #[test]
    fn what_is_put_back_comes_before_what_has_waited() {
        let mut queues = Queues::default();
        (1..=4).for_each(|item| queues.push(&ledger("a"), item));
        assert_eq!(next(&mut queues), Some(("a".to_owned(), vec![1, 2])));
        queues.put_back(&ledger("a"), [1, 2].into_iter());
        assert_eq!((queues.waiting(), next(&mut queues)), (4, None), "the batch is under way");
        queues.done(&ledger("a"));
        assert_eq!(next(&mut queues), Some(("a".to_owned(), vec![1, 2])));
    }

    #[test]
    fn an_item_that_fits_nowhere_is_a_batch_of_its_own() {
        let mut queues = Queues::default();
        queues.push(&ledger("a"), 1);
        queues.push(&ledger("a"), 2);
        assert_eq!(queues.next(|_| false), Some((ledger("a"), vec![1])));
    }
}
