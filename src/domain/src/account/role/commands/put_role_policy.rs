//! `PutRolePolicy`

use crate::{
    Command, Decision, Moment,
    account::role::{Active, INLINE_POLICY_CHARS_MAX, PolicyPut, Refusal, Role, policy_chars},
};

/// Adds an inline policy, or replaces the one of this name.
pub struct PutRolePolicy {
    /// The policy's name.
    pub name: String,
    /// A policy document, validated before.
    pub document: String,
}

impl PutRolePolicy {
    fn check_size(&self, role: &Active) -> Result<(), Refusal> {
        let others = role.policies.iter().filter(|(name, _)| **name != self.name);
        let chars = others.map(|(_, document)| policy_chars(document)).sum::<usize>();
        if chars + policy_chars(&self.document) > INLINE_POLICY_CHARS_MAX {
            return Err(Refusal::PoliciesTooLong { role: role.made.name.clone() });
        }
        Ok(())
    }
}

impl Command for PutRolePolicy {
    type Aggregate = Role;
    type Reply = ();

    fn decide(&self, role: &Role, moment: &Moment) -> Decision<Self> {
        if let Err(refusal) = role.active().and_then(|role| self.check_size(role)) {
            return Decision::refuse(refusal);
        }
        let put = PolicyPut { name: self.name.clone(), document: self.document.clone(), at: moment.now };
        Decision::accept([put.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        account::role::commands::cases::{created, deleted, put},
        scenario::given,
    };

    fn command(name: &str, document: &str) -> PutRolePolicy {
        PutRolePolicy { name: name.into(), document: document.into() }
    }

    #[test]
    fn a_policy_of_the_same_name_is_replaced() {
        given([created(), put("sync", "{}")]).when(command("sync", "[]")).then([put("sync", "[]")], Ok(()));
        let state =
            given::<Role>([created(), put("sync", "{}"), put("sync", "[]"), put("more", "{}")]).state();
        let policies = &state.active().unwrap().policies;
        assert_eq!(
            policies.iter().collect::<Vec<_>>(),
            [(&"more".to_owned(), &"{}".to_owned()), (&"sync".to_owned(), &"[]".to_owned())]
        );
    }

    #[test]
    fn all_policies_together_have_a_length() {
        let full = "x".repeat(INLINE_POLICY_CHARS_MAX);
        let too_long = || Err(Refusal::PoliciesTooLong { role: "Guest".into() });
        given([created()]).when(command("a", &full)).then([put("a", &full)], Ok(()));
        given([created(), put("a", &full)]).when(command("b", "x")).then([], too_long());
        given([created(), put("a", &full)]).when(command("a", "x")).then([put("a", "x")], Ok(()));
    }

    #[test]
    fn a_role_that_is_not_there_takes_no_policy() {
        given([]).when(command("a", "{}")).then([], Err(Refusal::NotFound));
        given([created(), deleted()]).when(command("a", "{}")).then([], Err(Refusal::NotFound));
    }
}
