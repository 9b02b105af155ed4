//! Mail and text messages with codes, and invitations.

use std::{sync::Arc, time::Duration};

use crate::user_pools::UserPools;
use async_trait::async_trait;
use domain::user_pools::user::UserEvent;
use ledger::{
    Opened,
    postgres::reactions::{Outcome, React, Reaction, Tries},
};

/// Retries for about an hour, in which a mail server may be away; most codes are valid for as long, or shorter.
const TRIES: Tries =
    Tries { max: Some(12), first_pause: Duration::from_secs(5), longest_pause: Duration::from_mins(10) };

static MAIL: Reaction = Reaction { name: "mail", kinds: &["user.code_issued"], tries: TRIES };

/// Sends what a recorded event asks for.
pub(super) struct Mail(pub(super) Arc<UserPools>);

#[async_trait(?Send)]
impl React for Mail {
    fn reaction(&self) -> &'static Reaction {
        &MAIL
    }

    /// Mails to one domain go through one server, which may be slow.
    fn lane(&self, event: &Opened) -> Option<String> {
        let event = event.event::<UserEvent>().ok()?;
        let UserEvent::CodeIssued(issued) = &*event else { return None };
        let (_, domain) = issued.destination.known()?.rsplit_once('@')?;
        Some(domain.to_lowercase())
    }

    async fn react(&self, event: &Opened) -> Outcome {
        let Ok(read) = event.event::<UserEvent>() else { return Outcome::Later("its event cannot be read") };
        let UserEvent::CodeIssued(issued) = &*read else { return Outcome::Done };
        // A forgotten person has no address any more.
        let Some(to) = issued.destination.known() else { return Outcome::Done };
        if self.0.core.clock().now() >= issued.expires_at {
            return Outcome::Never("its code expired before it was sent");
        }
        self.0.send_code(event, issued, to).await
    }
}
