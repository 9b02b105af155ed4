//! One sign-in and all tokens that came from it (the token family, `origin_jti`): opened once, refreshed, revoked once. A browser that the
//! sign-in pages know has a session too, which gets no tokens.
//! Lives in the user pool's ledger, belongs to the user. Knows no token and no signature.

pub mod commands;
mod events;
mod queries;
mod refusals;
mod rotation;

use serde::{Deserialize, Serialize};

pub use events::{
    CodeRedeemed, ForBrowser, ForClient, Opened, OpenedDevice, Purpose, Refreshed, Revoked, Rotation,
    SessionEvent,
};
pub use queries::SessionLimits;
pub use refusals::Refusal;
pub use rotation::RefreshTokens;

use crate::{Aggregate, Scope, Stream, Timestamp};

/// Where the session of this `origin_jti` lives. `user` is the user's stream.
pub fn stream(user: &Stream, origin_jti: &str) -> Stream {
    Stream::belonging(user, Session::KIND, origin_jti)
}

/// What is known of a session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Session {
    /// Never opened.
    #[default]
    Absent,
    /// Its tokens are valid, as far as this session decides.
    Alive(Box<Alive>),
    /// Its tokens are no longer valid.
    Revoked,
}

/// A session whose tokens are good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alive {
    /// How it was opened.
    pub opened: Opened,
    /// When tokens were last made from it.
    pub refreshed_at: Timestamp,
    /// Its refresh tokens.
    pub refresh_tokens: RefreshTokens,
    /// Whether the code for its tokens was redeemed.
    #[serde(default)]
    pub is_code_redeemed: bool,
}

impl Alive {
    /// As it is opened.
    pub fn new(opened: Opened) -> Self {
        Self {
            refreshed_at: opened.auth_time,
            refresh_tokens: RefreshTokens::default(),
            is_code_redeemed: false,
            opened,
        }
    }

    fn refresh(&mut self, event: &Refreshed) {
        self.refreshed_at = event.at;
        if let Some(rotation) = event.rotation {
            self.refresh_tokens.rotate(rotation);
        }
    }
}

impl Aggregate for Session {
    const KIND: &'static str = "session";
    type Event = SessionEvent;
    type Refusal = Refusal;

    fn apply(&mut self, event: &SessionEvent) {
        match (&mut *self, event) {
            (_, SessionEvent::Opened(opened)) => *self = Self::Alive(Box::new(Alive::new(opened.clone()))),
            (Self::Alive(alive), SessionEvent::CodeRedeemed(_)) => alive.is_code_redeemed = true,
            (Self::Alive(alive), SessionEvent::Refreshed(refreshed)) => alive.refresh(refreshed),
            (_, SessionEvent::Revoked(_)) => *self = Self::Revoked,
            (Self::Absent | Self::Revoked, SessionEvent::CodeRedeemed(_) | SessionEvent::Refreshed(_)) => {}
        }
    }

    fn taken(_scope: Scope) -> Refusal {
        Refusal::Revoked
    }
}
