//! An identity of an identity pool: whose logins lead to it, what was handed out to it, and which datasets it has. It is a person:
//! its stream is its own subject. Knows no token (logins come in proven), no credential's secret and no record of a dataset.

pub mod commands;
mod events;
mod login;
mod queries;
mod refusals;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use events::{
    Absorbed, Created, CredentialsVended, DatasetOpened, DatasetRemoved, Deleted, Flow, IdentityEvent,
    LoginLinked, MergedInto, TokenIssued,
};
pub use login::Login;
pub use refusals::Refusal;

use crate::{Aggregate, Claim, LedgerId, Personal, Scope, Stream, Timestamp};

/// Most logins that one identity can have.
pub const LOGINS_MAX: usize = 20;
/// Most datasets that one identity can open; what comes with a merge does not count against it.
pub const DATASETS_MAX: usize = 20;
/// Claims of this kind: a provider's user leads to one identity of the pool.
pub const LOGIN: Scope = "login";

/// Where the identity of this id (`us-east-1:<uuid>`) of this pool lives.
pub fn stream(pool_id: &str, identity_id: &str) -> Stream {
    Stream::person(LedgerId::new(pool_id), Identity::KIND, identity_id)
}

/// What is known of an identity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Identity {
    /// Never made.
    #[default]
    Absent,
    /// In use.
    Active(Active),
    /// The same person turned out to have another identity too: this one is disabled.
    MergedInto {
        /// Id of the identity that is used instead.
        into: String,
        /// Names of the datasets that it had, to be kept for that identity.
        datasets: BTreeSet<Personal<String>>,
        /// Ids of the identities that were merged into this one before.
        #[serde(default)]
        absorbed: BTreeSet<String>,
        /// The logins that it had.
        #[serde(default)]
        logins: BTreeMap<String, Personal<String>>,
    },
    /// Deleted.
    Deleted,
}

/// An identity in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Active {
    /// Provider (the key in `Logins`) to the user there. Empty: a guest.
    pub logins: BTreeMap<String, Personal<String>>,
    /// Names of the datasets that it opened.
    pub datasets: BTreeSet<Personal<String>>,
    /// Names of the datasets that it keeps for merged identities: `<name>.<id of the merged identity>`.
    pub kept_datasets: BTreeSet<Personal<String>>,
    /// Ids of the identities that were merged into it.
    pub absorbed: BTreeSet<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its logins last changed.
    pub modified_at: Timestamp,
}

/// What an identity leaves to the one that is used instead of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// Names of its datasets, those that it kept for others among them.
    pub datasets: BTreeSet<Personal<String>>,
    /// Ids of the identities that were merged into it before.
    pub absorbed: BTreeSet<String>,
    /// Its logins.
    pub logins: Vec<Login>,
}

impl Active {
    /// The logins among these that this identity lacks, or the refusal if not all of them can be added. A forgotten login is left out.
    fn new_logins<'a>(&self, others: &'a [Login]) -> Result<Vec<&'a Login>, Refusal> {
        let is_second =
            |login: &Login| self.logins.get(&login.provider).is_some_and(|own| *own != login.subject);
        if others.iter().any(is_second) {
            return Err(Refusal::SecondUserOfProvider);
        }
        let is_new =
            |login: &&Login| login.subject.known().is_some() && !self.logins.contains_key(&login.provider);
        let new: Vec<&Login> = others.iter().filter(is_new).collect();
        if self.logins.len() + new.len() > LOGINS_MAX { Err(Refusal::TooManyLogins) } else { Ok(new) }
    }

    /// Whether it has any login; a guest has none.
    pub fn is_authenticated(&self) -> bool {
        !self.logins.is_empty()
    }

    /// Whether this login leads to this identity. A forgotten login equals no other.
    pub fn owns(&self, login: &Login) -> bool {
        let held = self.logins.get(&login.provider).and_then(Personal::known);
        held.is_some() && held == login.subject.known()
    }

    /// Whether it has a dataset of this name.
    pub fn has_dataset(&self, name: &str) -> bool {
        let name = Personal::Known(name.to_owned());
        self.datasets.contains(&name) || self.kept_datasets.contains(&name)
    }

    /// Names of the datasets that came with merged identities and stand beside the one so named, waiting for the client to take them over
    /// (`MergedDatasetNames`).
    pub fn merged_datasets(&self, name: &str) -> Vec<&str> {
        let beside = |kept: &&str| {
            let origin = kept.strip_prefix(name).and_then(|rest| rest.strip_prefix('.'));
            origin.is_some_and(|origin| self.absorbed.contains(origin))
        };
        self.kept_datasets.iter().filter_map(Personal::known).map(String::as_str).filter(beside).collect()
    }

    fn left(&self) -> Left {
        Left {
            datasets: self.datasets.union(&self.kept_datasets).cloned().collect(),
            absorbed: self.absorbed.clone(),
            logins: listed(&self.logins),
        }
    }

    fn link(&mut self, login: &Login, at: Timestamp) {
        self.logins.insert(login.provider.clone(), login.subject.clone());
        self.modified_at = at;
    }
}

