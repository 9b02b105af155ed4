//! What a decision is about to record.

use crate::{
    Aggregate,
    user_pools::user::{User, UserEvent},
};

/// Facts that are to be recorded, and the user as they leave it.
pub(super) struct Draft {
    pub(super) user: User,
    pub(super) events: Vec<UserEvent>,
}

impl Draft {
    pub(super) fn record(&mut self, event: impl Into<UserEvent>) {
        let event = event.into();
        self.user.apply(&event);
        self.events.push(event);
    }

    pub(super) fn record_all(&mut self, events: impl IntoIterator<Item = UserEvent>) {
        events.into_iter().for_each(|event| self.record(event));
    }
}
