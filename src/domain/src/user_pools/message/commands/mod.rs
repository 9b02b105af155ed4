//! The commands of a message.

mod begin;
mod end;

pub use begin::Begin;
pub use end::{GiveUp, HandOver};

#[cfg(test)]
fn about() -> super::About {
    super::About {
        occasion: super::Occasion::SignUp,
        contact: crate::values::contact::Contact::Email,
        destination: "a***@e***".to_owned().into(),
        asked_at: crate::Timestamp::from_ms(0),
    }
}
