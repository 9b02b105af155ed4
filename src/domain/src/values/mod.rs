//! Small values with rules of their own, shared by aggregates and their callers. Knows no aggregate.

pub mod attributes;
pub mod contact;
mod external_names;
pub mod filter;
pub mod mask;
pub mod password_policy;
pub mod provider;
pub mod rate_category;
pub mod region;
pub mod risk;
pub mod schema;
pub mod username;
pub mod writing;
