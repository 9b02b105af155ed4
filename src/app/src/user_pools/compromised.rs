//! Compromised credentials: passwords that are looked up in a list of breached ones, where a pool's rules for risks ask for that.
//!
//! In a sign-in only a right password is looked up, so that no answer to a wrong one or about an unknown name depends on the list. A password
//! that was proved by SRP is not known here and is not looked up. Where the list fails, passwords are taken as if they were not in it, and
//! the operator is told.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{
    Moment, Stream, Timestamp,
    user_pools::user::{User, commands::RefuseCompromised},
    values::risk::{Compromised, PasswordEvent, PasswordFinding},
};
use ports::breached::BreachedPasswords;

use crate::{
    Answer, Fault, Kind,
    kernel::fault::failed,
    user_pools::{UserPools, clients::OpenClient},
};

/// The list of breached passwords, and whether it can be asked.
pub(super) struct BreachedList {
    list: Option<Arc<dyn BreachedPasswords>>,
    failing: Mutex<Option<Failing>>,
}

/// Look-ups fail, and none has succeeded since.
struct Failing {
    /// Count of passwords that were not looked up.
    passwords: u64,
    /// The time of the first of them.
    since: Timestamp,
    /// Why the last one was not.
    why: String,
}

impl BreachedList {
    pub(super) fn new(list: Option<Arc<dyn BreachedPasswords>>) -> Self {
        Self { list, failing: Mutex::default() }
    }

    /// Whether a password is in the list; false where it could not be looked up.
    async fn contains(&self, password: &str, now: Timestamp) -> bool {
        let asked = match &self.list {
            Some(list) => list.contains(password).await.map_err(|fault| fault.to_string()),
            None => Err("no list of breached passwords is given (--breached-passwords)".to_owned()),
        };
        match asked {
            Ok(found) => {
                *self.failing() = None;
                found
            }
            Err(why) => {
                self.count_failure(why, now);
                false
            }
        }
    }

    fn failing(&self) -> MutexGuard<'_, Option<Failing>> {
        self.failing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count_failure(&self, why: String, now: Timestamp) {
        let mut failing = self.failing();
        if failing.is_none() {
            tracing::warn!(why, "passwords are not looked up in the list of breached ones");
        }
        let before = failing.take();
        let (passwords, since) = before.map_or((0, now), |before| (before.passwords, before.since));
        *failing = Some(Failing { passwords: passwords + 1, since, why });
    }
}

impl UserPools {
    /// Whether a list of breached passwords was given, so that pools may have them blocked.
    pub fn has_breached_list(&self) -> bool {
        self.breached.list.is_some()
    }

    /// For the operator: that passwords are taken that should have been looked up; `None` while all are.
    pub fn breached_list_alarm(&self) -> Option<String> {
        let failing = self.breached.failing();
        let Failing { passwords, since, why } = failing.as_ref()?;
        let since = chrono::DateTime::from_timestamp_millis(since.ms()).unwrap_or_default().to_rfc3339();
        Some(format!("{passwords} passwords were taken since {since} that could not be looked up: {why}"))
    }

    /// What the list says of a password, where the rules of a client or its pool ask on this occasion.
    pub(super) async fn look_up_password(
        &self,
        client: &OpenClient,
        on: PasswordEvent,
        password: &str,
    ) -> PasswordFinding {
        let Some(rule) = rule(client).filter(|rule| rule.asks_on(on)) else {
            return PasswordFinding::Unknown;
        };
        // Without a list nothing can be asked; that is an alarm only where something should be blocked.
        let is_asked = rule.blocks || self.has_breached_list();
        if is_asked && self.breached.contains(password, self.core.clock().now()).await {
            return PasswordFinding::Compromised { blocks: rule.blocks };
        }
        PasswordFinding::Unknown
    }

    /// Refuses a compromised password of a sign-up.
    pub(super) async fn check_first_password(
        &self,
        client: &OpenClient,
        password: &str,
        moment: &Moment,
    ) -> Answer<PasswordFinding> {
        let finding = self.look_up_password(client, PasswordEvent::SignUp, password).await;
        if is_refused(client, finding) {
            self.count_compromised_sign_up(&client.pool.id, moment);
            return Err(refused());
        }
        Ok(finding)
    }

    /// Refuses a compromised password that a user wants to have from now on.
    pub(super) async fn check_changed_password(
        &self,
        client: &OpenClient,
        user: &Stream,
        password: &str,
        moment: &Moment,
    ) -> Answer<PasswordFinding> {
        let finding = self.look_up_password(client, PasswordEvent::PasswordChange, password).await;
        if is_refused(client, finding) {
            let recorded = self.core.directories.users.ask(user, RefuseCompromised, moment).await;
            recorded.map_err(failed::<User>)?;
            return Err(refused());
        }
        Ok(finding)
    }
}

/// What is done about compromised passwords, while threat protection is on: the client's own rules for risks, or else those of its pool.
fn rule(client: &OpenClient) -> Option<&Compromised> {
    client.pool.check_protected().ok()?;
    client.risk.as_ref().or(client.pool.risk.as_ref())?.rules.compromised.as_ref()
}

fn is_refused(client: &OpenClient, finding: PasswordFinding) -> bool {
    finding.blocks() && client.pool.acts_on_risk()
}

fn refused() -> Fault {
    Fault::new(Kind::InvalidPassword, "Provided password cannot be used for security reasons.")
}
