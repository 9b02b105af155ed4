//! The commands of a role.

mod create_role;
mod delete_role;
mod delete_role_policy;
mod put_role_policy;
mod tag_role;
mod untag_role;
mod update_assume_role_policy;
mod update_role;

pub use create_role::CreateRole;
pub use delete_role::DeleteRole;
pub use delete_role_policy::DeleteRolePolicy;
pub use put_role_policy::PutRolePolicy;
pub use tag_role::TagRole;
pub use untag_role::UntagRole;
pub use update_assume_role_policy::UpdateAssumeRolePolicy;
pub use update_role::UpdateRole;

#[cfg(test)]
mod cases {
    //! The same role for all commands' tests.

    use crate::{
        Timestamp,
        account::role::{Created, Deleted, PolicyPut, RoleEvent, Tagged},
    };

    pub(super) const TRUST: &str = r#"{"Statement":[]}"#;

    pub(super) fn created() -> RoleEvent {
        Created {
            name: "Guest".into(),
            path: "/".into(),
            arn: "arn:aws:iam::123456789012:role/Guest".into(),
            trust_policy: TRUST.into(),
            description: None,
            max_session_seconds: 3600,
            tags: [("team".to_owned(), "shop".to_owned())].into(),
            at: Timestamp::default(),
        }
        .into()
    }

    pub(super) fn put(name: &str, document: &str) -> RoleEvent {
        PolicyPut { name: name.into(), document: document.into(), at: Timestamp::default() }.into()
    }

    pub(super) fn tagged(pairs: &[(&str, &str)]) -> RoleEvent {
        let tags = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Tagged { tags, at: Timestamp::default() }.into()
    }

    pub(super) fn deleted() -> RoleEvent {
        Deleted { at: Timestamp::default() }.into()
    }
}
