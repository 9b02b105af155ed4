//! A user is made by an administrator as it is to stay: with a password for good, and in its groups. All of it is one append, so that a
//! seed that is interrupted leaves no half of a user.

use crate::{
    Aggregate, Command, Decision, Moment,
    user_pools::user::{
        Refusal, User, UserEvent,
        commands::{CreateByAdmin, JoinGroup, SetPassword},
    },
};

/// Makes the user.
pub struct CreateComplete {
    /// The user, with a temporary password.
    pub create: CreateByAdmin,
    /// The password for good; the temporary one stays where there is none.
    pub password: Option<SetPassword>,
    /// The groups.
    pub groups: Vec<JoinGroup>,
}

impl Command for CreateComplete {
    type Aggregate = User;
    type Reply = ();
    const BEGINS_STREAM: bool = true;

    fn decide(&self, user: &User, moment: &Moment) -> Decision<Self> {
        match self.decided(user.clone(), moment) {
            Ok(events) => Decision::accept(events, ()),
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

impl CreateComplete {
    fn decided(&self, mut user: User, moment: &Moment) -> Result<Vec<UserEvent>, Refusal> {
        let mut events = next(&mut user, &self.create, moment)?;
        if let Some(password) = &self.password {
            events.extend(next(&mut user, password, moment)?);
        }
        for group in &self.groups {
            events.extend(next(&mut user, group, moment)?);
        }
        Ok(events)
    }
}

/// What a command decides, applied so that the next one decides on it.
fn next<C: Command<Aggregate = User, Reply = ()>>(
    user: &mut User,
    command: &C,
    moment: &Moment,
) -> Result<Vec<UserEvent>, Refusal> {
    let Decision { events, reply } = command.decide(user, moment);
    reply?;
    for event in &events {
        user.apply(event);
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        scenario::{given, moment_at},
        user_pools::user::{
            SignedUp, Status,
            commands::samples::{credential, signed_up},
        },
        values::username::Naming,
    };

    fn complete(password: Option<&str>, groups: &[&str]) -> CreateComplete {
        let SignedUp { names, attributes, .. } = signed_up();
        let create = CreateByAdmin {
            username: "Ada".into(),
            names,
            attributes,
            credential: credential("1"),
            seconds: 60,
        };
        let password = password.map(|version| SetPassword {
            credential: credential(version),
            temporary: None,
            naming: Naming::default(),
        });
        let join = |group: &&str| JoinGroup { group: (*group).to_owned(), ended: BTreeSet::new() };
        CreateComplete { create, password, groups: groups.iter().map(join).collect() }
    }

    fn after(command: &CreateComplete) -> User {
        given::<User>(command.decide(&User::default(), &moment_at(0)).events).state()
    }

    #[test]
    fn a_complete_user_is_confirmed_and_in_its_groups() {
        let user = after(&complete(Some("2"), &["a", "b"]));
        let profile = user.profile().unwrap();
        assert_eq!((profile.status, profile.groups.len()), (Status::Confirmed, 2));
    }

    #[test]
    fn without_a_password_for_good_the_temporary_one_must_be_changed() {
        let user = after(&complete(None, &[]));
        assert!(matches!(user.profile().unwrap().status, Status::ForceChangePassword { .. }));
    }

    #[test]
    fn where_one_part_is_refused_nothing_is_recorded() {
        given::<User>([signed_up().into()])
            .when(complete(Some("2"), &["a"]))
            .then([], Err(Refusal::UsernameExists));
        let groups: Vec<String> = (0..=100).map(|n| format!("g{n}")).collect();
        let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
        given::<User>([]).when(complete(None, &groups)).then([], Err(Refusal::TooManyGroups(100)));
    }
}
