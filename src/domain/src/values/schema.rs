//! The attributes that users of a pool may have: the twenty standard ones, and a pool's own. Knows no user and no value.

mod attribute;
mod standard;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use attribute::{AttributeType, CUSTOM_PREFIX, DEVELOPER_PREFIX, SchemaAttribute, TEXT_LENGTH_MAX};
pub use standard::standard_kind;

/// Custom attributes that a pool may have.
pub const CUSTOM_MAX: usize = 50;

/// The attributes of a pool, standard ones first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Schema(Vec<SchemaAttribute>);

/// Why a schema is refused (`InvalidParameterException`).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SchemaError {
    /// A custom attribute that every user must have.
    #[error("Required custom attributes are not supported currently.")]
    RequiredCustom,
    /// A standard attribute with another type, or for developers only.
    #[error(
        "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute {0}"
    )]
    StandardChanged(String),
    /// A custom attribute of a name that the pool has already.
    #[error("{0}: Existing attribute already has name {0}.")]
    Existing(String),
    /// Two custom attributes of one name.
    #[error("Duplicate custom attribute names {0} are not allowed in a user pool schema.")]
    Duplicate(String),
    /// More custom attributes than [`CUSTOM_MAX`].
    #[error("The number of custom attributes exceeds the limit of {CUSTOM_MAX}.")]
    TooMany,
    /// A shortest length above the longest.
    #[error("Attribute {0} cannot have a max length shorter than it's min length")]
    Lengths(String),
    /// A smallest number above the largest.
    #[error("Attribute {0} cannot have a max value smaller than it's min value")]
    Numbers(String),
    /// A length beyond [`TEXT_LENGTH_MAX`].
    #[error("user.{0}: String attributes cannot have a length of more than {TEXT_LENGTH_MAX}")]
    TooLong(String),
}

impl Default for Schema {
    /// The standard attributes, all optional but `sub`.
    fn default() -> Self {
        Self(standard::attributes().collect())
    }
}

impl Schema {
    /// The standard attributes as changed by `given`, and the pool's own. Every name that is no standard one gets the prefix of its kind,
    /// even if it begins with one: `custom:x` becomes `custom:custom:x`, as at AWS.
    pub fn with(given: Vec<SchemaAttribute>) -> Result<Self, SchemaError> {
        let mut schema = Self::default();
        for mut attribute in given {
            let standard = schema.0.iter().take(standard::COUNT).position(|one| one.name == attribute.name);
            if standard.is_none() {
                attribute.add_prefix();
            }
            attribute.check_bounds()?;
            match standard.and_then(|place| schema.0.get_mut(place)) {
                Some(standard) => standard::change(standard, attribute)?,
                None => schema.add_custom(attribute)?,
            }
        }
        Ok(schema)
    }

    /// Further attributes of the pool's own as it would have them, with the prefixes of their kinds. Here the name of a standard attribute is
    /// a name like any other.
    pub fn added(&self, given: Vec<SchemaAttribute>) -> Result<Vec<SchemaAttribute>, SchemaError> {
        let mut schema = self.clone();
        for mut attribute in given {
            attribute.add_prefix();
            if self.find(&attribute.name).is_some() {
                return Err(SchemaError::Existing(attribute.name));
            }
            attribute.check_bounds()?;
            schema.add_custom(attribute)?;
        }
        Ok(schema.0.split_off(self.0.len()))
    }

    /// Takes in what [`Self::added`] gave.
    pub fn add(&mut self, added: &[SchemaAttribute]) {
        self.0.extend_from_slice(added);
    }

    /// All attributes, standard ones first.
    pub fn attributes(&self) -> &[SchemaAttribute] {
        &self.0
    }

    /// The attribute of this whole name.
    pub fn find(&self, name: &str) -> Option<&SchemaAttribute> {
        self.0.iter().find(|attribute| attribute.name == name)
    }

