//! An app client of a user pool: which flows it may use, how long its tokens live, what it may read and write.
//!
//! Knows no user and no token. The list of pools takes its id once it is made here.

pub mod commands;
mod config;
mod events;
mod refusals;
pub mod rules;
mod secrets;
#[cfg(test)]
mod testing;
mod upcast;

use serde::{Deserialize, Serialize};

pub use config::{
    AUTH_SESSION_VALIDITY_MINUTES_DEFAULT, Analytics, AttributeAccess, AuthFlow, AuthFlows, ClientConfig,
    ExistenceErrors, OAuthFlow, OAuthGrants, Redirects, RefreshRotation, ScopesRefused, TimeUnit,
    TokenLifetimes, TokenUnits, is_told,
};
pub use events::{
    ClientEvent, Created, Deleted, RiskRulesSet, SecretAdded, SecretDeleted, SessionReuseSet, Updated,
};
pub use refusals::ClientRefusal;
pub use secrets::{AddedSecret, SECRETS_MAX, secret_id, secret_of_id};

use crate::{Aggregate, LedgerId, Scope, Stream, Timestamp, values::risk::RiskSetting};

/// How long the pages reuse a session where a client does not say it, in minutes.
pub const SESSION_REUSE_MINUTES_DEFAULT: u32 = 60;

/// An app client.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Client {
    /// Not made yet.
    #[default]
    Absent,
    /// There.
    Present(Box<App>),
    /// Deleted, for ever.
    Gone,
}

/// An existing client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct App {
    /// Its configuration.
    pub config: ClientConfig,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its configuration changed last.
    pub modified_at: Timestamp,
    /// When the secret of the configuration was made, if there is one.
    pub secret_made_at: Timestamp,
    /// The secret beside that one, which was made later.
    pub added_secret: Option<AddedSecret>,
    /// `SSOSession.MaxValidityMinutes`: how long after a sign-in the pages ask for none again.
    pub session_reuse_minutes: u32,
    /// What is done about risks, where the client says it for itself.
    pub risk: Option<RiskSetting>,
}

impl App {
    /// As it is made.
    fn new(config: ClientConfig, at: Timestamp) -> Self {
        Self {
            config,
            created_at: at,
            modified_at: at,
            secret_made_at: at,
            added_secret: None,
            session_reuse_minutes: SESSION_REUSE_MINUTES_DEFAULT,
            risk: None,
        }
    }
}

/// Where a client lives: in its pool's ledger.
pub fn stream(pool: &LedgerId, client_id: &str) -> Stream {
    Stream::impersonal(pool.clone(), Client::KIND, client_id)
}

impl Client {
    /// The client, or the refusal where there is none.
    pub fn present(&self) -> Result<&App, ClientRefusal> {
        match self {
            Self::Present(app) => Ok(app),
            Self::Absent | Self::Gone => Err(ClientRefusal::NotFound),
        }
    }
}

impl Aggregate for Client {
    const KIND: &'static str = "client";
    type Event = ClientEvent;
    type Refusal = ClientRefusal;

    fn apply(&mut self, event: &ClientEvent) {
        match event {
            ClientEvent::Created(e) => {
                *self = Self::Present(Box::new(App::new((*e.config).clone(), e.at)));
            }
            ClientEvent::Updated(e) => {
                if let Self::Present(app) = self {
                    app.config = (*e.config).clone();
                    app.modified_at = e.at;
                }
            }
            ClientEvent::RiskRulesSet(e) => {
                if let Self::Present(app) = self {
                    app.risk = RiskSetting::of(&e.rules, e.at);
                }
            }
            ClientEvent::SessionReuseSet(e) => {
                if let Self::Present(app) = self {
                    app.session_reuse_minutes = e.minutes;
                }
            }
            ClientEvent::SecretAdded(e) => {
                if let Self::Present(app) = self {
                    app.added_secret = Some(AddedSecret { secret: e.secret.clone(), made_at: e.made_at });
                }
            }
            ClientEvent::SecretDeleted(e) => {
                if let Self::Present(app) = self {
                    app.drop_secret(e.made_at);
                }
            }
            ClientEvent::Deleted(_) => *self = Self::Gone,
        }
    }

    /// A client claims no name in its pool's ledger: its id is taken in the list of pools.
    fn taken(_: Scope) -> ClientRefusal {
        ClientRefusal::Exists
    }
}
