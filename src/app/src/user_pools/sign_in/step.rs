//! What a step of a sign-in comes to.

use super::{session::Admitted, values::Question};
use crate::user_pools::tokens::TokenSet;

/// What follows on a call of the API.
pub enum Outcome {
    /// The sign-in is complete.
    Tokens(TokenSet),
    /// A challenge must be answered.
    Challenge(Question),
}

/// What follows on a step of a sign-in.
pub enum Step {
    /// The sign-in is complete, and its session is open.
    Admitted(Box<Admitted>),
    /// A challenge must be answered.
    Challenge(Question),
}
