//! The tool as people run it, on a real log.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

mod forged;
mod house;
mod private;
mod told;
mod verified;
