//! One person turns out to have two identities: one of them gives way to the other.

use crate::{
    Command, Decision, Moment,
    identity_pools::identity::{Active, Identity, Left, Login, MergedInto, Refusal, listed},
};

/// Disables the identity. Recorded together with [`super::Absorb`]; asking again is fine, so that a merge which was cut short in an older
/// log can be taken up.
///
/// A guest's identity is merged for any caller who has another identity: knowing its id is the proof of owning it. One with logins is
/// merged only for a caller who has proven one of them.
pub struct MergeInto {
    /// Id of this identity.
    pub own_id: String,
    /// Id of the identity that is used from now on.
    pub into: String,
    /// The logins that the caller has proven.
    pub proven: Vec<Login>,
}

impl MergeInto {
    fn merge(&self, identity: &Active, moment: &Moment) -> Decision<Self> {
        let is_own = identity.logins.is_empty() || self.proven.iter().any(|login| identity.owns(login));
        if !is_own {
            return Decision::refuse(Refusal::LoginsDontMatch);
        }
        let event = MergedInto { into: self.into.clone(), at: moment.now };
        Decision::accept([event.into()], identity.left())
    }
}

impl Command for MergeInto {
    type Aggregate = Identity;
    /// What is to be kept for the other identity.
    type Reply = Left;

    fn decide(&self, identity: &Identity, moment: &Moment) -> Decision<Self> {
        if self.own_id == self.into {
            return Decision::refuse(Refusal::MergedIntoItself);
        }
        match identity {
            Identity::Active(active) => self.merge(active, moment),
            Identity::MergedInto { into, datasets, absorbed, logins } if *into == self.into => {
                let (datasets, absorbed) = (datasets.clone(), absorbed.clone());
                Decision::answer(Left { datasets, absorbed, logins: listed(logins) })
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
        Personal, Timestamp,
        identity_pools::identity::{
            Absorbed,
            commands::cases::{GOOGLE, ada, created, deleted, linked, merged, opened},
        },
        scenario::given,
    };

    fn into(other: &str, proven: &[Login]) -> MergeInto {
        MergeInto { own_id: "this".into(), into: other.into(), proven: proven.to_vec() }
    }

    fn notes() -> Left {
        Left { datasets: [Personal::Known("notes".to_owned())].into(), ..Left::default() }
    }

    #[test]
    fn a_guest_gives_way_and_tells_what_it_leaves() {
        given([created([]), opened("notes")]).when(into("b", &[ada()])).then([merged("b")], Ok(notes()));
    }

    #[test]
    fn a_merge_that_was_cut_short_can_be_asked_for_again() {
        let past = || given([created([]), opened("notes"), merged("b")]);
        past().when(into("b", &[ada()])).then([], Ok(notes()));
        past().when(into("c", &[ada()])).then([], Err(Refusal::Merged { into: "b".into() }));
    }

    #[test]
    fn an_identity_with_logins_gives_way_to_a_caller_who_proved_one_of_them_and_leaves_them_all() {
        let google = Login::new(GOOGLE, "7");
        let kept = Absorbed {
            from: "guest".into(),
            datasets: vec![Personal::Known("old.guest".into())],
            at: Timestamp::default(),
        };
        let past = || vec![created([google.clone()]), linked(ada()), opened("notes"), kept.clone().into()];
        let names = ["notes", "old.guest"].map(|name| Personal::Known(name.to_owned()));
        let left = Left {
            datasets: names.into(),
            absorbed: ["guest".to_owned()].into(),
            logins: vec![google.clone(), ada()],
        };
        given(past()).when(into("b", std::slice::from_ref(&google))).then([merged("b")], Ok(left.clone()));
        let again = past().into_iter().chain([merged("b")]);
        given(again).when(into("b", &[ada()])).then([], Ok(left));
        for proven in [vec![], vec![Login::new(GOOGLE, "8")]] {
            given(past()).when(into("b", &proven)).then([], Err(Refusal::LoginsDontMatch));
        }
    }

    #[test]
    fn an_identity_that_is_gone_does_not_give_way_nor_does_any_to_itself() {
        given([created([])]).when(into("this", &[])).then([], Err(Refusal::MergedIntoItself));
        given([created([]), deleted()]).when(into("b", &[])).then([], Err(Refusal::NotFound));
    }
}
