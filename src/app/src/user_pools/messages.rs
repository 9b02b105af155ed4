//! Messages to users: codes, which follow the facts that issue them, and invitations, which are sent at once.

use std::collections::BTreeSet;

use domain::{
    Moment, Timestamp,
    user_pools::{
        user::{CodeIssued, FactorCodeIssued, Medium},
        user_pool::MessageTemplate,
    },
    values::contact::Contact,
};
use ledger::{Opened, postgres::reactions::Outcome};
use ports::{
    dispatch::{Dispatch, DispatchId},
    mail::Message,
    sms::Text,
};

use crate::{
    Answer, Fault, Kind,
    kernel::ids,
    user_pools::{UserPools, pools::OpenPool, users::Shown},
};

const CODE: &str = "{####}";
const USERNAME: &str = "{username}";

impl UserPools {
    /// Sends the code that a recorded event issued.
    pub(crate) async fn send_code(&self, opened: &Opened, issued: &CodeIssued, to: &str) -> Outcome {
        let code = |pool: &OpenPool| {
            let code = self.code(&pool.id, opened.record.stream.id(), issued.purpose, &issued.nonce);
            filled(pool.config.verification_template(), &code)
        };
        self.deliver(opened, issued.at, (issued.medium, to), code).await
    }

    /// The same for a code that is a factor.
    pub(crate) async fn send_factor_code(
        &self,
        opened: &Opened,
        issued: &FactorCodeIssued,
        to: &str,
    ) -> Outcome {
        let code = |pool: &OpenPool| {
            let sub = opened.record.stream.id();
            let code = self.factor_code(&pool.id, sub, issued.code_use, &issued.nonce);
            filled(pool.config.authentication_template(), &code)
        };
        self.deliver(opened, issued.at, (Medium::of(issued.contact), to), code).await
    }

    /// Sends what follows on an event of a pool.
    async fn deliver(
        &self,
        opened: &Opened,
        at: Timestamp,
        (medium, to): (Medium, &str),
        message: impl FnOnce(&OpenPool) -> MessageTemplate,
    ) -> Outcome {
        let record = &opened.record;
        let pool = match self.pool(record.ledger.as_str()).await {
            Ok(pool) => pool,
            // The pool is deleted, and its codes are void.
            Err(fault) if fault.kind == Kind::ResourceNotFound => return Outcome::Done,
            Err(_) => return Outcome::Later("the log did not answer"),
        };
        let Ok(id) = record.id.to_string().parse() else {
            return Outcome::Never("its event has no usable id");
        };
        let (dispatch, to) = (Dispatch { id, at_ms: at.ms() }, to.to_owned());
        let MessageTemplate { email_subject: subject, email_message: text, sms_message: body } =
            message(&pool);
        match medium {
            Medium::Email => {
                let message = Message { dispatch, to, subject, text, html: None };
                outcome(self.mailer.send(message).await, |fault| fault.may_pass_later())
            }
            Medium::Sms => {
                let text = Text { dispatch, to, body };
                outcome(self.texter.send(text).await, |fault| fault.may_pass_later())
            }
        }
    }

    /// Sends an invitation to each of these contacts that the user has. Its password is in no event, so it is sent at once or not at all;
    /// an administrator may send another.
    pub(crate) async fn invite(
        &self,
        pool: &OpenPool,
        user: &Shown,
        password: &str,
        to: &BTreeSet<Contact>,
        moment: &Moment,
    ) -> Answer<()> {
        let template = pool.config.invitation_template();
        let filled = |text: &str| text.replace(USERNAME, &user.username).replace(CODE, password);
        for contact in to {
            let Some(to) = user.attributes.get(contact.attribute()) else { continue };
            let dispatch = Dispatch { id: dispatch_id()?, at_ms: moment.now.ms() };
            match contact {
                Contact::Email => {
                    let (subject, text) = (template.email_subject.clone(), filled(&template.email_message));
                    let message = Message { dispatch, to: to.clone(), subject, text, html: None };
                    delivered(self.mailer.send(message).await, |fault| fault.may_pass_later())?;
                }
                Contact::Phone => {
                    let text = Text { dispatch, to: to.clone(), body: filled(&template.sms_message) };
                    delivered(self.texter.send(text).await, |fault| fault.may_pass_later())?;
                }
            }
        }
        Ok(())
    }
}

fn dispatch_id() -> Answer<DispatchId> {
    let id = ids::uuid().to_string().parse();
    id.map_err(|_| Fault::new(Kind::InternalError, "a message needs an id"))
}

/// Whether a message that is sent at once has gone out. One that was refused for good is no fault of the caller's: it is logged.
fn delivered<F: std::fmt::Display>(
    sent: Result<(), F>,
    may_pass_later: impl FnOnce(&F) -> bool,
) -> Answer<()> {
    match sent {
        Ok(()) => Ok(()),
        Err(fault) if may_pass_later(&fault) => {
            Err(Fault::new(Kind::CodeDeliveryFailure, format!("Unable to deliver message: {fault}")))
        }
        Err(fault) => {
            tracing::warn!(%fault, "a message was refused for good");
            Ok(())
        }
    }
}

/// A message with its code.
fn filled(template: MessageTemplate, code: &str) -> MessageTemplate {
    let MessageTemplate { email_subject, email_message, sms_message } = template;
    MessageTemplate {
        email_subject,
        email_message: email_message.replace(CODE, code),
        sms_message: sms_message.replace(CODE, code),
    }
}

/// The outcome of sending a message.
fn outcome<F>(sent: Result<(), F>, may_pass_later: impl FnOnce(&F) -> bool) -> Outcome {
    match sent {
        Ok(()) => Outcome::Done,
        Err(fault) if may_pass_later(&fault) => Outcome::Later("the message could not be delivered"),
        Err(_) => Outcome::Never("the message was refused for good"),
    }
}
