//! A new password was refused, because it is in a list of breached ones.

use crate::{
    Command, Decision, Moment,
    user_pools::user::{CompromisedPasswordFound, User},
    values::risk::PasswordEvent,
};

/// Records it.
pub struct RefuseCompromised;

impl Command for RefuseCompromised {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        if let Err(refusal) = user.profile() {
            return Decision::refuse(refusal);
        }
        let on = PasswordEvent::PasswordChange;
        Decision::accept([CompromisedPasswordFound { on, blocked: true, at: moment.now }.into()], ())
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
    fn a_refused_password_is_recorded_of_a_user_who_is_there() {
        let at = Timestamp::from_ms(0);
        let found = CompromisedPasswordFound { on: PasswordEvent::PasswordChange, blocked: true, at };
        given::<User>([signed_up().into()]).when(RefuseCompromised).then([found.into()], Ok(()));
        given::<User>([]).when(RefuseCompromised).then([], Err(Refusal::UserNotFound));
    }
}
