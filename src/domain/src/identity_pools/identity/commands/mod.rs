//! The commands of an identity.

mod absorb;
mod create;
mod delete;
mod issue_token;
mod link_logins;
mod merge_into;
mod open_dataset;
mod remove_dataset;
mod vend;

pub use absorb::Absorb;
pub use create::Create;
pub use delete::Delete;
pub use issue_token::IssueToken;
pub use link_logins::LinkLogins;
pub use merge_into::MergeInto;
pub use open_dataset::OpenDataset;
pub use remove_dataset::RemoveDataset;
pub use vend::Vend;

#[cfg(test)]
pub(super) mod cases {
    //! The same few identities for all tests of the identity.

    use crate::{
        Personal, Timestamp,
        identity_pools::identity::{
            Created, DatasetOpened, Deleted, IdentityEvent, Login, LoginLinked, MergedInto,
        },
    };

    pub(in crate::identity_pools::identity) const GOOGLE: &str = "accounts.google.com";
    pub(in crate::identity_pools::identity) const POOL: &str =
        "cognito-idp.us-east-1.amazonaws.com/us-east-1_A";

    pub(in crate::identity_pools::identity) fn ada() -> Login {
        Login::new(POOL, "ada-sub")
    }

    pub(in crate::identity_pools::identity) fn created(
        logins: impl IntoIterator<Item = Login>,
    ) -> IdentityEvent {
        Created { logins: logins.into_iter().collect(), at: Timestamp::default() }.into()
    }

    pub(in crate::identity_pools::identity) fn linked(login: Login) -> IdentityEvent {
        LoginLinked { login, at: Timestamp::default() }.into()
    }

    pub(in crate::identity_pools::identity) fn merged(into: &str) -> IdentityEvent {
        MergedInto { into: into.into(), at: Timestamp::default() }.into()
    }

    pub(in crate::identity_pools::identity) fn deleted() -> IdentityEvent {
        Deleted { at: Timestamp::default() }.into()
    }

    pub(in crate::identity_pools::identity) fn opened(name: &str) -> IdentityEvent {
        DatasetOpened { name: Personal::Known(name.into()), at: Timestamp::default() }.into()
    }
}
