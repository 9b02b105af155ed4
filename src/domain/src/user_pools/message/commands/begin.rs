//! Begins an invitation, together with what asks for it.

use crate::{
    Command, Decision, Moment,
    user_pools::message::{About, Due, Message},
};

/// Records that it is due, under an id that was made for it.
pub struct Begin(pub About);

impl Command for Begin {
    type Aggregate = Message;
    type Reply = ();

    fn decide(&self, message: &Message, moment: &Moment) -> Decision<Self> {
        match message {
            Message::Absent => Decision::accept([Due { about: self.0.clone(), at: moment.now }.into()], ()),
            Message::Due | Message::GivenUp | Message::HandedOver => Decision::answer(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Timestamp, scenario::given, user_pools::message::commands::about};

    #[test]
    fn an_invitation_begins_once() {
        let due = Due { about: about(), at: Timestamp::from_ms(0) };
        given::<Message>([]).when(Begin(about())).then([due.clone().into()], Ok(()));
        given::<Message>([due.into()]).when(Begin(about())).then([], Ok(()));
    }
}
