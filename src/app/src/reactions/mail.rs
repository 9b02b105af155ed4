//! Mail and text messages with codes, and mail about risky sign-ins.

use std::{sync::Arc, time::Duration};

use crate::user_pools::UserPools;
use async_trait::async_trait;
use domain::{
    Personal, Timestamp,
    user_pools::user::{ForFunction, UserEvent},
};
use ledger::{
    Opened,
    postgres::reactions::{Outcome, React, Reaction, Tries},
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
        if for_function(&read).is_some() {
            return Some(event.record.ledger.to_string());
        }
        let (destination, _) = sent(&read)?;
        let (_, domain) = destination.known()?.rsplit_once('@')?;
        Some(domain.to_lowercase())
    }

    async fn react(&self, event: &Opened) -> Outcome {
        let Ok(read) = event.event::<UserEvent>() else { return Outcome::Later("its event cannot be read") };
        let Some((destination, expires_at)) = sent(&read) else { return Outcome::Done };
        // A forgotten person has no address any more.
        let Some(to) = destination.known() else { return Outcome::Done };
        if self.0.core.clock().now() >= expires_at {
            return Outcome::Never("it was of no use any more before it was sent");
        }
        match &*read {
            UserEvent::CodeIssued(issued) => self.0.send_code(event, issued, to).await,
            UserEvent::FactorCodeIssued(issued) => self.0.send_factor_code(event, issued, to).await,
            UserEvent::RiskNoticeIssued(issued) => self.0.send_risk_notice(event, issued, to).await,
            _ => Outcome::Done,
        }
    }
}

/// What functions are told of the code of an event, where they are told of it.
fn for_function(event: &UserEvent) -> Option<&ForFunction> {
    match event {
        UserEvent::CodeIssued(issued) => issued.for_function.as_ref(),
        UserEvent::FactorCodeIssued(issued) => issued.for_function.as_ref(),
        _ => None,
    }
}

/// Where the message of an event is sent, and until when it is of use.
fn sent(event: &UserEvent) -> Option<(&Personal<String>, Timestamp)> {
    match event {
        UserEvent::CodeIssued(issued) => Some((&issued.destination, issued.expires_at)),
        UserEvent::FactorCodeIssued(issued) => Some((&issued.destination, issued.expires_at)),
        UserEvent::RiskNoticeIssued(issued) => {
            Some((&issued.destination, issued.at.plus_seconds(NOTICE_SECONDS)))
        }
        _ => None,
    }
}
