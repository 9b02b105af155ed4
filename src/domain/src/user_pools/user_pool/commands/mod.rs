//! The commands of a user pool: one file each.

mod add_custom_attributes;
mod create_pool;
mod delete_pool;
mod set_risk_rules;
mod tag;
mod untag;
mod update_pool;

pub use add_custom_attributes::AddCustomAttributes;
pub use create_pool::CreatePool;
pub use delete_pool::DeletePool;
pub use set_risk_rules::SetRiskRules;
pub use tag::Tag;
pub use untag::Untag;
pub use update_pool::UpdatePool;
