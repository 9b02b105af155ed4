//! What follows a fact: mail outside of the service, forgetting inside. At least once: whoever repeats a send gives it the same id.

mod forget;
mod mail;

pub use forget::{FORGETTING, forget};
pub use mail::{MAIL, send_codes};
