//! Read models of what is only configured, one for each kind: the rows of its list. Holds the whole configuration.

use std::marker::PhantomData;

use domain::{
    LedgerId, Timestamp,
    configured::{Config, ConfiguredEvent, Live, Version},
};
use ledger::{Opened, Unavailable, Undecodable};
use serde::{Deserialize, Serialize};

use crate::{
    Listed, Page, ReadModels,
    engine::{
        list::{Key, List},
        model::{Model, Touch},
    },
};

/// A kind that is listed.
pub trait ListedConfig: Config {
    /// Name of its read model.
    const LIST: &'static str;
    /// Raised whenever rows would come out differently.
    const VERSION: u32;
    /// The kind of event that ends all of them in its ledger.
    const ENDS_WITH: &'static str;

    /// The same without its secrets: rows are not sealed.
    #[must_use]
    fn without_secrets(self) -> Self {
        self
    }
}

/// One of a kind. Holds no secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "C: Config")]
pub struct ConfiguredRow<C: Config> {
    /// As it is now.
    pub live: Live<C>,
    /// Its name, which is also the key of a page.
    pub name: String,
}

/// The read model of a kind.
pub(crate) struct Configurations<C>(PhantomData<fn() -> C>);

impl<C: ListedConfig> Model for Configurations<C> {
    const NAME: &'static str = C::LIST;
    const VERSION: u32 = C::VERSION;
    const INDEXES: &'static str = include_str!("../../../schema/projections/configured.sql");
    const KINDS: &'static [&'static str] = &[C::CREATED.name, C::CHANGED.name, C::DELETED.name, C::ENDS_WITH];
    type Row = ConfiguredRow<C>;

    fn touches(event: &Opened) -> Result<Touch, Undecodable> {
        Ok(if event.record.kind == C::ENDS_WITH {
            Touch::DropAll
        } else {
            Touch::One(event.record.stream.id().to_owned())
        })
    }

    fn apply(row: Option<Self::Row>, event: &Opened) -> Result<Option<Self::Row>, Undecodable> {
        Ok(match &*event.event::<ConfiguredEvent<C>>()? {
            ConfiguredEvent::Created(version) => Some(row_of(version, version.at)),
            ConfiguredEvent::Changed(version) => row.map(|row| row_of(version, row.live.created_at)),
            ConfiguredEvent::Deleted(_) => None,
        })
    }
}

fn row_of<C: ListedConfig>(version: &Version<C>, created_at: Timestamp) -> ConfiguredRow<C> {
    let Version { config, at } = version.clone();
    let (name, config) = (config.claimed_name().to_owned(), config.without_secrets());
    ConfiguredRow { live: Live { config, created_at, modified_at: at }, name }
}

impl ReadModels {
    /// Those of a kind in a ledger, by name.
    pub async fn configurations<C: ListedConfig>(
        &self,
        ledger: &LedgerId,
        page: Page<'_>,
    ) -> Result<Listed<ConfiguredRow<C>>, Unavailable> {
        let key = Key::Name(|row: &ConfiguredRow<C>| &row.name);
        self.list::<Configurations<C>>(List { ledger: Some(ledger), key, condition: None, page }).await
    }

    /// How many of a kind there are in a ledger.
    pub async fn configuration_count<C: ListedConfig>(&self, ledger: &LedgerId) -> Result<u64, Unavailable> {
        self.count::<Configurations<C>>(ledger).await
    }
}
