//! The commands of an identity pool.

mod create;
mod delete;
mod set_roles;
mod update;

pub use create::Create;
pub use delete::Delete;
pub use set_roles::SetRoles;
pub use update::Update;
