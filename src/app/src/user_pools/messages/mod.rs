//! Messages to users: codes, which follow the facts that issue them, and invitations, which are sent at once.

mod codes;
mod custom;
mod delivery;
mod html;
pub(super) mod invitations;
mod room;
mod senders;
mod undelivered;

pub(crate) use delivery::Outgoing;
pub(super) use senders::sender;
pub(crate) use undelivered::Undelivered;

use domain::{
    Personal,
    user_pools::{
        message::Carrier,
        user::{CodeReason, ForFunction},
        user_pool::MessageTemplate,
    },
    values::contact::Contact,
};
use html::{escaped, is_html, plain};
use ports::{
    dispatch::Dispatch,
    mail::{MailFault, Message},
    sms::{Text, TextFault},
    triggers::Texts,
};

use crate::{
    Answer, Fault,
    user_pools::{UserPools, pools::OpenPool},
};

/// Bytes of names and values of a `ClientMetadata` that is kept until a message is sent, at the most.
const CLIENT_METADATA_MAX_BYTES: usize = 8 * 1024;

/// Why a message has not gone out.
#[derive(Debug, thiserror::Error)]
enum Unsent {
    #[error(transparent)]
    Mail(#[from] MailFault),
    #[error(transparent)]
    Text(#[from] TextFault),
}

impl Unsent {
    /// Whether the same message may succeed later.
    const fn may_pass_later(&self) -> bool {
        match self {
            Self::Mail(fault) => fault.may_pass_later(),
            Self::Text(fault) => fault.may_pass_later(),
        }
    }
}

impl OpenPool {
    /// What functions for messages will be told of a code, where the pool has any.
    pub(crate) fn for_function(
        &self,
        reason: CodeReason,
        client_metadata: Option<&Texts>,
    ) -> Answer<Option<ForFunction>> {
        if !self.config.triggers.has_message_function() {
            return Ok(None);
        }
        let bytes = |metadata: &Texts| metadata.iter().map(|(name, value)| name.len() + value.len()).sum();
        if client_metadata.map_or(0, bytes) > CLIENT_METADATA_MAX_BYTES {
            return Err(Fault::invalid("ClientMetadata is too long."));
        }
        let client_metadata = client_metadata.cloned().map(Personal::Known);
        Ok(Some(ForFunction { reason, client_metadata }))
    }
}

impl UserPools {
    /// Sends a mail that is written already.
    pub(super) async fn send_mail(&self, mail: Message) -> Result<Carrier, Undelivered> {
        self.mailer.send(mail).await.map_err(Unsent::from)?;
        Ok(self.carrier(Contact::Email))
    }

    /// Sends a message to an address or a number. Gives what has taken it.
    async fn send(
        &self,
        pool: &OpenPool,
        dispatch: Dispatch,
        (contact, to): (Contact, &str),
        message: MessageTemplate,
    ) -> Result<Carrier, Unsent> {
        let to = to.to_owned();
        let MessageTemplate { email_subject: subject, email_message: body, sms_message } = message;
        match contact {
            Contact::Email => {
                let (text, html) = if is_html(&body) { (plain(&body), Some(body)) } else { (body, None) };
                let sender = &pool.config.mail;
                let from = sender.from.clone().filter(|_| sender.is_own);
                let reply_to = sender.reply_to.clone();
                self.mailer.send(Message { dispatch, to, subject, text, html, from, reply_to }).await?;
            }
            Contact::Phone => {
                let eums = pool.config.sms.as_ref().and_then(|sms| sms.eums.as_ref());
                let sender = eums.and_then(|eums| eums.origination_identity.clone());
                self.texter.send(Text { dispatch, to, body: sms_message, sender }).await?;
            }
        }
        Ok(self.carrier(contact))
    }
}

/// A message with a value in a place.
fn filled(template: MessageTemplate, place: &str, value: &str) -> MessageTemplate {
    let MessageTemplate { email_subject, email_message, sms_message } = template;
    let in_mail = if is_html(&email_message) { escaped(value) } else { value.to_owned() };
    MessageTemplate {
        email_subject,
        email_message: email_message.replace(place, &in_mail),
        sms_message: sms_message.replace(place, value),
    }
}
