//! Which crate may name which: the table of README's house, as data.

/// A crate, by its folder.
pub(super) struct Floor {
    pub(super) folder: &'static str,
    /// Crates of ours that it may depend on.
    pub(super) may_use: &'static [&'static str],
    /// Libraries that it must never depend on.
    pub(super) never: &'static [&'static str],
}

const fn floor(
    folder: &'static str,
    may_use: &'static [&'static str],
    never: &'static [&'static str],
) -> Floor {
    Floor { folder, may_use, never }
}

/// Libraries that wait, talk to others or read the clock: forbidden in pure crates.
const OUTSIDE: &[&str] =
    &["actix", "actix-rt", "actix-web", "lettre", "moka", "rand", "reqwest", "sqlx", "tokio", "tracing"];
const ACTORS: &[&str] = &["actix", "actix-rt", "actix-web"];

/// Every crate of the workspace, lowest first.
pub(super) const HOUSE: &[Floor] = &[
    floor("src/domain", &[], OUTSIDE),
    floor("src/crypto", &[], OUTSIDE),
    floor("src/policy", &[], OUTSIDE),
    floor("src/wire", &[], OUTSIDE),
    floor("src/postgres", &[], ACTORS),
    floor("src/ledger", &["domain", "crypto"], ACTORS),
    floor("src/host", &["domain", "ledger"], &["actix-web", "sqlx"]),
    floor("src/projections", &["domain", "ledger"], ACTORS),
    floor("src/ports", &["domain"], &["actix", "actix-web", "lettre", "reqwest", "sqlx"]),
    floor("src/outward", &["ports"], &["actix", "actix-web", "sqlx"]),
    floor(
        "src/app",
        &["domain", "crypto", "policy", "ledger", "host", "projections", "ports"],
        &["actix-web", "lettre", "sqlx"],
    ),
    floor("src/http", &["domain", "crypto", "wire", "app"], &["actix", "lettre", "sqlx"]),
    floor(
        "src/server",
        &["domain", "crypto", "ledger", "host", "projections", "ports", "outward", "app", "http", "postgres"],
        &[],
    ),
    floor("replay", &["domain", "crypto", "ledger", "projections", "postgres"], ACTORS),
    // The bench alone links parts, by a feature.
    floor("tests", &["domain", "crypto", "ledger", "host", "projections", "postgres"], &[]),
    // What is read of other services' messages is read in `outward`.
    floor("tests/fuzz", &["domain", "crypto", "policy", "wire", "ledger", "ports", "outward"], ACTORS),
];

/// Areas of the domain that hold aggregates: `ledger` and `host` serve any of them and know none.
pub(super) const AGGREGATES: &[&str] = &[
    "access_key",
    "account",
    "client",
    "dataset",
    "device",
    "group",
    "iam_user",
    "identity",
    "identity_pool",
    "identity_pools",
    "policy",
    "pool",
    "provider",
    "registry",
    "resource_server",
    "role",
    "session",
    "sync",
    "user",
    "user_pool",
    "user_pools",
];

/// Circles of modules that are there still. None may be added; one that is gone goes from this list.
pub(super) const CIRCLES: &[&str] = &[
    "src/crypto sigv4: presented, resign",
    "src/domain identity_pools::identity_pool: refusals, roles, settings",
    "src/http : api, doors, flows, oauth",
];
