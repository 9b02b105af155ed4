//! `UpdateAccessKey` with status `Inactive`.

use crate::{
    Command, Decision, Moment,
    account::access_key::{AccessKey, Disabled, Refusal},
};

/// Keeps the key from signing. A disabled key stays as it is.
pub struct Disable;

impl Command for Disable {
    type Aggregate = AccessKey;
    type Reply = ();

    fn decide(&self, key: &AccessKey, moment: &Moment) -> Decision<Self> {
        match key {
            AccessKey::Active(_) => Decision::accept([Disabled { at: moment.now }.into()], ()),
            AccessKey::Disabled(_) => Decision::answer(()),
            AccessKey::Absent | AccessKey::Deleted => Decision::refuse(Refusal::NotFound),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        account::access_key::commands::cases::{created, deleted, disabled},
        scenario::given,
    };

    #[test]
    fn an_active_key_is_disabled_once() {
        given([created()]).when(Disable).then([disabled()], Ok(()));
        given([created(), disabled()]).when(Disable).then([], Ok(()));
        assert!(matches!(given([created(), disabled()]).state(), AccessKey::Disabled(_)));
    }

    #[test]
    fn a_key_that_is_not_there_is_not_disabled() {
        given([]).when(Disable).then([], Err(Refusal::NotFound));
        given([created(), deleted()]).when(Disable).then([], Err(Refusal::NotFound));
    }
}
