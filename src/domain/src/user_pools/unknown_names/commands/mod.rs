//! The one command: to record a sum.

use super::{Tried, UnknownNames};
use crate::{Command, Decision, Moment};

/// Records it.
pub struct RecordTried(pub Tried);

impl Command for RecordTried {
    type Aggregate = UnknownNames;
    type Reply = ();

    fn decide(&self, _: &UnknownNames, _: &Moment) -> Decision<Self> {
        Decision::accept([self.0.clone().into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Timestamp, scenario::given};

    #[test]
    fn sums_add_up() {
        let tried = Tried {
            passwords: 5,
            codes_asked: 2,
            codes_answered: 1,
            compromised_sign_ups: 3,
            first_at: Timestamp::from_ms(0),
            last_at: Timestamp::from_ms(0),
            from: Vec::new(),
            from_elsewhere: 0,
        };
        given::<UnknownNames>([]).when(RecordTried(tried.clone())).then([tried.clone().into()], Ok(()));
        let state = given::<UnknownNames>([tried.clone().into(), tried.into()]).state();
        assert_eq!(state, UnknownNames { tries: 22 });
    }
}
