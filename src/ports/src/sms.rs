//! Text messages: a text, and what sends it.

use std::{fmt, io};

use async_trait::async_trait;

use crate::dispatch::{Carrier, Dispatch};

/// One text message to one telephone.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    /// Which text this is.
    pub dispatch: Dispatch,
    /// The recipient's number in E.164 form, `+4930123456`.
    pub to: String,
    /// The text of the message.
    pub body: String,
    /// Who the pool says has sent it (`OriginationIdentity`): a name or a number, as far as the gateway knows it.
    pub sender: Option<String>,
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text").field("dispatch", &self.dispatch).finish_non_exhaustive()
    }
}

/// Why a text message did not go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// The recipient is no telephone number in E.164 form.
    #[error("the recipient is not an E.164 telephone number")]
    BadNumber,
    /// The gateway refused for good, with this HTTP status.
    #[error("the gateway refused the text for good (HTTP {0})")]
    Refused(u16),
    /// The gateway could not be reached, or cannot take the text now.
    #[error("the gateway cannot take the text now")]
    Unavailable,
    /// The outbox folder cannot be written.
    #[error("the outbox cannot be written: {0}")]
    Outbox(io::ErrorKind),
}

impl TextFault {
    /// Whether the same text may succeed later.
    pub const fn may_pass_later(self) -> bool {
        matches!(self, Self::Unavailable | Self::Outbox(_))
    }
}

/// Sends text messages. `Ok` means that the text has been handed over and is not to be sent again.
#[async_trait]
pub trait Texter: Send + Sync {
    /// What it hands text messages over to.
    fn carrier(&self) -> Carrier;

    /// Sends one text message.
    async fn send(&self, text: Text) -> Result<(), TextFault>;
}

/// `+` and 2 to 15 digits, the first not 0 (ITU-T E.164).
pub fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (2..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_e164_is_a_number() {
        assert!(is_e164("+4930123456"));
        for bad in ["", "+", "4930123456", "+0301", "+49 30", "+49\n30", "+1234567890123456"] {
            assert!(!is_e164(bad), "{bad:?}");
        }
    }

    #[test]
    fn debug_shows_neither_number_nor_body() {
        let dispatch = Dispatch { id: "t-1".parse().unwrap(), at_ms: 0 };
        let text = Text { dispatch, to: "+4930123456".into(), body: "code 77".into(), sender: None };
        let shown = format!("{text:?}");
        assert!(!shown.contains("4930123456") && !shown.contains("77"), "{shown}");
    }
}
