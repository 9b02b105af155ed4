//! Mail and text messages with codes, and mail about risky sign-ins.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use domain::{
    Personal, Timestamp,
    user_pools::{
        message::{Carrier, Occasion},
        user::{self, Purpose, UserEvent},
    },
    values::contact::Contact,
};
use ledger::{
    Opened,
    postgres::reactions::{Outcome, React, Reaction, Tries},
};

use crate::user_pools::{
    UserPools,
    messages::{Outgoing, Undelivered},
};

/// Retries for about an hour, in which a mail server may be away; most codes are valid for as long, or shorter.
const TRIES: Tries =
    Tries { max: Some(12), first_pause: Duration::from_secs(5), longest_pause: Duration::from_mins(10) };

static MAIL: Reaction = Reaction {
    name: "mail",
    kinds: &["user.code_issued", "user.factor_code_issued", "user.risk_notice_issued"],
    tries: TRIES,
};

/// A mail about a sign-in that comes later than this is of no use to its reader.
const NOTICE_SECONDS: i64 = 86_400;

/// Sends what a recorded event asks for.
pub(super) struct Mail(pub(super) Arc<UserPools>);

#[async_trait(?Send)]
impl React for Mail {
    fn reaction(&self) -> &'static Reaction {
        &MAIL
    }

    /// Mails to one domain go through one server, which may be slow, and so may the functions of a pool.
    fn lane(&self, event: &Opened) -> Option<String> {
        let read = event.event::<UserEvent>().ok()?;
        if may_be_for_function(&read) {
            return Some(event.record.ledger.to_string());
        }
        let (_, domain) = asked_for(&read)?.destination.known()?.rsplit_once('@')?;
        Some(domain.to_lowercase())
    }

    async fn react(&self, event: &Opened) -> Outcome {
        let Ok(read) = event.event::<UserEvent>() else { return Outcome::Later("its event cannot be read") };
        let Some(asked) = asked_for(&read) else { return Outcome::Done };
        let Some(outgoing) = outgoing(event, &asked) else { return Outcome::Done };
        if self.0.core.clock().now() >= asked.expires_at {
            return Outcome::Never("it was of no use any more before it was sent");
        }
        // On the heap: each future that it is handed through would have room for it.
        let sending = Box::pin(self.send(event, &read, &outgoing));
        self.0.send_once(&outgoing, sending).await
    }

    async fn note_given_up(&self, event: &Opened, tries: u32, why: &'static str) -> bool {
        let Ok(read) = event.event::<UserEvent>() else { return true };
        let asked = asked_for(&read);
        let Some(outgoing) = asked.as_ref().and_then(|asked| outgoing(event, asked)) else { return true };
        self.0.record_given_up(&outgoing, tries, why).await.is_ok()
    }
}

impl Mail {
    async fn send(
        &self,
        event: &Opened,
        read: &UserEvent,
        outgoing: &Outgoing<'_>,
    ) -> Result<Carrier, Undelivered> {
        match read {
            UserEvent::CodeIssued(issued) => self.0.send_code(event, issued, outgoing).await,
            UserEvent::FactorCodeIssued(issued) => self.0.send_factor_code(event, issued, outgoing).await,
            UserEvent::RiskNoticeIssued(issued) => self.0.send_risk_notice(event, issued, outgoing).await,
            _ => Err(Undelivered::Void),
        }
    }
}

/// Whether a function of the pool may be told of the message of an event. Of a notice nothing says so before the pool is read.
fn may_be_for_function(event: &UserEvent) -> bool {
    match event {
        UserEvent::CodeIssued(issued) => issued.for_function.is_some(),
        UserEvent::FactorCodeIssued(issued) => issued.for_function.is_some(),
        UserEvent::RiskNoticeIssued(_) => true,
        _ => false,
    }
}

/// The message that an event asks for.
struct AskedFor<'a> {
    occasion: Occasion,
    contact: Contact,
    destination: &'a Personal<String>,
    at: Timestamp,
    /// Until then it is of use.
    expires_at: Timestamp,
}

fn asked_for(event: &UserEvent) -> Option<AskedFor<'_>> {
    Some(match event {
        UserEvent::CodeIssued(issued) => AskedFor {
            occasion: occasion(issued.purpose),
            contact: issued.medium.contact(),
            destination: &issued.destination,
            at: issued.at,
            expires_at: issued.expires_at,
        },
        UserEvent::FactorCodeIssued(issued) => AskedFor {
            occasion: Occasion::SignIn,
            contact: issued.contact,
            destination: &issued.destination,
            at: issued.at,
            expires_at: issued.expires_at,
        },
        UserEvent::RiskNoticeIssued(issued) => AskedFor {
            occasion: Occasion::RiskNotice,
            contact: Contact::Email,
            destination: &issued.destination,
            at: issued.at,
            expires_at: issued.at.plus_seconds(NOTICE_SECONDS),
        },
        _ => return None,
    })
}

fn occasion(purpose: Purpose) -> Occasion {
    match purpose {
        Purpose::SignUp => Occasion::SignUp,
        Purpose::ForgotPassword => Occasion::ForgotPassword,
        Purpose::VerifyEmail | Purpose::VerifyPhoneNumber => Occasion::Verification,
    }
}

/// The message of an event to its address; a forgotten person has none any more.
fn outgoing<'a>(event: &Opened, asked: &AskedFor<'a>) -> Option<Outgoing<'a>> {
    let record = &event.record;
    let user = user::stream(&record.ledger, record.stream.id());
    let to = (asked.contact, asked.destination.known()?.as_str());
    Some(Outgoing::new((&user, &record.id.to_string()), asked.occasion, to, asked.at))
}
