//! Why a message has not gone out, in words that are recorded: they name neither an address nor a code.

use ports::triggers::TriggerFault;

use super::{Unsent, senders::NotHandedOver};
use crate::{Fault, Kind};

/// Why a message has not gone out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Undelivered {
    /// The pool or the user is deleted, and the message of no use.
    Void,
    /// It may go out later.
    Later(&'static str),
    /// It never will.
    Never(&'static str),
}

/// An address was sent too many messages.
pub(crate) struct TooMany;

impl TooMany {
    pub(super) const WHY: &'static str = "its address was sent too many messages lately";
}

impl From<Fault> for Undelivered {
    fn from(fault: Fault) -> Self {
        match fault.kind {
            Kind::ResourceNotFound => Self::Void,
            _ => Self::Later("the log did not answer"),
        }
    }
}

impl From<Unsent> for Undelivered {
    fn from(fault: Unsent) -> Self {
        let why = fault.why();
        if fault.may_pass_later() { Self::Later(why) } else { Self::Never(why) }
    }
}

impl From<TriggerFault> for Undelivered {
    fn from(fault: TriggerFault) -> Self {
        let why = why(&fault);
        match fault {
            TriggerFault::Threw(_) | TriggerFault::Unreadable => Self::Never(why),
            TriggerFault::NotCalled(_) => Self::Later(why),
        }
    }
}

impl From<NotHandedOver> for Undelivered {
    fn from(fault: NotHandedOver) -> Self {
        match fault {
            NotHandedOver::NoKey => Self::Later(fault.why()),
            NotHandedOver::TooLong => Self::Never(fault.why()),
            NotHandedOver::Fault(fault) => fault.into(),
        }
    }
}

impl From<TooMany> for Undelivered {
    fn from(_: TooMany) -> Self {
        Self::Never(TooMany::WHY)
    }
}

impl Unsent {
    pub(super) const fn why(&self) -> &'static str {
        if self.may_pass_later() {
            "the message could not be delivered"
        } else {
            "the message was refused for good"
        }
    }
}

impl NotHandedOver {
    pub(super) const fn why(&self) -> &'static str {
        match self {
            Self::NoKey => "the server has no key for the pool's KMSKeyID",
            Self::TooLong => "what it carries cannot be encrypted",
            Self::Fault(fault) => why(fault),
        }
    }
}

/// What a function throws, and the name of an error, are the function's own words: they are not recorded.
const fn why(fault: &TriggerFault) -> &'static str {
    match fault {
        TriggerFault::Threw(_) => "a function of the pool has refused the message",
        TriggerFault::Unreadable => "a function of the pool has answered with no usable text",
        TriggerFault::NotCalled(_) => "a function of the pool could not be called",
    }
}
