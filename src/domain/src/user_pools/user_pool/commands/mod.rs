//! The commands of a user pool: one file each.

mod add_custom_attributes;
mod create_pool;
mod create_replica;
mod delete_pool;
mod delete_replica;
mod rotate_signing_keys;
mod set_log_delivery;
mod set_replica_status;
mod set_risk_rules;
mod set_session_rules;
mod tag;
mod untag;
mod update_pool;

pub use add_custom_attributes::AddCustomAttributes;
pub use create_pool::CreatePool;
pub use create_replica::CreateReplica;
pub use delete_pool::DeletePool;
pub use delete_replica::DeleteReplica;
pub use rotate_signing_keys::RotateSigningKeys;
pub use set_log_delivery::SetLogDelivery;
pub use set_replica_status::SetReplicaStatus;
pub use set_risk_rules::SetRiskRules;
pub use set_session_rules::SetSessionRules;
pub use tag::Tag;
pub use untag::Untag;
pub use update_pool::UpdatePool;
