//! One attribute of a schema: its name, the kind of its values and their bounds. Knows no other attribute.

use serde::{Deserialize, Serialize};

use super::SchemaError;

/// Longest text of an attribute without a bound of its own, in characters.
pub const TEXT_LENGTH_MAX: u32 = 2048;
/// The prefix of the name of a pool's own attribute.
pub const CUSTOM_PREFIX: &str = "custom:";
/// The prefix before that one where only signed calls write the attribute: `dev:custom:x`.
pub const DEVELOPER_PREFIX: &str = "dev:";

/// The kind of values of an attribute, with the bounds that its kind knows. All values travel as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum AttributeType {
    /// Text; lengths in characters.
    #[serde(rename = "string")]
    String {
        /// Shortest.
        min_length: Option<u32>,
        /// Longest.
        max_length: Option<u32>,
    },
    /// A whole number.
    #[serde(rename = "number")]
    Number {
        /// Smallest.
        min: Option<i64>,
        /// Largest.
        max: Option<i64>,
    },
    /// A point in time as text.
    #[serde(rename = "date_time")]
    DateTime,
    /// `true` or `false`.
    #[serde(rename = "boolean")]
    Boolean,
}

impl AttributeType {
    /// `AttributeDataType` in answers.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::String { .. } => "String",
            Self::Number { .. } => "Number",
            Self::DateTime => "DateTime",
            Self::Boolean => "Boolean",
        }
    }
}

/// One attribute of a pool's schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaAttribute {
    /// The whole name, prefix included.
    pub name: String,
    /// Kind and bounds of its values.
    pub kind: AttributeType,
    /// Whether it may change after the user was made.
    pub mutable: bool,
    /// Whether a user cannot sign up without it.
    pub required: bool,
    /// `DeveloperOnlyAttribute`: legacy, only by signed calls.
    pub developer_only: bool,
}

impl SchemaAttribute {
    /// Makes the given name of a pool's own attribute its whole name.
    pub(super) fn add_prefix(&mut self) {
        self.name.insert_str(0, CUSTOM_PREFIX);
        if self.developer_only {
            self.name.insert_str(0, DEVELOPER_PREFIX);
        }
    }

    /// Refuses bounds that no value can keep.
    pub(super) fn check_bounds(&self) -> Result<(), SchemaError> {
        let name = || self.name.clone();
        match self.kind {
            AttributeType::String { min_length, max_length } => {
                if min_length.zip(max_length).is_some_and(|(min, max)| min > max) {
                    return Err(SchemaError::Lengths(name()));
                }
                let is_too_long = |length: Option<u32>| length.is_some_and(|length| length > TEXT_LENGTH_MAX);
                if is_too_long(min_length) || is_too_long(max_length) {
                    return Err(SchemaError::TooLong(name()));
                }
                Ok(())
            }
            AttributeType::Number { min, max } if min.zip(max).is_some_and(|(min, max)| min > max) => {
                Err(SchemaError::Numbers(name()))
            }
            AttributeType::Number { .. } | AttributeType::DateTime | AttributeType::Boolean => Ok(()),
        }
    }
}
