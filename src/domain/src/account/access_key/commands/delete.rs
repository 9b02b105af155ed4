//! `DeleteAccessKey`

use crate::{
    Command, Decision, Moment,
    account::access_key::{AccessKey, Deleted, Refusal},
};

/// Deletes the key for good.
pub struct Delete;

impl Command for Delete {
    type Aggregate = AccessKey;
    type Reply = ();

    fn decide(&self, key: &AccessKey, moment: &Moment) -> Decision<Self> {
        match key {
            AccessKey::Active(_) | AccessKey::Disabled(_) => {
                Decision::accept([Deleted { at: moment.now }.into()], ())
            }
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
    fn a_key_is_deleted_once_disabled_or_not() {
        given([created()]).when(Delete).then([deleted()], Ok(()));
        given([created(), disabled()]).when(Delete).then([deleted()], Ok(()));
        given([created(), deleted()]).when(Delete).then([], Err(Refusal::NotFound));
        given([]).when(Delete).then([], Err(Refusal::NotFound));
    }
}
