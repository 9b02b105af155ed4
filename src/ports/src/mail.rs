//! Mail: a message, and what sends it.

use std::{fmt, io};

use async_trait::async_trait;

use crate::dispatch::{Carrier, Dispatch};

/// One mail to one person.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Which mail this is; its id becomes the Message-ID.
    pub dispatch: Dispatch,
    /// The recipient's address, `ada@example.com`.
    pub to: String,
    /// One line of any text.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The same body for readers that show HTML.
    pub html: Option<String>,
    /// The sender that the pool wants, `Ada <ada@example.com>`. The [`Mailer`] uses it if its domain is that of the mailer's own sender, whom it
    /// names otherwise: no pool writes mail in the name of others.
    pub from: Option<String>,
    /// Where answers go.
    pub reply_to: Option<String>,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("dispatch", &self.dispatch).finish_non_exhaustive()
    }
}

/// Why a mail did not go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailFault {
    /// This part of the message cannot be written as mail (RFC 5322).
    #[error("the {0} of the message cannot be written as mail")]
    Malformed(&'static str),
    /// The server refused for good, with this SMTP code.
    #[error("the mail server refused the message for good (SMTP {0})")]
    Refused(u16),
    /// The server could not be reached or asked to come back later.
    #[error("the mail server cannot take the message now")]
    Unavailable,
    /// The outbox folder cannot be written.
    #[error("the outbox cannot be written: {0}")]
    Outbox(io::ErrorKind),
}

impl MailFault {
    /// Whether the same message may succeed later.
    pub const fn may_pass_later(self) -> bool {
        matches!(self, Self::Unavailable | Self::Outbox(_))
    }
}

/// Sends mails. `Ok` means that the mail has been handed over and is not to be sent again.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// What it hands mails over to.
    fn carrier(&self) -> Carrier;

    /// Sends one mail. A repeat of the same message carries the same Message-ID.
    async fn send(&self, message: Message) -> Result<(), MailFault>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_neither_address_nor_body() {
        let message = Message {
            dispatch: Dispatch { id: "m-1".parse().unwrap(), at_ms: 0 },
            to: "ada@example.com".into(),
            subject: "Your code, Ada".into(),
            text: "123456".into(),
            html: Some("<b>123456</b>".into()),
            from: None,
            reply_to: Some("ada@example.com".into()),
        };
        let shown = format!("{message:?}");
        assert!(shown.contains("m-1"));
        assert!(["ada", "Ada", "123456"].iter().all(|secret| !shown.contains(secret)), "{shown}");
    }
}
