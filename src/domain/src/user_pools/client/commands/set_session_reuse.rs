//! A client says how long the pages reuse a user's session for it.

use crate::{
    Command, Decision, Moment,
    user_pools::client::{Client, SessionReuseSet},
};

/// Sets it. The time that holds already records nothing. That the pool keeps sessions apart is asked before.
#[derive(Clone, Debug)]
pub struct SetSessionReuse {
    /// From the last fresh sign-in; none: never.
    pub minutes: u32,
}

impl Command for SetSessionReuse {
    type Aggregate = Client;
    type Reply = ();

    fn decide(&self, client: &Client, moment: &Moment) -> Decision<Self> {
        match client.present() {
            Err(refusal) => Decision::refuse(refusal),
            Ok(app) if app.session_reuse_minutes == self.minutes => Decision::answer(()),
            Ok(_) => {
                let set = SessionReuseSet { minutes: self.minutes, at: moment.now };
                Decision::accept([set.into()], ())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::client::{
            ClientEvent, ClientRefusal,
            testing::{created, deleted},
        },
    };

    fn set(minutes: u32) -> ClientEvent {
        SessionReuseSet { minutes, at: Timestamp::from_ms(0) }.into()
    }

    #[test]
    fn sessions_are_reused_for_an_hour_unless_the_client_says_otherwise() {
        given::<Client>([created()]).when(SetSessionReuse { minutes: 60 }).then([], Ok(()));
        given::<Client>([created()]).when(SetSessionReuse { minutes: 0 }).then([set(0)], Ok(()));
        given::<Client>([created(), set(0)]).when(SetSessionReuse { minutes: 60 }).then([set(60)], Ok(()));
    }

    #[test]
    fn what_is_not_there_reuses_nothing() {
        for past in [vec![], vec![created(), deleted()]] {
            let reuse = SetSessionReuse { minutes: 5 };
            given::<Client>(past).when(reuse).then([], Err(ClientRefusal::NotFound));
        }
    }
}
