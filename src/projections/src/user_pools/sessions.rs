//! The sessions of users: where each was opened from, until it ends. Holds personal data, which is dropped with the user.

use domain::{
    Aggregate, LedgerId, Personal, Timestamp,
    user_pools::session::{Session, SessionEvent},
};
use ledger::{Opened, Unavailable, Undecodable};
use serde::{Deserialize, Serialize};

use super::{POOL_DELETED, of_forgotten_user};
use crate::{
    Listed, Page, ReadModels,
    engine::{
        list::{Condition, Key, List},
        model::{Model, Touch},
    },
};

/// A session that no revocation and no sign-out has ended.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Its `origin_jti`.
    pub jti: String,
    /// The user's `sub`.
    pub parent: String,
    /// The client that it was opened for.
    pub client_id: String,
    /// The address that it was opened from; empty where none is known.
    pub address: String,
    /// What the software that opened it calls itself; empty where it says nothing.
    pub software: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When tokens were last made from it, as far as that is recorded.
    pub active_at: Timestamp,
    /// When its refresh token ends, or the pages forget the browser.
    pub ends_at: Timestamp,
    /// The session of the browser that it was opened in, on the sign-in pages; that of a browser names itself, and has no tokens.
    pub browser: Option<String>,
}

impl SessionRow {
    /// Whether it is that of a browser.
    pub fn is_of_browser(&self) -> bool {
        self.browser.as_deref() == Some(&self.jti)
    }
}

/// Shows nothing personal.
impl std::fmt::Debug for SessionRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionRow")
            .field("jti", &self.jti)
            .field("parent", &self.parent)
            .finish_non_exhaustive()
    }
}

pub(crate) struct Sessions;

impl Model for Sessions {
    const NAME: &'static str = "sessions";
    const VERSION: u32 = 2;
    const INDEXES: &'static str = include_str!("../../../../schema/projections/sessions.sql");
    const KINDS: &'static [&'static str] = &[
        "session.",
        "user.signed_out_everywhere",
        "user.disabled",
        "user.deleted",
        domain::FORGOTTEN,
        POOL_DELETED,
    ];
    type Row = SessionRow;

    fn parent(row: &SessionRow) -> Option<&str> {
        Some(&row.parent)
    }

    fn touches(event: &Opened) -> Result<Touch, Undecodable> {
        let stream = &event.record.stream;
        Ok(match event.record.kind.as_str() {
            POOL_DELETED => Touch::DropAll,
            domain::FORGOTTEN => of_forgotten_user(stream),
            _ if stream.kind() == Session::KIND => Touch::One(stream.id().to_owned()),
            _ => Touch::DropOf(stream.id().to_owned()),
        })
    }

    fn apply(row: Option<SessionRow>, event: &Opened) -> Result<Option<SessionRow>, Undecodable> {
        Ok(match &*event.event::<SessionEvent>()? {
            SessionEvent::Opened(opened) => {
                let moment = event.moment()?;
                Some(SessionRow {
                    jti: event.record.stream.id().to_owned(),
                    parent: opened.sub.clone(),
                    client_id: opened.client_id.clone(),
                    address: known(moment.source_ip),
                    software: known(moment.user_agent),
                    opened_at: moment.now,
                    active_at: moment.now,
                    ends_at: opened.refresh_expires_at,
                    browser: opened.purpose.browser(event.record.stream.id()).map(str::to_owned),
                })
            }
            SessionEvent::CodeRedeemed(e) => row.map(|row| SessionRow { active_at: e.at, ..row }),
            SessionEvent::Refreshed(e) => row.map(|row| SessionRow { active_at: e.at, ..row }),
            SessionEvent::Revoked(_) => None,
        })
    }
}

fn known(text: Personal<String>) -> String {
    match text {
        Personal::Known(text) => text,
        Personal::Forgotten => String::new(),
    }
}

impl ReadModels {
    /// The sessions of a user that have not ended at a moment, by `origin_jti`.
    pub async fn sessions(
        &self,
        pool: &LedgerId,
        sub: &str,
        now: Timestamp,
        page: Page<'_>,
    ) -> Result<Listed<SessionRow>, Unavailable> {
        let of_user = "body ->> 'parent' = split_part($value, ' ', 1)";
        let lasting = "(body ->> 'ends_at')::bigint > split_part($value, ' ', 2)::bigint";
        let condition = Condition {
            sql: format!("{of_user} and {lasting}"),
            holds: Box::new(|_, row: &SessionRow| row.parent == sub && row.ends_at > now),
            value: format!("{sub} {}", now.ms()),
        };
        let list = List { ledger: Some(pool), key: Key::Id, condition: Some(condition), page };
        self.list::<Sessions>(list).await
    }
}
