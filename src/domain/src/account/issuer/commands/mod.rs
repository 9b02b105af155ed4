//! The commands of the issuer.

mod make_keys;

pub use make_keys::MakeKeys;
