//! What is fuzzed: every place where bytes from outside are read, each as a function from bytes to nothing that panics
//! when a rule is broken.
//!
//! Two ways run them: libFuzzer for as long as one likes (`tests/fuzz/run`, nightly compiler), and a few thousand seeded
//! mutations of the same seeds in the usual tests (`tests/smoke.rs`, stable compiler), which keeps the first way honest.
//! Beside "no panic, no hang" each target states what else must hold: what was written reads back, what was signed
//! verifies, what was changed since does not.
//!
//! It does not know servers or databases; what stands behind those is tested from outside (`tests/tests/it/bad_input.rs`).

mod attribute;
mod css;
mod event;
mod filter;
mod fingerprint;
mod import_file;
mod input;
mod jwt;
mod merkle;
pub mod mutate;
mod note;
mod passkey;
mod policy_document;
mod record;
mod reference;
pub mod saml;
pub mod seeds;
mod session;
mod sigv4;
mod srp;
mod wildcard;
mod wire_answer;
mod wire_json;
mod wire_query;
mod wire_rest;
mod xml;

/// One place where bytes from outside are read.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name: of the libFuzzer program, and of the folder of its seeds.
    pub name: &'static str,
    /// Reads the bytes; panics where a rule is broken.
    pub run: fn(&[u8]),
}

const fn target(name: &'static str, run: fn(&[u8])) -> Target {
    Target { name, run }
}

/// All targets.
pub const TARGETS: [Target; 22] = [
    target("json_body", wire_json::run),
    target("rest_request", wire_rest::run),
    target("query_string", wire_query::run),
    target("answer", wire_answer::run),
    target("sigv4", sigv4::run),
    target("jwt", jwt::run),
    target("session", session::run),
    target("srp", srp::run),
    target("policy", policy_document::run),
    target("wildcard", wildcard::run),
    target("event", event::run),
    target("record", record::run),
    target("filter", filter::run),
    target("fingerprint", fingerprint::run),
    target("css", css::run),
    target("import_file", import_file::run),
    target("attribute", attribute::run),
    target("note", note::run),
    target("passkey", passkey::run),
    target("merkle", merkle::run),
    target("xml", xml::run),
    target("saml", saml::run),
];

/// Runs the target of that name.
///
/// # Panics
/// Where there is no such target, and where a rule is broken.
pub fn run(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name);
    (target.unwrap_or_else(|| panic!("there is no target {name}")).run)(data);
}
