//! What users have done to sign in, to sign up and with passwords, as far as the log has it, and what is said about it: in pools whose
//! threat protection is not off.

use domain::{
    LedgerId, Moment, Stream, Timestamp,
    user_pools::user::{FeedbackBy, User, commands::GiveFeedback},
};
use projections::Page;
pub use projections::{
    Listed,
    user_pools::auth_events::{ActionKind, AuthEventRow, EventRisk, Feedback, Outcome},
};
use serde::{Deserialize, Serialize};

use crate::{
    Answer, Fault,
    kernel::{fault::failed, pages::ListOf, sealer::Token},
    user_pools::{UserPools, pools::OpenPool},
};

/// How long a message's answer about an event is taken.
const FEEDBACK_SECONDS: i64 = 7 * 86_400;

/// What is said about an event.
pub struct FeedbackOn<'a> {
    /// The pool.
    pub pool_id: &'a str,
    /// Any name of the user.
    pub username: &'a str,
    /// The event.
    pub event: &'a str,
    /// Whether it was the user.
    pub is_valid: bool,
}

/// What a message about an event carries, so that its reader can say what it was.
#[derive(Debug, Serialize, Deserialize)]
struct FeedbackToken {
    sub: String,
    event: String,
    expires_at: Timestamp,
}

impl Token for FeedbackToken {
    const KEY: &'static str = "feedback token";
    const PURPOSE: &'static str = "feedback token";

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl UserPools {
    /// The events of a user, the newest first.
    pub async fn list_auth_events(
        &self,
        pool_id: &str,
        username: &str,
        limit: u32,
        token: Option<&str>,
    ) -> Answer<Listed<AuthEventRow>> {
        let pool = self.protected_pool(pool_id).await?;
        let (stream, _) = self.existing(&pool, username).await?;
        let list = ListOf::new("events of a user", [pool_id, stream.id.id()]);
        let after = self.page_after(&list, token)?;
        let page = Page { after: after.as_deref(), limit };
        let listed = self.reads.auth_events(&pool.id, stream.id.id(), page).await?;
        self.core.sealer.with_next_page(&list, listed)
    }

    /// An administrator says whether an event was the user's own doing.
    pub async fn admin_give_feedback(&self, on: FeedbackOn<'_>, moment: &Moment) -> Answer<()> {
        let pool = self.protected_pool(on.pool_id).await?;
        let user = self.user_of_feedback(&pool, on.username).await?;
        self.record_feedback(&user, (on.event, on.is_valid), FeedbackBy::Admin, moment).await
    }

    /// A user says, by the token of a message, whether an event was the user's own doing.
    pub async fn give_feedback(&self, on: FeedbackOn<'_>, token: &str, moment: &Moment) -> Answer<()> {
        let pool = self.protected_pool(on.pool_id).await?;
        let user = self.user_of_feedback(&pool, on.username).await?;
        let opened = self.open_feedback_token(&pool.id, token);
        if !opened.is_some_and(|(sub, event)| sub == user.id.id() && event == on.event) {
            return Err(Fault::not_authorized("Invalid session provided"));
        }
        self.record_feedback(&user, (on.event, on.is_valid), FeedbackBy::User, moment).await
    }

    /// The token that a message about an event carries.
    pub fn feedback_token(&self, pool: &LedgerId, sub: &str, event: &str) -> Answer<String> {
        let expires_at = self.core.clock().now().plus_seconds(FEEDBACK_SECONDS);
        let token = FeedbackToken { sub: sub.to_owned(), event: event.to_owned(), expires_at };
        self.core.sealer.seal(pool.as_str(), &token)
    }

    /// The user and the event that a token is about, unless it has ended.
    pub(super) fn open_feedback_token(&self, pool: &LedgerId, token: &str) -> Option<(String, String)> {
        let opened = self.core.sealer.open::<FeedbackToken>(pool.as_str(), token).ok();
        opened.map(|token| (token.sub, token.event))
    }

    async fn user_of_feedback(&self, pool: &OpenPool, username: &str) -> Answer<Stream> {
        let unknown = || Fault::not_authorized("Incorrect username or password.");
        self.find_user(pool, username).await?.ok_or_else(unknown)
    }

    /// Records what was said of an event of a user.
    pub(super) async fn record_feedback(
        &self,
        user: &Stream,
        (event, is_valid): (&str, bool),
        by: FeedbackBy,
        moment: &Moment,
    ) -> Answer<()> {
        let found = self.reads.auth_event(&user.ledger, user.id.id(), event).await?;
        let event = found.ok_or_else(|| Fault::invalid("EventId is invalid"))?;
        // What was said before is not recorded again: a token may be used as often as its bearer likes.
        if event.feedback.is_some_and(|said| said.is_valid == is_valid && said.by == by) {
            return Ok(());
        }
        let give = GiveFeedback { event: event.id, is_valid, by, address: event.address };
        self.core.directories.users.ask(user, give, moment).await.map_err(failed::<User>)
    }
}
