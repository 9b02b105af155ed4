//! Commands that confirm a user of a pool with the function `PostConfirmation`, and the record that it was called.

use crate::{
    Beginnings, Command, Decision, Moment, Timestamp,
    user_pools::user::{
        Confirmation, PasswordSetBy, PostConfirmationCalled, PostConfirmationDue, User, UserEvent,
    },
};

/// A command that may confirm its user. Where it does, and the pool has the function, the call is due with it.
pub struct Confirming<C> {
    /// The command.
    pub command: C,
    /// Through which client it is given; empty for a call of an administrator's. Absent where the pool has no such function.
    pub function_of: Option<String>,
}

impl<C: Command<Aggregate = User>> Command for Confirming<C> {
    type Aggregate = User;
    type Reply = C::Reply;
    const BEGINS_STREAM: bool = C::BEGINS_STREAM;

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let Decision { mut events, reply } = self.command.decide(user, moment);
        let confirmation = events.iter().find_map(confirmation_of);
        if let (Some(client_id), Some(confirmation)) = (&self.function_of, confirmation) {
            let due = PostConfirmationDue { confirmation, client_id: client_id.clone(), at: moment.now };
            events.push(due.into());
        }
        Decision { events, reply }
    }

    fn also_begins(&self, reply: &C::Reply, beginnings: &mut impl Beginnings) {
        self.command.also_begins(reply, beginnings);
    }
}

/// What a fact confirms, of what the function is called for. A password that an administrator or `NEW_PASSWORD_REQUIRED` sets is not.
fn confirmation_of(event: &UserEvent) -> Option<Confirmation> {
    if let UserEvent::PasswordSet(set) = event {
        return (set.by == PasswordSetBy::Code).then_some(Confirmation::ForgotPassword);
    }
    let confirms = matches!(event, UserEvent::Confirmed(_) | UserEvent::MadeByProvider(_));
    confirms.then_some(Confirmation::SignUp)
}

/// Records that the function was called. Nothing is recorded where that is known, or where the function has deleted the user.
pub struct RecordPostConfirmation {
    /// When the call fell due.
    pub due_at: Timestamp,
}

impl Command for RecordPostConfirmation {
    type Aggregate = User;
    type Reply = ();

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        let due = user.profile().ok().and_then(|profile| profile.post_confirmation_due(self.due_at));
        let called = due.map(|due| PostConfirmationCalled { due_at: due.at, at: moment.now }.into());
        Decision::accept(called, ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::{given, moment_at},
        user_pools::user::{
            PasswordSet, Purpose, Refusal, Status,
            commands::{
                AdminConfirm, ConfirmSignUp, ResetPassword, SetPassword,
                samples::{code_issued, confirmed, credential, signed_up},
            },
        },
        values::{risk::PasswordFinding, username::Naming},
    };

    const NOW: Timestamp = Timestamp::from_ms(0);

    fn due(confirmation: Confirmation, client_id: &str) -> PostConfirmationDue {
        PostConfirmationDue { confirmation, client_id: client_id.into(), at: NOW }
    }

    fn past() -> Vec<UserEvent> {
        vec![signed_up().into(), code_issued(Purpose::SignUp, "n").into()]
    }

    fn confirming(matched: bool, client_id: Option<&str>) -> Confirming<ConfirmSignUp> {
        let command = ConfirmSignUp { nonce: "n".into(), matched, naming: Naming::default() };
        Confirming { command, function_of: client_id.map(str::to_owned) }
    }

    #[test]
    fn the_call_is_due_with_the_confirmation_and_without_a_function_is_not() {
        let due = due(Confirmation::SignUp, "web");
        given::<User>(past())
            .when(confirming(true, Some("web")))
            .then([confirmed().into(), due.into()], Ok(()));
        given::<User>(past()).when(confirming(true, None)).then([confirmed().into()], Ok(()));
    }

    #[test]
    fn what_confirms_nobody_makes_no_call_due() {
        let refused = confirming(false, Some("web")).decide(&given::<User>(past()).state(), &moment_at(0));
        assert_eq!((refused.events.len(), refused.reply), (1, Err(Refusal::CodeMismatch)));
        let set = SetPassword { credential: credential("2"), temporary: None, naming: Naming::default() };
        let set = Confirming { command: set, function_of: Some(String::new()) };
        let password = PasswordSet::alone(PasswordSetBy::Admin, credential("2"), Status::Confirmed, NOW);
        given::<User>(past()).when(set).then([password.into()], Ok(()));
    }

    #[test]
    fn a_password_that_a_code_has_set_makes_a_call_of_its_own_kind_due() {
        let past = [signed_up().into(), confirmed().into(), code_issued(Purpose::ForgotPassword, "n").into()];
        let (first, finding) = (credential("2"), PasswordFinding::Unknown);
        let command = ResetPassword { nonce: "n".into(), matched: true, credential: first, finding };
        let set = PasswordSet::alone(PasswordSetBy::Code, credential("2"), Status::Confirmed, NOW);
        given::<User>(past)
            .when(Confirming { command, function_of: Some("web".into()) })
            .then([set.into(), due(Confirmation::ForgotPassword, "web").into()], Ok(()));
    }

    #[test]
    fn a_call_is_due_until_it_was_made() {
        let command = AdminConfirm { naming: Naming::default() };
        let confirm = Confirming { command, function_of: Some(String::new()) };
        let state = given::<User>(past()).state();
        let owed: Vec<UserEvent> =
            past().into_iter().chain(confirm.decide(&state, &moment_at(0)).events).collect();
        let user = given::<User>(owed.clone()).state();
        let expected = due(Confirmation::SignUp, "");
        assert_eq!(user.profile().unwrap().post_confirmation_due(NOW), Some(&expected));
        let called = PostConfirmationCalled { due_at: NOW, at: NOW };
        given::<User>(owed.clone())
            .when(RecordPostConfirmation { due_at: NOW })
            .then([called.clone().into()], Ok(()));
        let done = owed.into_iter().chain([called.into()]);
        given::<User>(done).when(RecordPostConfirmation { due_at: NOW }).then([], Ok(()));
        given::<User>([]).when(RecordPostConfirmation { due_at: NOW }).then([], Ok(()));
    }

    #[test]
    fn a_function_that_is_never_called_does_not_make_a_user_grow() {
        let owed = (0..50).map(|ms| {
            let at = Timestamp::from_ms(ms);
            PostConfirmationDue { at, ..due(Confirmation::ForgotPassword, "web") }.into()
        });
        let user = given::<User>(past().into_iter().chain(owed)).state();
        let profile = user.profile().unwrap();
        assert!(profile.post_confirmation_due(Timestamp::from_ms(39)).is_none());
        assert!(profile.post_confirmation_due(Timestamp::from_ms(40)).is_some());
    }
}
