//! given / when / then for any aggregate, without I/O. Only for tests (feature `scenario` outside this crate).

use std::fmt::Debug;

use crate::{Aggregate, Command, Decision, EventOf, Moment, RefusalOf, Timestamp};

/// An aggregate with a past.
pub struct Given<A>(A);

/// The aggregate after these facts.
pub fn given<A: Aggregate>(events: impl IntoIterator<Item = A::Event>) -> Given<A> {
    let mut state = A::default();
    events.into_iter().for_each(|event| state.apply(&event));
    Given(state)
}

/// A moment at so many milliseconds after the epoch.
pub fn moment_at(ms: i64) -> Moment {
    Moment {
        principal: "test".into(),
        operation: "test:Test".into(),
        ..Moment::system("test", Timestamp::from_ms(ms), "test")
    }
}

impl<A: Aggregate> Given<A> {
    /// The command at time zero.
    pub fn when<C: Command<Aggregate = A>>(self, command: C) -> Then<C> {
        self.when_at(0, command)
    }

    /// The command at so many milliseconds after the epoch.
    #[expect(clippy::needless_pass_by_value, reason = "reads as a sentence: given(..).when(..).then(..)")]
    pub fn when_at<C: Command<Aggregate = A>>(self, ms: i64, command: C) -> Then<C> {
        Then(command.decide(&self.0, &moment_at(ms)))
    }

    /// The state itself.
    pub fn state(self) -> A {
        self.0
    }
}

/// What the command brought about.
pub struct Then<C: Command>(pub Decision<C>);

impl<C: Command> Then<C>
where
    C::Reply: Debug + PartialEq,
{
    /// Exactly these facts and this answer.
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "reads as a sentence: given(..).when(..).then(..)")]
    pub fn then(self, events: impl IntoIterator<Item = EventOf<C>>, reply: Result<C::Reply, RefusalOf<C>>) {
        assert_eq!(self.0.events, events.into_iter().collect::<Vec<_>>());
        assert_eq!(self.0.reply, reply);
    }
}
