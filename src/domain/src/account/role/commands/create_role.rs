//! `CreateRole`

use std::collections::BTreeMap;

use crate::{
    Command, Decision, Moment,
    account::role::{Created, Refusal, Role, TRUST_POLICY_CHARS_MAX, policy_chars},
};

/// Makes the role. Its claim makes sure that the name is free.
pub struct CreateRole {
    /// Its name.
    pub name: String,
    /// `/` or `/some/path/`.
    pub path: String,
    /// `arn:aws:iam::<account>:role<path><name>`
    pub arn: String,
    /// Who may assume it: a policy document, validated before.
    pub trust_policy: String,
    /// What it is for.
    pub description: Option<String>,
    /// Longest life of its credentials in seconds.
    pub max_session_seconds: u32,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

impl Command for CreateRole {
    type Aggregate = Role;
    type Reply = ();

    fn decide(&self, role: &Role, moment: &Moment) -> Decision<Self> {
        if *role != Role::Absent {
            return Decision::refuse(Refusal::AlreadyExists);
        }
        if policy_chars(&self.trust_policy) > TRUST_POLICY_CHARS_MAX {
            return Decision::refuse(Refusal::TrustPolicyTooLong);
        }
        let created = Created {
            name: self.name.clone(),
            path: self.path.clone(),
            arn: self.arn.clone(),
            trust_policy: self.trust_policy.clone(),
            description: self.description.clone(),
            max_session_seconds: self.max_session_seconds,
            tags: self.tags.clone(),
            at: moment.now,
        };
        Decision::accept([created.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Aggregate, Claim,
        account::role::{
            ROLE,
            commands::cases::{TRUST, created, deleted},
        },
        scenario::given,
    };

    fn create(trust_policy: &str) -> CreateRole {
        CreateRole {
            name: "Guest".into(),
            path: "/".into(),
            arn: "arn:aws:iam::123456789012:role/Guest".into(),
            trust_policy: trust_policy.into(),
            description: None,
            max_session_seconds: 3600,
            tags: [("team".to_owned(), "shop".to_owned())].into(),
        }
    }

    #[test]
    fn a_role_is_made_once() {
        given([]).when(create(TRUST)).then([created()], Ok(()));
        given([created()]).when(create(TRUST)).then([], Err(Refusal::AlreadyExists));
        given([created(), deleted()]).when(create(TRUST)).then([], Err(Refusal::AlreadyExists));
    }

    #[test]
    fn its_name_is_taken_in_any_case_until_it_is_deleted() {
        let name = Claim::Take { scope: ROLE, value: "guest".into() };
        assert_eq!(Role::claims(&created()), [name]);
        assert_eq!(Role::claims(&deleted()), [Claim::ReleaseAll]);
        assert_eq!(Role::taken(ROLE), Refusal::AlreadyExists);
    }

    #[test]
    fn spaces_do_not_make_a_trust_policy_too_long() {
        let fits = format!("{} {}", "x".repeat(TRUST_POLICY_CHARS_MAX), "\n\t ".repeat(50));
        assert!(given([]).when(create(&fits)).0.reply.is_ok());
        let too_long = "x".repeat(TRUST_POLICY_CHARS_MAX + 1);
        given([]).when(create(&too_long)).then([], Err(Refusal::TrustPolicyTooLong));
    }
}
