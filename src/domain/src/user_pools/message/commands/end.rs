//! Records how a message ended. That is asked again where the process died before it knew that it was recorded.

use crate::{
    Command, Decision, Moment,
    user_pools::message::{About, GivenUp, HandedOver, Message},
};

/// Records that a message was handed over, once.
pub struct HandOver(pub HandedOver);

impl Command for HandOver {
    type Aggregate = Message;
    type Reply = ();

    /// Also of a message that another node has given up meanwhile: it was sent all the same.
    fn decide(&self, message: &Message, _: &Moment) -> Decision<Self> {
        match message {
            Message::Absent | Message::Due | Message::GivenUp => {
                Decision::accept([self.0.clone().into()], ())
            }
            Message::HandedOver => Decision::answer(()),
        }
    }
}

/// Records that a message is tried no more, unless it has ended.
pub struct GiveUp {
    /// Which.
    pub about: About,
    /// After so many tries.
    pub tries: u32,
    /// Why the last of them failed, in words that name neither an address nor a code.
    pub why: String,
}

impl Command for GiveUp {
    type Aggregate = Message;
    type Reply = ();

    fn decide(&self, message: &Message, moment: &Moment) -> Decision<Self> {
        match message {
            Message::Absent | Message::Due => {
                let Self { about, tries, why } = self;
                let (about, why, at) = (about.clone(), why.clone(), moment.now);
                Decision::accept([GivenUp { about, tries: *tries, why, at }.into()], ())
            }
            Message::GivenUp | Message::HandedOver => Decision::answer(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::message::{Carrier, Due, MessageEvent, commands::about},
    };

    const AT: Timestamp = Timestamp::from_ms(7);

    fn handed_over() -> HandedOver {
        HandedOver { about: about(), carrier: Carrier::MailServer, at: AT }
    }

    fn give_up() -> GiveUp {
        GiveUp { about: about(), tries: 12, why: "because".to_owned() }
    }

    fn given_up() -> MessageEvent {
        let at = Timestamp::from_ms(0);
        GivenUp { about: about(), tries: 12, why: "because".to_owned(), at }.into()
    }

    #[test]
    fn that_a_message_was_handed_over_is_recorded_once_and_with_the_time_at_which_it_was() {
        let due = Due { about: about(), at: AT };
        given::<Message>([]).when(HandOver(handed_over())).then([handed_over().into()], Ok(()));
        given::<Message>([due.into()]).when(HandOver(handed_over())).then([handed_over().into()], Ok(()));
        given::<Message>([handed_over().into()]).when(HandOver(handed_over())).then([], Ok(()));
    }

    #[test]
    fn a_message_is_given_up_once_and_never_after_it_was_handed_over() {
        given::<Message>([]).when(give_up()).then([given_up()], Ok(()));
        given::<Message>([given_up()]).when(give_up()).then([], Ok(()));
        given::<Message>([handed_over().into()]).when(give_up()).then([], Ok(()));
    }

    #[test]
    fn a_message_that_one_node_gave_up_while_another_sent_it_was_sent() {
        given::<Message>([given_up()]).when(HandOver(handed_over())).then([handed_over().into()], Ok(()));
        assert_eq!(given::<Message>([given_up(), handed_over().into()]).state(), Message::HandedOver);
    }
}
