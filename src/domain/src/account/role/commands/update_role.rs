//! `UpdateRole`

use crate::{
    Command, Decision, Moment,
    account::role::{Role, Updated},
};

/// Changes what the role is for, and how long its sessions may be.
pub struct UpdateRole {
    /// What it is for; absent: as before.
    pub description: Option<String>,
    /// Longest life of its credentials in seconds.
    pub max_session_seconds: u32,
}

impl Command for UpdateRole {
    type Aggregate = Role;
    type Reply = ();

    fn decide(&self, role: &Role, moment: &Moment) -> Decision<Self> {
        let made = match role.active() {
            Ok(role) => &role.made,
            Err(refusal) => return Decision::refuse(refusal),
        };
        let description = self.description.as_ref().or(made.description.as_ref()).cloned();
        let max_session_seconds = self.max_session_seconds;
        if description == made.description && max_session_seconds == made.max_session_seconds {
            return Decision::answer(());
        }
        Decision::accept([Updated { description, max_session_seconds, at: moment.now }.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        account::role::{
            Refusal, RoleEvent,
            commands::cases::{created, deleted},
        },
        scenario::given,
    };

    fn update(description: Option<&str>, max_session_seconds: u32) -> UpdateRole {
        UpdateRole { description: description.map(ToOwned::to_owned), max_session_seconds }
    }

    fn updated(description: &str, max_session_seconds: u32) -> RoleEvent {
        let description = Some(description.to_owned());
        Updated { description, max_session_seconds, at: Timestamp::default() }.into()
    }

    #[test]
    fn a_description_that_is_not_given_stays() {
        given([created()]).when(update(Some("for all"), 3600)).then([updated("for all", 3600)], Ok(()));
        let past = || [created(), updated("for all", 3600)];
        given(past()).when(update(None, 7200)).then([updated("for all", 7200)], Ok(()));
        given(past()).when(update(None, 3600)).then([], Ok(()));
        let state = given::<Role>(past()).state();
        assert_eq!(state.active().unwrap().made.description.as_deref(), Some("for all"));
    }

    #[test]
    fn what_is_not_there_does_not_change() {
        for past in [vec![], vec![created(), deleted()]] {
            given(past).when(update(None, 3600)).then([], Err(Refusal::NotFound));
        }
    }
}
