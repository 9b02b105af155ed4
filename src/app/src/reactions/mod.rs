//! What follows a fact: mail outside of the service, forgetting inside. At least once: whoever repeats a send gives it the same id.

mod forget;
mod mail;

pub use forget::forget;
pub use mail::send_codes;
