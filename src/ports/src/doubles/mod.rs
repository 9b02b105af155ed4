//! Doubles of the outside world, for tests: they keep what they are given, and fail when they are told to.

mod breached;
mod functions;
mod logs;
mod places;
mod providers;

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

pub use breached::MemoryBreached;
pub use functions::{Asked, MemoryFunctions};
pub use logs::MemoryLogs;
pub use places::MemoryPlaces;
pub use providers::MemoryProviders;

use crate::{
    dispatch::Carrier,
    mail::{MailFault, Mailer, Message},
    sms::{Text, TextFault, Texter},
};

/// Keeps mails and texts in the order in which they were sent, in the place of a mail server and a gateway.
#[derive(Default)]
pub struct MemoryOutbox(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    mails: Vec<Message>,
    texts: Vec<Text>,
    mail_fault: Option<MailFault>,
}

impl MemoryOutbox {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on every mail fails so; `None`: none does.
    pub fn fail_mails(&self, fault: Option<MailFault>) {
        self.kept().mail_fault = fault;
    }

    /// All mails, oldest first.
    pub fn mails(&self) -> Vec<Message> {
        self.kept().mails.clone()
    }

    /// All texts, oldest first.
    pub fn texts(&self) -> Vec<Text> {
        self.kept().texts.clone()
    }
}

#[async_trait]
impl Mailer for MemoryOutbox {
    fn carrier(&self) -> Carrier {
        Carrier::Relay
    }

    async fn send(&self, message: Message) -> Result<(), MailFault> {
        let mut kept = self.kept();
        if let Some(fault) = kept.mail_fault {
            return Err(fault);
        }
        kept.mails.push(message);
        Ok(())
    }
}

#[async_trait]
impl Texter for MemoryOutbox {
    fn carrier(&self) -> Carrier {
        Carrier::Relay
    }

    async fn send(&self, text: Text) -> Result<(), TextFault> {
        if !crate::sms::is_e164(&text.to) {
            return Err(TextFault::BadNumber);
        }
        self.kept().texts.push(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispatch::Dispatch;

    #[tokio::test]
    async fn a_mail_is_kept_unless_mails_fail() {
        let outbox = MemoryOutbox::default();
        let mail = Message {
            dispatch: Dispatch { id: "m-1".parse().unwrap(), at_ms: 0 },
            to: "ada@example.com".into(),
            subject: "Hello".into(),
            text: "Ada".into(),
            html: None,
            from: None,
            reply_to: None,
        };
        outbox.fail_mails(Some(MailFault::Unavailable));
        assert_eq!(Mailer::send(&outbox, mail.clone()).await, Err(MailFault::Unavailable));
        assert!(outbox.mails().is_empty());
        outbox.fail_mails(None);
        assert_eq!(Mailer::send(&outbox, mail.clone()).await, Ok(()));
        assert_eq!(outbox.mails(), [mail]);
    }

    #[tokio::test]
    async fn a_text_is_kept_if_its_number_is_one() {
        let outbox = MemoryOutbox::default();
        let text = |to: &str| Text {
            dispatch: Dispatch { id: "t-1".parse().unwrap(), at_ms: 0 },
            to: to.into(),
            body: "Hello".into(),
            sender: None,
        };
        assert_eq!(Texter::send(&outbox, text("4930")).await, Err(TextFault::BadNumber));
        assert_eq!(Texter::send(&outbox, text("+4930123456")).await, Ok(()));
        assert_eq!(outbox.texts(), [text("+4930123456")]);
    }
}
