//! The other side of a merge: the identity that stays takes over what the guest had.

use crate::{
    Command, Decision, Moment, Personal,
    identity::{Absorbed, Identity},
};

/// Takes a guest's datasets over, each under a name of its own beside what the identity has already. Asking again is fine.
pub struct Absorb {
    /// Id of the guest's identity.
    pub from: String,
    /// Names of the guest's datasets.
    pub datasets: Vec<String>,
}

impl Absorb {
    /// The name under which a guest's dataset is kept.
    pub fn kept_name(name: &str, from: &str) -> String {
        format!("{name}.{from}")
    }
}

impl Command for Absorb {
    type Aggregate = Identity;
    type Reply = ();

    fn decide(&self, identity: &Identity, moment: &Moment) -> Decision<Self> {
        match identity.active().map(|identity| identity.absorbed.contains(&self.from)) {
            Ok(true) => Decision::answer(()),
            Ok(false) => {
                let kept = |name: &String| Personal::Known(Self::kept_name(name, &self.from));
                let datasets = self.datasets.iter().map(kept).collect();
                Decision::accept([Absorbed { from: self.from.clone(), datasets, at: moment.now }.into()], ())
            }
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        identity::{
            DatasetRemoved, IdentityEvent, Refusal,
            commands::cases::{ada, created, opened},
        },
        scenario::given,
    };

    const KEPT: &str = "notes.us-east-1:g";

    fn absorb() -> Absorb {
        Absorb { from: "us-east-1:g".into(), datasets: vec!["notes".into()] }
    }

    fn absorbed() -> IdentityEvent {
        let datasets = vec![Personal::Known(KEPT.into())];
        Absorbed { from: "us-east-1:g".into(), datasets, at: Timestamp::default() }.into()
    }

    #[test]
    fn a_guests_datasets_are_kept_under_names_that_tell_whose_they_were() {
        given([created([ada()])]).when(absorb()).then([absorbed()], Ok(()));
        given([created([ada()]), absorbed()]).when(absorb()).then([], Ok(()));
        given([]).when(absorb()).then([], Err(Refusal::NotFound));
    }

    #[test]
    fn they_are_reported_beside_their_namesake_until_they_are_deleted() {
        let merged_beside = |name: &str, past: Vec<IdentityEvent>| {
            let state = given::<Identity>(past).state();
            state.active().unwrap().merged_datasets(name).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        let past = || vec![created([ada()]), opened("notes"), opened("notes.mine"), absorbed()];
        assert_eq!(merged_beside("notes", past()), [KEPT]);
        assert!(merged_beside("note", past()).is_empty());

        let removed = DatasetRemoved { name: Personal::Known(KEPT.into()), at: Timestamp::default() };
        let mut later = past();
        later.push(removed.into());
        assert!(merged_beside("notes", later).is_empty());
    }
}
