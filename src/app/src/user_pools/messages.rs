//! Messages to users: codes, which follow the facts that issue them, and invitations, which are sent at once.

use domain::{
    Moment, Timestamp,
    user_pools::{
        user::{CodeIssued, FactorCodeIssued, Medium},
        user_pool::MessageTemplate,
    },
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

    /// Sends an invitation. Its password is in no event, so it is sent at once or not at all; an administrator may send another.
    pub(crate) async fn invite(
        &self,
        pool: &OpenPool,
        user: &Shown,
        password: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let Some(to) = user.attributes.get("email") else { return Ok(()) };
        let MessageTemplate { email_subject, email_message, .. } = pool.config.invitation_template();
        let text = email_message.replace(USERNAME, &user.username).replace(CODE, password);
        self.send_mail(&ids::uuid().to_string(), moment.now.ms(), to, &email_subject, text).await
    }

    async fn send_mail(&self, id: &str, at_ms: i64, to: &str, subject: &str, text: String) -> Answer<()> {
        let id: DispatchId =
            id.parse().map_err(|_| Fault::new(Kind::InternalError, "a message needs an id"))?;
        let message = Message {
            dispatch: Dispatch { id, at_ms },
            to: to.to_owned(),
            subject: subject.to_owned(),
            text,
            html: None,
        };
        match self.mailer.send(message).await {
            Ok(()) => Ok(()),
            Err(fault) if fault.may_pass_later() => {
                Err(Fault::new(Kind::CodeDeliveryFailure, format!("Unable to deliver message: {fault}")))
            }
            Err(fault) => {
                tracing::warn!(%fault, "a mail was refused for good");
                Ok(())
            }
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
