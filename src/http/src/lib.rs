//! The HTTP front: finds the operation a request means, reads and checks it, admits its caller, serves it, writes the answer.
//!
//! One operation of a service is one file in the service's folder: shape in, call the app, shape out. It knows no log, no actor
//! and no SQL.

mod body;
mod caller;
mod cognito_identity;
mod cognito_idp;
mod cognito_sync;
mod cors;
mod discovery;
mod fault;
mod front;
mod health;
mod iam;
mod limits;
mod line;
mod meaning;
mod members;
mod operation;
mod operations;
mod proxies;
mod region;
mod request;
mod signed;
mod sts;

pub use front::{Alarms, Front, configure};
pub use line::Line;
pub use operations::built;
pub use proxies::{AddressRange, NotARange, TrustedProxies};
