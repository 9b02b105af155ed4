//! A limit is provisioned.

use crate::{
    Command, Decision, Moment,
    account::provisioned_limit::{LimitSet, ProvisionedLimit, Refusal},
};

/// Provisions so many requests a second. As many as there are already record nothing.
#[derive(Clone, Copy, Debug)]
pub struct SetLimit {
    /// What is free for the category, the least that can be provisioned.
    pub free: u32,
    /// Requests a second.
    pub value: u32,
}

impl Command for SetLimit {
    type Aggregate = ProvisionedLimit;
    type Reply = ();

    fn decide(&self, limit: &ProvisionedLimit, moment: &Moment) -> Decision<Self> {
        if self.value < self.free {
            return Decision::refuse(Refusal::BelowFree(self.free));
        }
        if limit.value.unwrap_or(self.free) == self.value {
            return Decision::answer(());
        }
        Decision::accept([LimitSet { value: self.value, at: moment.now }.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Timestamp, account::provisioned_limit::ProvisionedLimitEvent, scenario::given};

    fn set(value: u32) -> SetLimit {
        SetLimit { free: 50, value }
    }

    fn was_set(value: u32) -> ProvisionedLimitEvent {
        LimitSet { value, at: Timestamp::from_ms(0) }.into()
    }

    #[test]
    fn a_limit_is_recorded_where_it_differs() {
        given::<ProvisionedLimit>([]).when(set(80)).then([was_set(80)], Ok(()));
        given::<ProvisionedLimit>([]).when(set(50)).then([], Ok(()));
        given::<ProvisionedLimit>([was_set(80)]).when(set(80)).then([], Ok(()));
        given::<ProvisionedLimit>([was_set(80)]).when(set(50)).then([was_set(50)], Ok(()));
    }

    #[test]
    fn what_is_free_is_the_least() {
        given::<ProvisionedLimit>([was_set(80)]).when(set(49)).then([], Err(Refusal::BelowFree(50)));
    }
}
