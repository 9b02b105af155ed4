//! The commands of a client: one file each.

mod create_client;
mod delete_client;
mod update_client;

pub use create_client::CreateClient;
pub use delete_client::DeleteClient;
pub use update_client::UpdateClient;
