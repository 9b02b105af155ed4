//! How many requests a second the account has provisioned for a category of operations in a region. AWS bounds calls by it; here it is kept
//! and shown alone.

pub mod commands;
mod events;
mod refusals;

use serde::{Deserialize, Serialize};

pub use events::{LimitSet, ProvisionedLimitEvent};
pub use refusals::Refusal;

use crate::{Aggregate, LedgerId, Scope, Stream, values::rate_category::RateCategory};

/// The requests a second of a category that need not be provisioned; `None` where there is no such category.
pub fn free(category: &str) -> Option<u32> {
    RateCategory::of_name(category).map(RateCategory::free_per_second)
}

/// Where the limit of a category in a region lives.
pub fn stream(region: &str, category: &str) -> Stream {
    Stream::impersonal(LedgerId::account(), ProvisionedLimit::KIND, &format!("{region}_{category}"))
}

/// What is provisioned for a category.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvisionedLimit {
    /// Requests a second; absent where it was never set.
    pub value: Option<u32>,
}

impl Aggregate for ProvisionedLimit {
    const KIND: &'static str = "provisioned_limit";
    type Event = ProvisionedLimitEvent;
    type Refusal = Refusal;

    fn apply(&mut self, event: &ProvisionedLimitEvent) {
        match event {
            ProvisionedLimitEvent::LimitSet(e) => self.value = Some(e.value),
        }
    }

    /// A limit claims no name.
    fn taken(_: Scope) -> Refusal {
        Refusal::BelowFree(0)
    }
}
