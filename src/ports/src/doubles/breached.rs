//! A list of breached passwords that a test writes itself.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use crate::breached::{BreachedFault, BreachedPasswords};

/// A list in memory, with nothing in it at first.
#[derive(Default)]
pub struct MemoryBreached(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    passwords: Vec<String>,
    fault: Option<BreachedFault>,
    asked: u64,
}

impl MemoryBreached {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a password to the list.
    pub fn add(&self, password: &str) {
        self.kept().passwords.push(password.to_owned());
    }

    /// From now on every look-up fails so; `None`: none does.
    pub fn fail(&self, fault: Option<BreachedFault>) {
        self.kept().fault = fault;
    }

    /// Count of look-ups so far.
    pub fn asked(&self) -> u64 {
        self.kept().asked
    }
}

#[async_trait]
impl BreachedPasswords for MemoryBreached {
    async fn contains(&self, password: &str) -> Result<bool, BreachedFault> {
        let mut kept = self.kept();
        kept.asked += 1;
        kept.fault.map_or_else(|| Ok(kept.passwords.iter().any(|known| known == password)), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_found_once_it_is_added_unless_look_ups_fail() {
        let list = MemoryBreached::default();
        assert_eq!(list.contains("password1").await, Ok(false));
        list.add("password1");
        assert_eq!(list.contains("password1").await, Ok(true));
        list.fail(Some(BreachedFault::NoAnswer));
        assert_eq!(list.contains("password1").await, Err(BreachedFault::NoAnswer));
        assert_eq!(list.asked(), 3);
    }
}
