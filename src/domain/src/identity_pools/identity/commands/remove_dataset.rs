//! `DeleteDataset`, together with the dataset's own deletion: the name's place is free again.

use crate::{
    Command, Decision, Moment, Personal,
    identity_pools::identity::{DatasetRemoved, Identity},
};

/// Takes the name from the identity's datasets; nothing happens when it is not among them.
pub struct RemoveDataset {
    /// The name.
    pub name: String,
}

impl Command for RemoveDataset {
    type Aggregate = Identity;
    type Reply = ();

    fn decide(&self, identity: &Identity, moment: &Moment) -> Decision<Self> {
        let name = Personal::Known(self.name.clone());
        match identity.active().map(|identity| identity.has_dataset(&self.name)) {
            Ok(true) => Decision::accept([DatasetRemoved { name, at: moment.now }.into()], ()),
            Ok(false) => Decision::answer(()),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        identity_pools::identity::{
            Refusal,
            commands::cases::{created, opened},
        },
        scenario::given,
    };

    fn remove() -> RemoveDataset {
        RemoveDataset { name: "notes".into() }
    }

    #[test]
    fn a_removed_dataset_leaves_its_place() {
        let removed = DatasetRemoved { name: Personal::Known("notes".into()), at: Timestamp::default() };
        given([created([]), opened("notes")]).when(remove()).then([removed.clone().into()], Ok(()));
        let state = given::<Identity>([created([]), opened("notes"), removed.into()]).state();
        assert!(state.active().unwrap().datasets.is_empty());
    }

    #[test]
    fn removing_what_is_not_there_is_fine() {
        given([created([])]).when(remove()).then([], Ok(()));
        given([]).when(remove()).then([], Err(Refusal::NotFound));
    }
}
