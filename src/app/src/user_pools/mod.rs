//! User pools: their configuration, their users, and every way to sign up, to sign in and to look after an account.

pub mod account;
pub mod bearer;
pub mod clients;
pub(crate) mod codes;
pub(crate) mod credentials;
pub mod lists;
pub mod pools;
pub mod recovery;
pub(crate) mod refused_while_locked;
pub mod sign_in;
pub mod sign_up;
pub mod tokens;
pub(crate) mod tries;
pub(crate) mod unknown_names;
pub mod users;
