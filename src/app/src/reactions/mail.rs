//! Mail and text messages with codes, and invitations.

use domain::{
    Moment,
    user::{CodeIssued, Medium, UserEvent},
    user_pool::MessageTemplate,
};
use ledger::{Opened, postgres::reactions::Reaction};
use outward::{
    dispatch::{Dispatch, DispatchId},
    mail::Message,
    sms::Text,
};

use crate::{Answer, App, Fault, Kind, ids, pools::OpenPool, users::Shown};

const CODE: &str = "{####}";
const USERNAME: &str = "{username}";

/// Facts that ask for a message.
pub const MAIL: Reaction = Reaction { name: "mail", kinds: &["user.code_issued"] };

/// Sends what a recorded event asks for. An error: try the same event again.
pub async fn send_codes(app: &App, opened: &Opened) -> Answer<()> {
    let unreadable = |_| Fault::new(Kind::InternalError, "an event cannot be read");
    let event = opened.event::<UserEvent>().map_err(unreadable)?;
    let UserEvent::CodeIssued(issued) = &*event else { return Ok(()) };
    let expired = app.clock().now() >= issued.expires_at;
    // A person who is forgotten has no address any more; a code that has ended helps nobody.
    match issued.destination.known() {
        Some(to) if !expired => send_code(app, opened, issued, to).await,
        _ => Ok(()),
    }
}

async fn send_code(app: &App, opened: &Opened, issued: &CodeIssued, to: &str) -> Answer<()> {
    let record = &opened.record;
    let pool = match app.pool(record.ledger.as_str()).await {
        Ok(pool) => pool,
        // The pool is gone, and its codes are good for nothing.
        Err(fault) if fault.kind == Kind::ResourceNotFound => return Ok(()),
        Err(fault) => return Err(fault),
    };
    let code = app.code(&pool.id, record.stream.id(), issued.purpose, &issued.nonce);
    let template = &pool.config.verification;
    let (id, at_ms) = (record.id.to_string(), issued.at.ms());
    match issued.medium {
        Medium::Email => {
            let text = template.email_message.replace(CODE, &code);
            app.send_mail(&id, at_ms, to, &template.email_subject, text).await
        }
        Medium::Sms => app.send_text(&id, at_ms, to, template.sms_message.replace(CODE, &code)).await,
    }
}

impl App {
    /// Sends an invitation. Its password is in no event, so it is sent at once or not at all; an administrator may send another.
    pub(crate) async fn invite(
        &self,
        pool: &OpenPool,
        user: &Shown,
        password: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let Some(to) = user.attributes.get("email") else { return Ok(()) };
        let MessageTemplate { email_subject, email_message, .. } = &pool.config.invitation;
        let text = email_message.replace(USERNAME, &user.username).replace(CODE, password);
        self.send_mail(&ids::uuid().to_string(), moment.now.ms(), to, email_subject, text).await
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

    async fn send_text(&self, id: &str, at_ms: i64, to: &str, body: String) -> Answer<()> {
        let id: DispatchId =
            id.parse().map_err(|_| Fault::new(Kind::InternalError, "a message needs an id"))?;
        let text = Text { dispatch: Dispatch { id, at_ms }, to: to.to_owned(), body };
        match self.texter.send(text).await {
            Ok(()) => Ok(()),
            Err(fault) if fault.may_pass_later() => {
                Err(Fault::new(Kind::CodeDeliveryFailure, format!("Unable to deliver message: {fault}")))
            }
            Err(fault) => {
                tracing::warn!(%fault, "a text message was refused for good");
                Ok(())
            }
        }
    }
}
