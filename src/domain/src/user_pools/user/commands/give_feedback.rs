//! A user or an administrator says whether an event of the user was the user's own doing.

use crate::{
    Command, Decision, Moment,
    user_pools::{
        risk::network_of,
        user::{FeedbackBy, FeedbackGiven, User},
    },
};

/// Says it. That there is such an event was found outside.
pub struct GiveFeedback {
    /// The event.
    pub event: String,
    /// Whether it was the user.
    pub is_valid: bool,
    /// Who says it.
    pub by: FeedbackBy,
    /// The address that the event came from; empty where none is known.
    pub address: String,
}

impl Command for GiveFeedback {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        if let Err(refusal) = user.profile() {
            return Decision::refuse(refusal);
        }
        let (event, is_valid, by) = (self.event.clone(), self.is_valid, self.by);
        let network = network_of(&self.address).map(Into::into);
        Decision::accept([FeedbackGiven { event, is_valid, by, network, at: moment.now }.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::user::{Refusal, commands::samples::signed_up},
    };

    #[test]
    fn feedback_is_given_about_a_user_who_is_there() {
        let by = FeedbackBy::User;
        let give = || GiveFeedback { event: "e1".into(), is_valid: false, by, address: "192.0.2.7".into() };
        let (network, at) = (Some("192.0.2.0/24".to_owned().into()), Timestamp::from_ms(0));
        let given_it = FeedbackGiven { event: "e1".into(), is_valid: false, by, network, at };
        given::<User>([signed_up().into()]).when(give()).then([given_it.into()], Ok(()));
        given::<User>([]).when(give()).then([], Err(Refusal::UserNotFound));
    }
}
