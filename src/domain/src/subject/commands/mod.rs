//! The one command: to record that a person was forgotten.

use super::{Forgotten, Subject};
use crate::{Command, Decision, Moment};

/// Records it, once the key is destroyed. Doing it twice is fine.
pub struct Forget {
    /// The fact that led to it.
    pub reason: String,
}

impl Command for Forget {
    type Aggregate = Subject;
    type Reply = ();

    fn decide(&self, subject: &Subject, moment: &Moment) -> Decision<Self> {
        match subject {
            Subject::Remembered => {
                let forgotten = Forgotten { reason: self.reason.clone(), at: moment.now };
                Decision::accept([forgotten.into()], ())
            }
            Subject::Forgotten { .. } => Decision::answer(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Timestamp, scenario::given};

    #[test]
    fn a_person_is_forgotten_once() {
        let forget = || Forget { reason: "user.deleted".into() };
        let forgotten = Forgotten { reason: "user.deleted".into(), at: Timestamp::from_ms(7) };
        given::<Subject>([]).when_at(7, forget()).then([forgotten.clone().into()], Ok(()));
        given::<Subject>([forgotten.into()]).when_at(8, forget()).then([], Ok(()));
    }
}
