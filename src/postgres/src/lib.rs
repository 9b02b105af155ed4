//! A Postgres of our own under a folder: found, made, started, stopped, and picked up again after any end.
//!
//! Knows processes, folders and users of the operating system. It does not know what is kept in the databases, the
//! server's configuration, or actix; the server, `replay` and the tests all use it alike.
//!
//! The folder (all of it owned by the user that Postgres runs as, mode 0700):
//! ```text
//! lock         locked while a process of ours has the folder
//! cluster/     the data directory; made as cluster.new and renamed, so that a half-made one is never used
//! socket/      the only way in; under the system's temporary folder where this path is too long for a socket, or where the
//!              user that Postgres runs as may not pass the folders above
//! server.log   what Postgres says
//! ```
//! Invariant: Postgres listens on a socket in a 0700 folder and on no network address, and keeps its default
//! durability (fsync, synchronous commit, full-page writes) whatever the configuration in the folder says.

mod account;
mod binaries;
mod endpoint;
mod fault;
mod folder;
mod keeper;
mod launch;
mod left_over;
mod private;
#[cfg(feature = "testing")]
pub mod testing;

pub use endpoint::Endpoint;
pub use fault::PrivateFault;
pub use launch::passes_closed_folders;
pub use private::{KEYS_DATABASE, LOG_DATABASE, Private, Settings};
