//! Identity pools: who is which identity, and what an identity is handed.

pub(crate) mod identities;
pub(crate) mod identity_ids;
pub(crate) mod login_tokens;
pub(crate) mod logins;
pub mod pools;
pub(crate) mod role_choice;
pub mod vending;
pub mod web_identity;
