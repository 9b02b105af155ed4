//! `UpdateAssumeRolePolicy`

use crate::{
    Command, Decision, Moment,
    account::role::{Refusal, Role, TRUST_POLICY_CHARS_MAX, TrustPolicySet, policy_chars},
};

/// Replaces the trust policy.
pub struct UpdateAssumeRolePolicy {
    /// A policy document, validated before.
    pub document: String,
}

impl Command for UpdateAssumeRolePolicy {
    type Aggregate = Role;
    type Reply = ();

    fn decide(&self, role: &Role, moment: &Moment) -> Decision<Self> {
        if let Err(refusal) = role.active() {
            return Decision::refuse(refusal);
        }
        if policy_chars(&self.document) > TRUST_POLICY_CHARS_MAX {
            return Decision::refuse(Refusal::TrustPolicyTooLong);
        }
        Decision::accept([TrustPolicySet { document: self.document.clone(), at: moment.now }.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        account::role::commands::cases::{created, deleted},
        scenario::given,
    };

    fn set(document: &str) -> UpdateAssumeRolePolicy {
        UpdateAssumeRolePolicy { document: document.into() }
    }

    #[test]
    fn the_trust_policy_is_replaced() {
        let event = TrustPolicySet { document: "{}".into(), at: Timestamp::default() };
        given([created()]).when(set("{}")).then([event.clone().into()], Ok(()));
        let state = given::<Role>([created(), event.into()]).state();
        assert_eq!(state.active().map(|role| role.made.trust_policy.as_str()), Ok("{}"));
    }

    #[test]
    fn it_is_refused_where_it_is_too_long_or_there_is_no_role() {
        let too_long = "x".repeat(TRUST_POLICY_CHARS_MAX + 1);
        given([created()]).when(set(&too_long)).then([], Err(Refusal::TrustPolicyTooLong));
        given([]).when(set("{}")).then([], Err(Refusal::NotFound));
        given([created(), deleted()]).when(set("{}")).then([], Err(Refusal::NotFound));
    }
}
