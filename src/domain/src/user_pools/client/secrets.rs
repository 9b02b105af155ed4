//! The secrets of a client: one from its creation, and while they are exchanged a second one. Any of them proves that a request is the
//! client's.
//!
//! Invariant: a client that has a secret has one in its configuration. When that one is deleted, the other takes its place.

use serde::{Deserialize, Serialize};

use super::App;
use crate::{Secret, Timestamp};

/// Secrets that a client may have at a time.
pub const SECRETS_MAX: usize = 2;

/// A secret beside the one in the configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddedSecret {
    /// The secret.
    pub secret: Secret<String>,
    /// When it was made. No two secrets of a client were made at the same time.
    pub made_at: Timestamp,
}

impl App {
    /// All secrets with the times when they were made, the oldest first. None where the client is a public one.
    pub fn secrets(&self) -> impl Iterator<Item = (Timestamp, &Secret<String>)> {
        let first = self.config.secret.as_ref().map(|secret| (self.secret_made_at, secret));
        let added = self.added_secret.as_ref().map(|added| (added.made_at, &added.secret));
        first.into_iter().chain(added)
    }

    /// Deletes the secret that was made at a time; another one stays.
    pub(super) fn drop_secret(&mut self, made_at: Timestamp) {
        let Some(added) = self.added_secret.take() else { return };
        if made_at == self.secret_made_at {
            self.config.secret = Some(added.secret);
            self.secret_made_at = added.made_at;
        }
    }
}

/// The id by which a client's secret is called: `<client id>--<milliseconds since the epoch>`.
pub fn secret_id(client_id: &str, made_at: Timestamp) -> String {
    format!("{client_id}--{}", made_at.ms())
}

/// When the secret of an id was made; `None` where it is no id of this client's secrets.
pub fn secret_of_id(client_id: &str, secret_id: &str) -> Option<Timestamp> {
    let time = secret_id.strip_prefix(client_id)?.strip_prefix("--")?;
    time.parse().ok().map(Timestamp::from_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_leads_back_to_its_secret_and_no_other_text_does() {
        let made_at = Timestamp::from_ms(1_760_000_000_000);
        let id = secret_id("web1", made_at);
        assert_eq!(id, "web1--1760000000000");
        assert_eq!(secret_of_id("web1", &id), Some(made_at));
        for (client, id) in [("web2", id.as_str()), ("web1", "web1--x"), ("web1", "web1"), ("web1", "")] {
            assert_eq!(secret_of_id(client, id), None, "{client} {id}");
        }
    }
}
