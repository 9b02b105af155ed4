//! What a request to the authorize endpoint ends with: a redirect to the client, or a page that says what is wrong where the client cannot
//! be told.

use crate::Fault;

/// A redirect to a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// A callback address of the client.
    pub to: String,
    /// What is told there, in this order.
    pub parameters: Vec<(&'static str, String)>,
    /// Whether it is told in the fragment, which no server sees.
    pub is_fragment: bool,
}

/// Why a request is refused.
#[derive(Clone, Debug)]
pub enum Refused {
    /// The address to send the browser to is not the client's: `redirect_mismatch`.
    Mismatch,
    /// There is no client to tell: `invalid_request`.
    Page,
    /// The client is told.
    Redirect(Redirect),
    /// The service fails.
    Fault(Fault),
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
