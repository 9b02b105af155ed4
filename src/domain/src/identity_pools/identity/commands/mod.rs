//! The commands of an identity.

mod absorb;
mod create;
mod delete;
mod issue_token;
mod merge_into;
mod open_dataset;
mod remove_dataset;
mod resolve;
mod vend;

pub use absorb::Absorb;
pub use create::Create;
pub use delete::Delete;
pub use issue_token::IssueToken;
pub use merge_into::MergeInto;
pub use open_dataset::OpenDataset;
pub use remove_dataset::RemoveDataset;
pub use resolve::{Resolve, Resolved};
pub use vend::Vend;

#[cfg(test)]
mod cases {
    //! The same few identities for all commands' tests.

    use crate::{
        Personal, Timestamp,
        identity_pools::identity::{
            Created, DatasetOpened, Deleted, IdentityEvent, Login, LoginLinked, MergedInto,
        },
    };

    pub(super) const GOOGLE: &str = "accounts.google.com";
    pub(super) const POOL: &str = "cognito-idp.us-east-1.amazonaws.com/us-east-1_A";

    pub(super) fn ada() -> Login {
        Login::new(POOL, "ada-sub")
    }

    pub(super) fn created(logins: impl IntoIterator<Item = Login>) -> IdentityEvent {
        Created { logins: logins.into_iter().collect(), at: Timestamp::default() }.into()
    }

    pub(super) fn linked(login: Login) -> IdentityEvent {
        LoginLinked { login, at: Timestamp::default() }.into()
    }

    pub(super) fn merged(into: &str) -> IdentityEvent {
        MergedInto { into: into.into(), at: Timestamp::default() }.into()
    }

    pub(super) fn deleted() -> IdentityEvent {
        Deleted { at: Timestamp::default() }.into()
    }

    pub(super) fn opened(name: &str) -> IdentityEvent {
        DatasetOpened { name: Personal::Known(name.into()), at: Timestamp::default() }.into()
    }
}
