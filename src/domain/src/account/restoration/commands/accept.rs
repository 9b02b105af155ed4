//! The operator accepts what the database holds of a ledger.

use crate::{
    Command, Decision, LedgerId, Moment, Personal,
    account::restoration::{Accepted, Restoration, RestorationRefusal},
};

/// A position of a ledger, and the Merkle root over the events up to there in hexadecimal. Nothing at all is position 0 and no root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The position.
    pub position: u64,
    /// The root.
    pub root: String,
}

/// Accepts it, for one node: each node has its own memory of what it signed.
pub struct Accept {
    /// The ledger.
    pub ledger: LedgerId,
    /// What the node had signed.
    pub remembered: Place,
    /// What the database holds.
    pub found: Place,
    /// The operator who accepts it.
    pub by: String,
}

impl Command for Accept {
    type Aggregate = Restoration;
    type Reply = ();

    fn decide(&self, _: &Restoration, moment: &Moment) -> Decision<Self> {
        if self.by.trim().is_empty() {
            return Decision::refuse(RestorationRefusal::Unsigned);
        }
        let accepted = Accepted {
            ledger: self.ledger.to_string(),
            remembered: self.remembered.position,
            remembered_root: self.remembered.root.clone(),
            found: self.found.position,
            found_root: self.found.root.clone(),
            by: Personal::Known(self.by.trim().to_owned()),
            at: moment.now,
        };
        Decision::accept([accepted.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Timestamp, scenario::given};

    fn accept(by: &str) -> Accept {
        let place = |position, root: &str| Place { position, root: root.into() };
        let (remembered, found) = (place(20, "aa"), place(12, "bb"));
        Accept { ledger: LedgerId::new("us-east-1_Pool"), remembered, found, by: by.into() }
    }

    fn accepted(ms: i64) -> Accepted {
        Accepted {
            ledger: "us-east-1_Pool".into(),
            remembered: 20,
            remembered_root: "aa".into(),
            found: 12,
            found_root: "bb".into(),
            by: Personal::Known("Ada".into()),
            at: Timestamp::from_ms(ms),
        }
    }

    #[test]
    fn an_acceptance_says_who_when_and_from_where_to_where() {
        given([]).when_at(7, accept(" Ada ")).then([accepted(7).into()], Ok(()));
        given([]).when(accept(" ")).then([], Err(RestorationRefusal::Unsigned));
    }

    #[test]
    fn a_second_restore_is_accepted_as_the_first_one_was() {
        given([accepted(7).into()]).when_at(9, accept("Ada")).then([accepted(9).into()], Ok(()));
        let state = given::<Restoration>([accepted(7).into(), accepted(9).into()]).state();
        assert_eq!(state, Restoration { times: 2, last: Some(accepted(9)) });
    }
}
