//! A guest signs in with a login that leads to another identity: the guest's identity gives way to it.

use std::collections::BTreeSet;

use crate::{
    Command, Decision, Moment, Personal,
    identity::{Active, Identity, MergedInto, Refusal},
};

/// Disables the guest's identity. The other one is told by [`super::Absorb`]; asking again is fine, so a merge that was cut short can be
/// taken up.
pub struct MergeInto {
    /// Id of this identity.
    pub own_id: String,
    /// Id of the identity that is used from now on.
    pub into: String,
}

impl MergeInto {
    fn merge(&self, guest: &Active, moment: &Moment) -> Decision<Self> {
        if guest.is_authenticated() {
            return Decision::refuse(Refusal::NotAGuest);
        }
        let event = MergedInto { into: self.into.clone(), at: moment.now };
        Decision::accept([event.into()], guest.all_datasets())
    }
}

impl Command for MergeInto {
    type Aggregate = Identity;
    /// Names of the guest's datasets, to be kept for the other identity.
    type Reply = BTreeSet<Personal<String>>;

    fn decide(&self, identity: &Identity, moment: &Moment) -> Decision<Self> {
        if self.own_id == self.into {
            return Decision::refuse(Refusal::MergedIntoItself);
        }
        match identity {
            Identity::Active(guest) => self.merge(guest, moment),
            Identity::MergedInto { into, datasets } if *into == self.into => {
                Decision::answer(datasets.clone())
            }
            Identity::MergedInto { into, .. } => Decision::refuse(Refusal::Merged { into: into.clone() }),
            Identity::Absent | Identity::Deleted => Decision::refuse(Refusal::NotFound),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        identity::commands::cases::{ada, created, deleted, merged, opened},
        scenario::given,
    };

    fn into(other: &str) -> MergeInto {
        MergeInto { own_id: "guest".into(), into: other.into() }
    }

    fn notes() -> BTreeSet<Personal<String>> {
        [Personal::Known("notes".to_owned())].into()
    }

    #[test]
    fn a_guest_gives_way_and_tells_what_it_leaves() {
        given([created([]), opened("notes")]).when(into("b")).then([merged("b")], Ok(notes()));
    }

    #[test]
    fn a_merge_that_was_cut_short_can_be_asked_for_again() {
        let past = || given([created([]), opened("notes"), merged("b")]);
        past().when(into("b")).then([], Ok(notes()));
        past().when(into("c")).then([], Err(Refusal::Merged { into: "b".into() }));
    }

    #[test]
    fn only_guests_give_way_and_not_to_themselves() {
        given([created([ada()])]).when(into("b")).then([], Err(Refusal::NotAGuest));
        given([created([])]).when(into("guest")).then([], Err(Refusal::MergedIntoItself));
        given([created([]), deleted()]).when(into("b")).then([], Err(Refusal::NotFound));
    }
}