fn listed(logins: &BTreeMap<String, Personal<String>>) -> Vec<Login> {
    let login = |(provider, subject): (&String, &Personal<String>)| Login {
        provider: provider.clone(),
        subject: subject.clone(),
    };
    logins.iter().map(login).collect()
}

impl Identity {
    /// The identity in use, or why it cannot be used.
    pub fn active(&self) -> Result<&Active, Refusal> {
        match self {
            Self::Active(identity) => Ok(identity),
            Self::MergedInto { into, .. } => Err(Refusal::Merged { into: into.clone() }),
            Self::Absent | Self::Deleted => Err(Refusal::NotFound),
        }
    }

    fn apply_to_active(&mut self, change: impl FnOnce(&mut Active)) {
        if let Self::Active(identity) = self {
            change(identity);
        }
    }
}

impl Aggregate for Identity {
    const KIND: &'static str = "identity";
    const GIVE_NAMES_BACK: &'static [&'static str] = &["identity.merged_into", "identity.deleted"];
    type Event = IdentityEvent;
    type Refusal = Refusal;

    fn apply(&mut self, event: &IdentityEvent) {
        match event {
            IdentityEvent::Created(e) => *self = Self::Active(e.into()),
            IdentityEvent::LoginLinked(e) => self.apply_to_active(|identity| identity.link(&e.login, e.at)),
            IdentityEvent::CredentialsVended(_) | IdentityEvent::TokenIssued(_) => {}
            IdentityEvent::DatasetOpened(e) => self.apply_to_active(|identity| {
                identity.datasets.insert(e.name.clone());
            }),
            IdentityEvent::DatasetRemoved(e) => self.apply_to_active(|identity| {
                identity.datasets.remove(&e.name);
                identity.kept_datasets.remove(&e.name);
            }),
            IdentityEvent::Absorbed(e) => self.apply_to_active(|identity| {
                identity.absorbed.insert(e.from.clone());
                identity.kept_datasets.extend(e.datasets.iter().cloned());
            }),
            IdentityEvent::MergedInto(e) => {
                let Left { datasets, absorbed, logins } = self.active().map(Active::left).unwrap_or_default();
                let logins = logins.into_iter().map(|login| (login.provider, login.subject)).collect();
                *self = Self::MergedInto { into: e.into.clone(), datasets, absorbed, logins };
            }
            IdentityEvent::Deleted(_) => *self = Self::Deleted,
        }
    }

    fn claims(event: &IdentityEvent) -> Vec<Claim> {
        match event {
            IdentityEvent::Created(e) => e.logins.iter().filter_map(Login::claim).collect(),
            IdentityEvent::LoginLinked(e) => e.login.claim().into_iter().collect(),
            IdentityEvent::MergedInto(_) | IdentityEvent::Deleted(_) => vec![Claim::ReleaseAll],
            IdentityEvent::CredentialsVended(_)
            | IdentityEvent::TokenIssued(_)
            | IdentityEvent::DatasetOpened(_)
            | IdentityEvent::DatasetRemoved(_)
            | IdentityEvent::Absorbed(_) => Vec::new(),
        }
    }

    fn taken(_scope: Scope) -> Refusal {
        Refusal::LoginTaken
    }
}

impl From<&Created> for Active {
    fn from(event: &Created) -> Self {
        Self {
            logins: event
                .logins
                .iter()
                .map(|login| (login.provider.clone(), login.subject.clone()))
                .collect(),
            datasets: BTreeSet::new(),
            kept_datasets: BTreeSet::new(),
            absorbed: BTreeSet::new(),
            created_at: event.at,
            modified_at: event.at,
        }
    }
}
