//! One aggregate for everything that is created, changed and deleted, and does nothing else: groups, resource servers and their like.
//!
//! A [`Config`] says what is particular to a kind: its kinds of events, the name it claims, what a change may touch, its texts. Facts,
//! state and commands follow. What has a behaviour of its own is an aggregate in a folder of its own, and no [`Config`].

mod commands;
mod events;
mod refusals;
#[cfg(test)]
pub(crate) mod rules;

use std::{error::Error, fmt::Debug};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

pub use commands::{Change, Create, Delete};
pub use events::{ConfiguredEvent, Deleted, Version};
pub use refusals::ConfiguredRefusal;

use crate::{Aggregate, Claim, Kind, LedgerId, Lifecycle, Scope, Stream, Timestamp};

/// What is particular to one kind of configuration. It is written to the log whole, by its creation and by each change.
pub trait Config:
    Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + Unpin + 'static
{
    /// Prefix of its streams, and the scope in which it claims its name. Written to the log: never change it.
    const KIND: &'static str;
    /// `group.created`
    const CREATED: Kind;
    /// `group.changed`
    const CHANGED: Kind;
    /// `group.deleted`
    const DELETED: Kind;

    /// What a change may touch. What can never change, the name before all, is no member of it.
    type Change: Send + Sync + 'static;
    /// The rule that a configuration breaks; [`std::convert::Infallible`] where there is none.
    type Broken: Error + Clone + Debug + PartialEq + Send + Sync + 'static;

    /// Whether a change may touch the names that it claims. Each change then gives all of them back and claims those of the new version.
    const NAMES_CHANGE: bool = false;
    /// Names that it claims beside its own.
    const OTHER_NAMES: Option<OtherNames<Self>> = None;

    /// The name that it claims: unique among its kind in its ledger while it exists.
    fn claimed_name(&self) -> &str;

    /// The same after a change. What the change does not mention stays or is reset, as AWS has it.
    #[must_use]
    fn changed(&self, change: &Self::Change) -> Self;

    /// Refuses what contradicts itself. Bounds of single members are the service model's, and are checked before.
    fn check(&self) -> Result<(), Self::Broken> {
        Ok(())
    }

    /// AWS's text where none of this name exists.
    fn not_there(name: &str) -> String;

    /// AWS's text where one of this name exists already.
    fn there_already(name: &str) -> String;
}

/// Names that a configuration claims beside its own, in a scope of their own: unique in its ledger too.
pub struct OtherNames<C> {
    /// Kind of name. Written to the log's claims: never change it.
    pub scope: Scope,
    /// Those of a configuration.
    pub of: fn(&C) -> Vec<String>,
    /// AWS's text where another configuration holds one of them.
    pub taken: &'static str,
}

/// Something that is only configured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent, bound = "C: Config")]
pub struct Configured<C: Config>(Lifecycle<Live<C>>);

/// A configuration in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "C: Config")]
pub struct Live<C: Config> {
    /// As it is now.
    pub config: C,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it changed last.
    pub modified_at: Timestamp,
}

impl<C: Config> Default for Configured<C> {
    fn default() -> Self {
        Self(Lifecycle::Never)
    }
}

impl<C: Config> Configured<C> {
    /// The configuration in force.
    pub const fn live(&self) -> Option<&Live<C>> {
        self.0.live()
    }
}

/// Where the one of this id lives.
pub fn stream<C: Config>(ledger: &LedgerId, id: &str) -> Stream {
    Stream::impersonal(ledger.clone(), C::KIND, id)
}

impl<C: Config> Aggregate for Configured<C> {
    const KIND: &'static str = C::KIND;
    const GIVE_NAMES_BACK: &'static [&'static str] =
        if C::NAMES_CHANGE { &[C::CHANGED.name, C::DELETED.name] } else { &[C::DELETED.name] };
    type Event = ConfiguredEvent<C>;
    type Refusal = ConfiguredRefusal<C::Broken>;

    fn apply(&mut self, event: &ConfiguredEvent<C>) {
        match event {
            ConfiguredEvent::Created(Version { config, at }) => {
                let config = config.clone();
                self.0 = Lifecycle::Live(Live { config, created_at: *at, modified_at: *at });
            }
            ConfiguredEvent::Changed(Version { config, at }) => {
                if let Lifecycle::Live(live) = &mut self.0 {
                    live.config = config.clone();
                    live.modified_at = *at;
                }
            }
            ConfiguredEvent::Deleted(_) => self.0 = Lifecycle::Ended,
        }
    }

    fn claims(event: &ConfiguredEvent<C>) -> Vec<Claim> {
        match event {
            ConfiguredEvent::Created(Version { config, .. }) => names(config),
            ConfiguredEvent::Changed(Version { config, .. }) if C::NAMES_CHANGE => {
                [vec![Claim::ReleaseAll], names(config)].concat()
            }
            ConfiguredEvent::Changed(_) => Vec::new(),
            ConfiguredEvent::Deleted(_) => vec![Claim::ReleaseAll],
        }
    }

    fn taken(scope: Scope) -> Self::Refusal {
        if scope == C::KIND { ConfiguredRefusal::Exists } else { ConfiguredRefusal::OtherNameTaken }
    }
}

/// The claims on all names of a configuration.
fn names<C: Config>(config: &C) -> Vec<Claim> {
    let own = Claim::Take { scope: C::KIND, value: config.claimed_name().to_owned() };
    let others = C::OTHER_NAMES.map(|names| {
        let take = move |value| Claim::Take { scope: names.scope, value };
        (names.of)(config).into_iter().map(take)
    });
    std::iter::once(own).chain(others.into_iter().flatten()).collect()
}
