//! The other side of a merge: the identity that stays takes over what the other one had.

use std::collections::BTreeMap;

use crate::{
    Command, Decision, Moment, Personal,
    identity_pools::identity::{Absorbed, Identity, IdentityEvent, Left, Login, LoginLinked},
};

/// Takes over another identity's datasets, each under a name of its own beside what the identity has already, and its logins. Recorded
/// together with [`super::MergeInto`]. Asking again is fine.
pub struct Absorb {
    /// Id of the other identity.
    pub from: String,
    /// What it left.
    pub left: Left,
}

impl Absorb {
    /// The name under which a dataset of another identity is kept.
    pub fn kept_name(name: &str, from: &str) -> String {
        format!("{name}.{from}")
    }

    /// The names to be kept, by the identity whose datasets they are: what the other one kept for a third keeps its name.
    fn kept(&self) -> BTreeMap<&str, Vec<Personal<String>>> {
        let mut kept = BTreeMap::from([(self.from.as_str(), Vec::new())]);
        kept.extend(self.left.absorbed.iter().map(|third| (third.as_str(), Vec::new())));
        for name in self.left.datasets.iter().filter_map(Personal::known) {
            let is_of =
                |third: &&String| name.strip_suffix(third.as_str()).is_some_and(|own| own.ends_with('.'));
            let (origin, name) = match self.left.absorbed.iter().find(is_of) {
                Some(third) => (third.as_str(), name.clone()),
                None => (self.from.as_str(), Self::kept_name(name, &self.from)),
            };
            kept.entry(origin).or_default().push(Personal::Known(name));
        }
        kept
    }
}

impl Command for Absorb {
    type Aggregate = Identity;
    type Reply = ();

    fn decide(&self, identity: &Identity, moment: &Moment) -> Decision<Self> {
        let identity = match identity.active() {
            Ok(identity) if identity.absorbed.contains(&self.from) => return Decision::answer(()),
            Ok(identity) => identity,
            Err(refusal) => return Decision::refuse(refusal),
        };
        let logins = match identity.new_logins(&self.left.logins) {
            Ok(logins) => logins,
            Err(refusal) => return Decision::refuse(refusal),
        };
        let absorbed = |(from, datasets): (&str, Vec<Personal<String>>)| {
            Absorbed { from: from.to_owned(), datasets, at: moment.now }.into()
        };
        let mut events: Vec<IdentityEvent> = self.kept().into_iter().map(absorbed).collect();
        let linked = |login: &Login| LoginLinked { login: login.clone(), at: moment.now }.into();
        events.extend(logins.into_iter().map(linked));
        Decision::accept(events, ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        identity_pools::identity::{
            DatasetRemoved, LOGINS_MAX, Refusal,
            commands::cases::{GOOGLE, ada, created, linked, opened},
        },
        scenario::given,
    };

    const KEPT: &str = "notes.us-east-1:g";

    fn absorb() -> Absorb {
        let datasets = [Personal::Known("notes".to_owned())].into();
        Absorb { from: "us-east-1:g".into(), left: Left { datasets, ..Left::default() } }
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
    fn what_the_other_kept_for_a_third_keeps_its_name_and_new_logins_come_along() {
        let google = Login::new(GOOGLE, "7");
        let left = Left {
            datasets: ["notes", "old.us-east-1:t"].map(|name| Personal::Known(name.to_owned())).into(),
            absorbed: ["us-east-1:t".to_owned()].into(),
            logins: vec![google.clone(), ada()],
        };
        let third = Absorbed {
            from: "us-east-1:t".into(),
            datasets: vec![Personal::Known("old.us-east-1:t".into())],
            at: Timestamp::default(),
        };
        given([created([ada()])])
            .when(Absorb { from: "us-east-1:g".into(), left })
            .then([absorbed(), third.into(), linked(google)], Ok(()));
    }

    #[test]
    fn logins_that_do_not_fit_beside_the_identitys_own_are_refused() {
        let google = |user: &str| Login::new(GOOGLE, user);
        let absorb = |logins: Vec<Login>| Absorb {
            from: "us-east-1:g".into(),
            left: Left { logins, ..Left::default() },
        };
        given([created([ada(), google("7")])])
            .when(absorb(vec![google("8")]))
            .then([], Err(Refusal::SecondUserOfProvider));
        let many = |count| created((0..count).map(|n| Login::new(format!("p{n}"), "x")).collect::<Vec<_>>());
        given([many(LOGINS_MAX)]).when(absorb(vec![ada()])).then([], Err(Refusal::TooManyLogins));
        let nothing = Absorbed { from: "us-east-1:g".into(), datasets: Vec::new(), at: Timestamp::default() };
        given([many(LOGINS_MAX - 1)])
            .when(absorb(vec![ada()]))
            .then([nothing.clone().into(), linked(ada())], Ok(()));
        let forgotten = Login { provider: GOOGLE.into(), subject: Personal::Forgotten };
        given([many(LOGINS_MAX)]).when(absorb(vec![forgotten])).then([nothing.into()], Ok(()));
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
