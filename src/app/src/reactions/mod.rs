//! What follows a fact, outside of the service: mail. At least once: whoever repeats a send gives it the same id.

mod mail;

pub use mail::send_codes;
