//! The life of what is made once and ended once.

use serde::{Deserialize, Serialize};

/// Whether something exists. An id is used once: after its end it is never live again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lifecycle<T> {
    /// Not made yet.
    #[default]
    Never,
    /// It exists.
    Live(T),
    /// Deleted for good.
    Ended,
}

impl<T> Lifecycle<T> {
    /// The value, if it is live.
    pub const fn live(&self) -> Option<&T> {
        match self {
            Self::Live(value) => Some(value),
            Self::Never | Self::Ended => None,
        }
    }
}
