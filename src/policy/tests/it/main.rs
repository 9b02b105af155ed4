//! Policy documents, trust policies and decisions, from the crate's outside.

mod decisions;
mod documents;
mod roles;
