//! Read models on a real log: what they show, how they are rebuilt, and what a crash may take back.

mod auth_events;
mod lists;
mod locked;
mod memberships;
mod read_models;
mod sessions;
mod support;
mod taken_back;
mod versions;
