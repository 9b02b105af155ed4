//! One mail or text message to a user: that it was handed over, to what and when, or that it was given up, and why. Lives in the user pool's
//! ledger, belongs to the user and is forgotten with the user. Knows neither its text nor a code. Its id is that of the event that asked for it;
//! an invitation, which no event asks for, has one of its own.

pub mod commands;
mod events;

use serde::{Deserialize, Serialize};

pub use events::{About, Carrier, Due, GivenUp, HandedOver, MessageEvent, Occasion};

use crate::{Aggregate, Scope, Stream};

/// Where the message of this id lives. `user` is the stream of the user whom it is sent to.
pub fn stream(user: &Stream, id: &str) -> Stream {
    Stream::belonging(user, Message::KIND, id)
}

/// What is known of a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// Nothing is recorded of it yet.
    #[default]
    Absent,
    /// An invitation that is being sent. Where nothing follows, the process died meanwhile, and whether it was sent is not known.
    Due,
    /// It was not sent, and is tried no more.
    GivenUp,
    /// It was handed over, and is not to be sent again.
    HandedOver,
}

/// Never refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {}

impl Aggregate for Message {
    const KIND: &'static str = "message";
    type Event = MessageEvent;
    type Refusal = Refusal;

    fn apply(&mut self, event: &MessageEvent) {
        *self = match event {
            MessageEvent::Due(_) => Self::Due,
            MessageEvent::GivenUp(_) => Self::GivenUp,
            MessageEvent::HandedOver(_) => Self::HandedOver,
        };
    }

    fn taken(scope: Scope) -> Refusal {
        unreachable!("a message claims no name, so none of its names is taken: {scope}")
    }
}
