//! The commands of a client: one file each.

mod add_secret;
mod create_client;
mod delete_client;
mod delete_secret;
mod set_risk_rules;
mod set_session_reuse;
mod update_client;

pub use add_secret::AddSecret;
pub use create_client::CreateClient;
pub use delete_client::DeleteClient;
pub use delete_secret::DeleteSecret;
pub use set_risk_rules::SetRiskRules;
pub use set_session_reuse::SetSessionReuse;
pub use update_client::UpdateClient;