    /// Names of the attributes that a sign-up must give; `sub` is made by the service and not among them.
    pub fn required(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|a| a.required && a.name != "sub").map(|a| a.name.as_str())
    }

    fn add_custom(&mut self, attribute: SchemaAttribute) -> Result<(), SchemaError> {
        if attribute.required {
            return Err(SchemaError::RequiredCustom);
        }
        if self.find(&attribute.name).is_some() {
            return Err(SchemaError::Duplicate(attribute.name));
        }
        if self.0.len() - standard::COUNT >= CUSTOM_MAX {
            return Err(SchemaError::TooMany);
        }
        self.0.push(attribute);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str) -> SchemaAttribute {
        SchemaAttribute {
            name: name.into(),
            kind: AttributeType::String { min_length: None, max_length: None },
            mutable: true,
            required: false,
            developer_only: false,
        }
    }

    #[test]
    fn a_pool_that_says_nothing_has_the_twenty_standard_attributes() {
        let schema = Schema::default();
        assert_eq!(schema.attributes().len(), 20);
        assert_eq!(schema.required().count(), 0);
        assert!(!schema.find("sub").unwrap().mutable);
    }

    #[test]
    fn a_standard_attribute_can_be_required_and_keeps_its_bounds() {
        let schema = Schema::with(vec![SchemaAttribute { required: true, ..text("email") }]).unwrap();
        assert_eq!(schema.required().collect::<Vec<_>>(), ["email"]);
        let bounds = AttributeType::String { min_length: Some(0), max_length: Some(2048) };
        assert_eq!(schema.find("email").unwrap().kind, bounds);
    }

    #[test]
    fn a_pools_own_attribute_gets_a_prefix_whatever_its_name_begins_with() {
        let schema = Schema::with(vec![text("tier"), text("custom:phone")]).unwrap();
        assert!(schema.find("custom:tier").is_some() && schema.find("custom:custom:phone").is_some());
        let developer = Schema::with(vec![SchemaAttribute { developer_only: true, ..text("x") }]).unwrap();
        assert!(developer.find("dev:custom:x").is_some());
    }

    #[test]
    fn what_a_schema_cannot_be_is_refused_in_the_services_words() {
        let required = |name| SchemaAttribute { required: true, ..text(name) };
        let developer = SchemaAttribute { developer_only: true, ..text("email") };
        let kind = |kind, name| SchemaAttribute { kind, ..text(name) };
        let length = |min, max, name| kind(AttributeType::String { min_length: min, max_length: max }, name);
        let crossed = AttributeType::Number { min: Some(2), max: Some(1) };
        let changed = "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute";
        let cases = [
            (vec![required("tier")], "Required custom attributes are not supported currently.".to_owned()),
            (vec![kind(AttributeType::Boolean, "email")], format!("{changed} email")),
            (vec![text("email_verified")], format!("{changed} email_verified")),
            (vec![kind(AttributeType::DateTime, "sub")], format!("{changed} sub")),
            (vec![developer], format!("{changed} email")),
            (
                vec![text("a"), text("a")],
                "Duplicate custom attribute names custom:a are not allowed in a user pool schema.".to_owned(),
            ),
            (
                vec![length(Some(3), Some(2), "s")],
                "Attribute custom:s cannot have a max length shorter than it's min length".to_owned(),
            ),
            (
                vec![kind(crossed, "n")],
                "Attribute custom:n cannot have a max value smaller than it's min value".to_owned(),
            ),
            (
                vec![length(None, Some(2049), "s")],
                "user.custom:s: String attributes cannot have a length of more than 2048".to_owned(),
            ),
        ];
        for (given, expected) in cases {
            let refused = Schema::with(given).unwrap_err();
            assert_eq!(refused.to_string(), expected);
        }
        let many = |count| (0..count).map(|n| text(&format!("a{n}"))).collect();
        assert_eq!(Schema::with(many(CUSTOM_MAX + 1)), Err(SchemaError::TooMany));
        assert!(Schema::with(many(CUSTOM_MAX)).is_ok());
    }

    #[test]
    fn an_attribute_that_is_added_is_the_pools_own_even_by_a_standard_name() {
        let schema = Schema::with(vec![text("tier")]).unwrap();
        let developer = SchemaAttribute { developer_only: true, ..text("tier") };
        let added = schema.added(vec![text("email"), developer]).unwrap();
        let names: Vec<_> = added.iter().map(|attribute| attribute.name.as_str()).collect();
        assert_eq!(names, ["custom:email", "dev:custom:tier"]);
        let mut extended = schema.clone();
        extended.add(&added);
        assert_eq!(extended.attributes().len(), 23);
    }

    #[test]
    fn what_cannot_be_added_is_refused_with_all_that_came_with_it() {
        let schema = Schema::with(vec![text("tier")]).unwrap();
        let existing = schema.added(vec![text("shoe"), text("tier")]).unwrap_err();
        assert_eq!(existing.to_string(), "custom:tier: Existing attribute already has name custom:tier.");
        let twice = schema.added(vec![text("shoe"), text("shoe")]);
        assert_eq!(twice, Err(SchemaError::Duplicate("custom:shoe".into())));
        let required = SchemaAttribute { required: true, ..text("shoe") };
        assert_eq!(schema.added(vec![required]), Err(SchemaError::RequiredCustom));
        let many = |count| (0..count).map(|n| text(&format!("a{n}"))).collect();
        assert_eq!(schema.added(many(CUSTOM_MAX)), Err(SchemaError::TooMany));
        assert!(schema.added(many(CUSTOM_MAX - 1)).is_ok());
    }
}
