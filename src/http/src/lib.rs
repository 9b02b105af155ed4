//! The HTTP front: finds the operation a request means, reads and checks it, admits its caller, serves it, writes the answer.
//!
//! One operation of a service is one file in the service's folder: shape in, call the app, shape out. It knows no log, no actor
//! and no SQL.

mod api;
mod doors;
mod flows;
mod oauth;
pub mod pages;
pub mod seed;

pub use api::operations::built;
pub use doors::{
    front::configure,
    line::Line,
    proxies::{AddressRange, NotARange, TrustedProxies},
    visit::{Alarms, Figures, Front},
};
