//! The commands of a user pool: one file each.

mod create_pool;
mod delete_pool;
mod update_pool;

pub use create_pool::CreatePool;
pub use delete_pool::DeletePool;
pub use update_pool::UpdatePool;
