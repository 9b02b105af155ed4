//! A [`Message`] in the form of RFC 5322, the same bytes each time.

use std::time::{Duration, SystemTime};

use lettre::Message as Letter;
use lettre::message::{Mailbox, MultiPart, SinglePart, header::ContentType};

use ports::{
    dispatch::{Dispatch, DispatchId},
    mail::{MailFault, Message},
};

/// Reads a sender such as `Recognito <no-reply@example.com>` or a bare address.
pub(crate) fn sender(text: &str) -> Result<Mailbox, MailFault> {
    text.parse().map_err(|_| MailFault::Malformed("sender"))
}

/// Writes the mail. The multipart boundary is made of the id, not drawn, so that a repeat is equal to the byte.
pub(crate) fn letter(from: &Mailbox, message: &Message) -> Result<Letter, MailFault> {
    let to = message.to.parse().map_err(|_| MailFault::Malformed("recipient"))?;
    let id = &message.dispatch.id;
    let from = message.from.as_deref().and_then(|own| own_sender(own, from)).unwrap_or_else(|| from.clone());
    let mut builder = Letter::builder()
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .date(time(&message.dispatch))
        .from(from)
        .to(Mailbox::new(None, to))
        .subject(message.subject.as_str());
    if let Some(reply_to) = &message.reply_to {
        builder = builder.reply_to(reply_to.parse().map_err(|_| MailFault::Malformed("address of answers"))?);
    }
    let plain = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(message.text.clone());
    let letter = match &message.html {
        None => builder.singlepart(plain),
        Some(html) => {
            let rich = SinglePart::builder().header(ContentType::TEXT_HTML).body(html.clone());
            let parts = MultiPart::alternative().boundary(format!("part-of-{}", short(id))).build();
            builder.multipart(parts.singlepart(plain).singlepart(rich))
        }
    };
    letter.map_err(|_| MailFault::Malformed("body"))
}

/// The pool's sender, if it is of the domain of the mailer's own.
fn own_sender(text: &str, from: &Mailbox) -> Option<Mailbox> {
    let own: Mailbox = text.parse().ok()?;
    own.email.domain().eq_ignore_ascii_case(from.email.domain()).then_some(own)
}

fn time(dispatch: &Dispatch) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(dispatch.at_ms).unwrap_or(0))
}

/// A boundary holds 70 characters at most (RFC 2046).
fn short(id: &DispatchId) -> String {
    id.to_string().chars().take(60).collect()
}
