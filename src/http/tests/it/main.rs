//! The front over the service in process: what each operation answers, as snapshot files, and which operations there are.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

mod chosen_ids;
mod desk;
mod flows;
mod iam;
mod identity_pools;
mod index;
mod not_yet;
mod oauth;
mod pages;
mod seeds;
mod sts;
mod sync;
mod trigger_events;
mod user_pools;
