//! Facts about a configuration, under the kinds that its [`Config`] names.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::SerializeStruct as _};
use serde_json::Value;

use super::Config;
use crate::{Event, Kind, Timestamp};

/// Everything that can have happened to a configuration. Written as every event is: `type` and `data`.
#[derive(Clone, Debug, PartialEq)]
pub enum ConfiguredEvent<C: Config> {
    /// The configuration exists from now on.
    Created(Version<C>),
    /// The configuration is a different one from now on.
    Changed(Version<C>),
    /// The configuration was deleted.
    Deleted(Deleted),
}

/// The whole configuration, as it is from a moment on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "C: Config")]
pub struct Version<C: Config> {
    /// All of it.
    pub config: C,
    /// Since when.
    pub at: Timestamp,
}

/// The end of a configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deleted {
    /// When.
    pub at: Timestamp,
}

impl<C: Config> Event for ConfiguredEvent<C> {
    const KINDS: &'static [Kind] = &[C::CREATED, C::CHANGED, C::DELETED];

    fn kind(&self) -> Kind {
        match self {
            Self::Created(_) => C::CREATED,
            Self::Changed(_) => C::CHANGED,
            Self::Deleted(_) => C::DELETED,
        }
    }

    fn serialize_payload<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Created(version) | Self::Changed(version) => version.serialize(serializer),
            Self::Deleted(deleted) => deleted.serialize(serializer),
        }
    }
}

impl<C: Config> Serialize for ConfiguredEvent<C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tagged = serializer.serialize_struct("ConfiguredEvent", 2)?;
        tagged.serialize_field("type", self.kind().name)?;
        match self {
            Self::Created(version) | Self::Changed(version) => tagged.serialize_field("data", version)?,
            Self::Deleted(deleted) => tagged.serialize_field("data", deleted)?,
        }
        tagged.end()
    }
}

impl<'de, C: Config> Deserialize<'de> for ConfiguredEvent<C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Tagged {
            r#type: String,
            data: Value,
        }
        let Tagged { r#type: kind, data } = Tagged::deserialize(deserializer)?;
        let event = match kind.as_str() {
            name if name == C::CREATED.name => Version::deserialize(data).map(Self::Created),
            name if name == C::CHANGED.name => Version::deserialize(data).map(Self::Changed),
            name if name == C::DELETED.name => Deleted::deserialize(data).map(Self::Deleted),
            name => return Err(D::Error::custom(format!("{name} is no event of a {}", C::KIND))),
        };
        event.map_err(D::Error::custom)
    }
}
