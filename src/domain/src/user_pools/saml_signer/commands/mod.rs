//! The commands of a pool's signer.

mod make_key;

pub use make_key::MakeKey;
