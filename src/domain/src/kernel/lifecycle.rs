//! The life of what is made once and ended once.

use serde::{Deserialize, Serialize};

/// Whether something is there. An id is used once: what has ended never lives again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lifecycle<T> {
    /// Not made yet.
    #[default]
    Never,
    /// There.
    Live(T),
    /// Deleted for good.
    Ended,
}

impl<T> Lifecycle<T> {
    /// What is there.
    pub const fn live(&self) -> Option<&T> {
        match self {
            Self::Live(value) => Some(value),
            Self::Never | Self::Ended => None,
        }
    }
}
