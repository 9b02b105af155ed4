//! A desk: the smallest aggregate whose every answer shows the state that was seen. It counts numbers drawn, is taken by one at a time, and
//! may carry a name that no other desk has.
//!
//! Every event carries the token of its request, so that the log alone shows the request's outcome.

use domain::{Aggregate, Claim, Command, Decision, Moment, Scope};
use serde::{Deserialize, Serialize};

/// Identifies a request.
pub(crate) type Token = u64;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Drawn {
    pub(crate) token: Token,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Taken {
    pub(crate) token: Token,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Left {
    pub(crate) token: Token,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Named {
    pub(crate) token: Token,
    pub(crate) name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Unnamed {
    pub(crate) token: Token,
    pub(crate) name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Knocked {
    pub(crate) token: Token,
}

domain::events! {
    /// Facts about a desk.
    pub(crate) enum DeskEvent {
        "desk.drawn" 1 => Drawn,
        "desk.taken" 1 => Taken,
        "desk.left" 1 => Left,
        "desk.named" 1 => Named,
        // A node remembers the holder of a name until its feed brings an event of the catalogue that may give names back: this is one.
        "user.deleted" 1 => Unnamed,
        "desk.knocked" 1 => Knocked,
    }
}

impl DeskEvent {
    pub(crate) fn token(&self) -> Token {
        match self {
            Self::Drawn(Drawn { token })
            | Self::Taken(Taken { token })
            | Self::Left(Left { token })
            | Self::Named(Named { token, .. })
            | Self::Unnamed(Unnamed { token, .. })
            | Self::Knocked(Knocked { token }) => *token,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Desk {
    drawn: u64,
    taken_by: Option<Token>,
    name: Option<String>,
    knocks: u64,
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum No {
    #[error("somebody sits there")]
    Occupied,
    #[error("nobody sits there")]
    Vacant,
    #[error("it has a name")]
    HasName,
    #[error("it has no name")]
    HasNone,
    #[error("another desk has that name")]
    NameTaken,
    #[error("nobody opens")]
    Nobody,
}

impl Aggregate for Desk {
    const KIND: &'static str = "desk";
    type Event = DeskEvent;
    type Refusal = No;

    fn apply(&mut self, event: &DeskEvent) {
        match event {
            DeskEvent::Drawn(_) => self.drawn += 1,
            DeskEvent::Taken(taken) => self.taken_by = Some(taken.token),
            DeskEvent::Left(_) => self.taken_by = None,
            DeskEvent::Named(named) => self.name = Some(named.name.clone()),
            DeskEvent::Unnamed(_) => self.name = None,
            DeskEvent::Knocked(_) => self.knocks += 1,
        }
    }

    fn claims(event: &DeskEvent) -> Vec<Claim> {
        match event {
            DeskEvent::Named(named) => vec![Claim::Take { scope: "name", value: named.name.clone() }],
            DeskEvent::Unnamed(unnamed) => {
                vec![Claim::Release { scope: "name", value: unnamed.name.clone() }]
            }
            DeskEvent::Drawn(_) | DeskEvent::Taken(_) | DeskEvent::Left(_) | DeskEvent::Knocked(_) => {
                Vec::new()
            }
        }
    }

    fn taken(_: Scope) -> No {
        No::NameTaken
    }
}

/// A request to a desk.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ask {
    pub(crate) token: Token,
    pub(crate) what: What,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    /// So many numbers at once, answered with the last.
    Draw(u64),
    Take,
    Leave,
    Name(String),
    Unname,
    /// Always refused, and always recorded.
    Knock,
    Look,
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reply {
    Number(u64),
    Done,
    Seen(Desk),
}

impl Command for Ask {
    type Aggregate = Desk;
    type Reply = Reply;

    fn decide(&self, desk: &Desk, _: &Moment) -> Decision<Self> {
        let token = self.token;
        match (&self.what, &desk.taken_by, &desk.name) {
            (What::Draw(many), _, _) => {
                Decision::accept((0..*many).map(|_| Drawn { token }.into()), Reply::Number(desk.drawn + many))
            }
            (What::Take, None, _) => Decision::accept([Taken { token }.into()], Reply::Done),
            (What::Take, Some(_), _) => Decision::refuse(No::Occupied),
            (What::Leave, Some(_), _) => Decision::accept([Left { token }.into()], Reply::Done),
            (What::Leave, None, _) => Decision::refuse(No::Vacant),
            (What::Name(name), _, None) => {
                Decision::accept([Named { token, name: name.clone() }.into()], Reply::Done)
            }
            (What::Name(_), _, Some(_)) => Decision::refuse(No::HasName),
            (What::Unname, _, Some(name)) => {
                Decision::accept([Unnamed { token, name: name.clone() }.into()], Reply::Done)
            }
            (What::Unname, _, None) => Decision::refuse(No::HasNone),
            (What::Knock, _, _) => Decision::refuse_and_record([Knocked { token }.into()], No::Nobody),
            (What::Look, _, _) => Decision::answer(Reply::Seen(desk.clone())),
        }
    }
}
