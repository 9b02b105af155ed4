//! The one command: to record refused sign-ins.

use super::{Federation, Refused};
use crate::{Command, Decision, Moment};

/// Records them.
pub struct RecordRefused(pub Refused);

impl Command for RecordRefused {
    type Aggregate = Federation;
    type Reply = ();

    fn decide(&self, _: &Federation, _: &Moment) -> Decision<Self> {
        Decision::accept([self.0.clone().into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::federation::{Client, Origin, Protocol, Reason},
    };

    #[test]
    fn refusals_are_recorded_with_their_reason_and_add_up() {
        let refused = Refused {
            provider: "Work".to_owned(),
            protocol: Protocol::Code,
            reason: Reason::Nonce,
            error: None,
            times: 3,
            first_at: Timestamp::from_ms(0),
            last_at: Timestamp::from_ms(9),
            clients: vec![Client { client_id: "web".to_owned(), times: 3 }],
            for_others: 0,
            from: vec![Origin { address: "192.0.2.1".to_owned().into(), times: 2 }],
            from_elsewhere: 1,
        };
        let fact = || refused.clone().into();
        given::<Federation>([]).when(RecordRefused(refused.clone())).then([fact()], Ok(()));
        let state = given::<Federation>([fact(), fact()]).state();
        assert_eq!(state, Federation { refused: 6 });
    }
}
