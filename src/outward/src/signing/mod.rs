//! How requests to the outside world are signed: by an access key (`SigV4`), or by the secret of a webhook (Standard Webhooks). Knows no
//! request's meaning. Invariant: no key and no secret appears in an error or in a `Debug` form.

mod access_key;
mod hook_secret;

pub use access_key::AccessKey;
pub(crate) use access_key::Service;
pub use hook_secret::{BadSecret, HookSecret};
