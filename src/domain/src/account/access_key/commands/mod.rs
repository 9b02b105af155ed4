//! The commands of an access key.

mod create;
mod delete;
mod disable;

pub use create::Create;
pub use delete::Delete;
pub use disable::Disable;

#[cfg(test)]
mod cases {
    //! The same key for all commands' tests.

    use crate::{
        Secret, Timestamp,
        account::access_key::{AccessKeyEvent, Created, Deleted, Disabled},
    };

    pub(super) const OWNER: &str = "arn:aws:iam::123456789012:user/administrator";

    pub(super) fn created() -> AccessKeyEvent {
        Created {
            secret: Secret::Known("opens-doors".into()),
            owner: OWNER.into(),
            administrator: true,
            at: Timestamp::default(),
        }
        .into()
    }

    pub(super) fn disabled() -> AccessKeyEvent {
        Disabled { at: Timestamp::default() }.into()
    }

    pub(super) fn deleted() -> AccessKeyEvent {
        Deleted { at: Timestamp::default() }.into()
    }
}
