//! IAM policy documents and their evaluation: a request in, a decision and the statement that decided it out.
//!
//! Pure: no clock, no I/O, no store. The crate does not know where documents are kept, who signed a request, which
//! operations exist or how a principal was authenticated; all of that comes in a [`RequestContext`]. It does not know
//! our domain either: identity pools appear here only as values of context keys.
//!
//! Invariant: what is unclear fails closed. A document with anything unknown in it is refused when it is written
//! ([`MalformedPolicy`]), never skipped when it is read; an explicit deny beats every allow; the value of a policy
//! variable is always literal text, never a pattern.

mod condition;
mod context;
mod document;
mod evaluate;
mod json;
mod malformed;
mod parse;
mod principal;
mod template;
mod vocabulary;
mod work;

pub use context::{ContextKeys, RequestContext};
pub use document::{
    Document, Effect, MAX_DOCUMENT_BYTES, MAX_ROLE_INLINE_CHARS, MAX_SESSION_CHARS, MAX_TRUST_CHARS,
};
pub use evaluate::{Deciding, Decision, evaluate, evaluate_all_of};
pub use malformed::MalformedPolicy;
pub use principal::{NamedPrincipal, Principal};
pub use vocabulary::ALWAYS_PRESENT;
pub use work::MAX_STEPS;
