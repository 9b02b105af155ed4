//! User pools: the pools, their clients, domains and pages, groups, identity providers, resource servers, users, their sessions and messages, imports,
//! how users sign in and what is unusual about it, sign-ins at identity providers that were refused, and attempts on names that no user has.

pub mod branding;
pub mod classic_style;
pub mod client;
pub mod domain;
pub mod federation;
pub mod group;
pub mod identity_provider;
pub mod import_job;
pub mod message;
pub mod resource_server;
pub mod risk;
pub mod saml_peer;
pub mod saml_signer;
pub mod session;
pub mod sign_in;
pub mod terms;
pub mod unknown_names;
pub mod user;
pub mod user_pool;
