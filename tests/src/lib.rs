//! What the whole-system tests, the demo and the bench share: servers, shared or of their own, real clients against them, and a
//! bare HTTP client for what no real client would send.
//!
//! It deliberately links nothing of the service: it sees what any user sees, the `recognito` and `replay` programs, their
//! output, their files, and the protocol. (The bench measures parts in process and links those itself.)
//!
//! Everything here panics when the machine does not do its part, with a message that says what is missing: its callers
//! are tests.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on should stop where it is, and it lives in real time"
)]

pub mod api;
pub mod balancer;
pub mod clients;
pub mod database;
pub mod estate;
pub mod external;
pub mod faults;
pub mod flood;
pub mod http;
pub mod installation;
pub mod knowledge;
mod launch;
pub mod load;
pub mod mail_server;
pub mod outbox;
pub mod process;
pub mod programs;
pub mod proxy;
pub mod random;
pub mod reads;
pub mod rounds;
pub mod saml;
pub mod server;
pub mod shared;
pub mod signing;
pub mod statistics;
pub mod story;
pub mod strangers;
