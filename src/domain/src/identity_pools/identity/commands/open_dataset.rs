//! `UpdateRecords`, together with a dataset's first update: may the identity have a dataset of this name?

use crate::{
    Command, Decision, Moment, Personal,
    identity_pools::identity::{Active, DATASETS_MAX, DatasetOpened, Identity, Refusal},
};

/// Gives the name a place among the identity's datasets, if it has none yet.
pub struct OpenDataset {
    /// The name.
    pub name: String,
}

impl OpenDataset {
    /// Whether the name is new, or that there is no room for it.
    fn is_new(&self, identity: &Active) -> Result<bool, Refusal> {
        if identity.has_dataset(&self.name) {
            return Ok(false);
        }
        if identity.datasets.len() >= DATASETS_MAX {
            return Err(Refusal::TooManyDatasets);
        }
        Ok(true)
    }
}

impl Command for OpenDataset {
    type Aggregate = Identity;
    type Reply = ();

    fn decide(&self, identity: &Identity, moment: &Moment) -> Decision<Self> {
        match identity.active().and_then(|identity| self.is_new(identity)) {
            Ok(true) => {
                let name = Personal::Known(self.name.clone());
                Decision::accept([DatasetOpened { name, at: moment.now }.into()], ())
            }
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
            Absorbed, IdentityEvent,
            commands::cases::{created, deleted, opened},
        },
        scenario::given,
    };

    fn open(name: &str) -> OpenDataset {
        OpenDataset { name: name.into() }
    }

    #[test]
    fn a_dataset_is_opened_once() {
        given([created([])]).when(open("notes")).then([opened("notes")], Ok(()));
        given([created([]), opened("notes")]).when(open("notes")).then([], Ok(()));
    }

    #[test]
    fn a_twenty_first_dataset_is_refused_and_the_twenty_stay_open() {
        let full = || {
            let names = (0..DATASETS_MAX).map(|n| opened(&format!("d{n}")));
            given(std::iter::once(created([])).chain(names))
        };
        full().when(open("one-more")).then([], Err(Refusal::TooManyDatasets));
        full().when(open("d0")).then([], Ok(()));
    }

    #[test]
    fn what_came_with_a_guest_takes_no_place() {
        let names = (1..DATASETS_MAX).map(|n| opened(&format!("d{n}")));
        let past = std::iter::once(created([])).chain(names).chain([absorbed()]).collect::<Vec<_>>();
        given(past.clone()).when(open("last")).then([opened("last")], Ok(()));
        given(past).when(open("d1.guest")).then([], Ok(()));
    }

    #[test]
    fn a_name_that_only_looks_like_a_guests_takes_a_place() {
        let names = (0..DATASETS_MAX).map(|n| opened(&format!("d{n}.guest")));
        given([created([]), absorbed()].into_iter().chain(names))
            .when(open("d20.guest"))
            .then([], Err(Refusal::TooManyDatasets));
    }

    fn absorbed() -> IdentityEvent {
        let datasets = vec![Personal::Known("d1.guest".into())];
        Absorbed { from: "guest".into(), datasets, at: Timestamp::default() }.into()
    }

    #[test]
    fn an_identity_that_is_gone_opens_nothing() {
        given([created([]), deleted()]).when(open("notes")).then([], Err(Refusal::NotFound));
    }
}
