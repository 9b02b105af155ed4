//! The commands of a place in the list of pools. All are idempotent: after a crash the same command is sent again.

mod register_client;
mod register_pool;
mod unregister_client;
mod unregister_pool;

pub use register_client::RegisterClient;
pub use register_pool::RegisterPool;
pub use unregister_client::UnregisterClient;
pub use unregister_pool::UnregisterPool;
