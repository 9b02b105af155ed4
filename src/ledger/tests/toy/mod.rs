//! A door: the smallest aggregate that has a name to claim, a person to forget and a refusal.

use domain::{Aggregate, Beginnings, Claim, Command, Decision, LedgerId, Moment, Personal, Scope, Stream};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Built {
    pub(crate) owner: Personal<String>,
    pub(crate) address: Personal<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Opened {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct TornDown {}

domain::events! {
    /// Facts about a door.
    pub(crate) enum DoorEvent {
        "door.built" 1 => Built,
        "door.opened" 1 => Opened,
        "door.torn_down" 1 => TornDown,
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Door {
    pub(crate) owner: Option<Personal<String>>,
    pub(crate) opened: u64,
}

#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("there is no door")]
    NoDoor,
    #[error("there is a door already")]
    DoorAlready,
    #[error("the address is taken")]
    AddressTaken,
}

impl Aggregate for Door {
    const KIND: &'static str = "door";
    type Event = DoorEvent;
    type Refusal = Refusal;

    fn apply(&mut self, event: &DoorEvent) {
        match event {
            DoorEvent::Built(built) => self.owner = Some(built.owner.clone()),
            DoorEvent::Opened(_) => self.opened += 1,
            DoorEvent::TornDown(_) => *self = Self::default(),
        }
    }

    fn claims(event: &DoorEvent) -> Vec<Claim> {
        match event {
            DoorEvent::Built(built) => built
                .address
                .known()
                .map(|address| Claim::Take { scope: "address", value: address.clone() })
                .into_iter()
                .collect(),
            DoorEvent::Opened(_) => Vec::new(),
            DoorEvent::TornDown(_) => vec![Claim::ReleaseAll],
        }
    }

    fn taken(_: Scope) -> Refusal {
        Refusal::AddressTaken
    }
}

pub(crate) struct Build(pub(crate) &'static str);
pub(crate) struct Open;
pub(crate) struct TearDown;
pub(crate) struct HowOften;

impl Command for Build {
    type Aggregate = Door;
    type Reply = ();
    fn decide(&self, door: &Door, _: &Moment) -> Decision<Self> {
        if door.owner.is_some() {
            return Decision::refuse(Refusal::DoorAlready);
        }
        let address = Personal::Known(self.0.to_owned());
        Decision::accept([Built { owner: Personal::Known("ada@example.com".into()), address }.into()], ())
    }
}

impl Command for Open {
    type Aggregate = Door;
    type Reply = u64;
    fn decide(&self, door: &Door, _: &Moment) -> Decision<Self> {
        match door.owner {
            Some(_) => Decision::accept([Opened {}.into()], door.opened + 1),
            None => Decision::refuse(Refusal::NoDoor),
        }
    }
}

/// Opens a door, and together with that another one, which is new, gets its first command.
pub(crate) struct OpenAnd<C>(pub(crate) usize, pub(crate) C);

impl<C: Command> Command for OpenAnd<C> {
    type Aggregate = Door;
    type Reply = u64;
    fn decide(&self, door: &Door, moment: &Moment) -> Decision<Self> {
        let Decision { events, reply } = Open.decide(door, moment);
        Decision { events, reply }
    }
    fn also_begins(&self, _: &u64, beginnings: &mut impl Beginnings) {
        beginnings.add(&stream(self.0), &self.1);
    }
}

impl Command for TearDown {
    type Aggregate = Door;
    type Reply = ();
    fn decide(&self, _: &Door, _: &Moment) -> Decision<Self> {
        Decision::accept([TornDown {}.into()], ())
    }
}

impl Command for HowOften {
    type Aggregate = Door;
    type Reply = u64;
    fn decide(&self, door: &Door, _: &Moment) -> Decision<Self> {
        Decision::answer(door.opened)
    }
}

pub(crate) fn stream(n: usize) -> Stream {
    Stream::person(LedgerId::new("us-east-1_Doors"), "door", &n.to_string())
}
