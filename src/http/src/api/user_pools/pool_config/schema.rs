//! Between a pool's schema and its shapes.

use app::{Answer, Fault};
use domain::values::schema::{AttributeType, Schema, SchemaAttribute, standard_kind};
use wire::cognito_idp::SchemaAttributeType;

/// The schema that a request asks for. CDK gives no types for standard attributes.
pub(super) fn schema(given: Option<Vec<SchemaAttributeType>>) -> Answer<Schema> {
    let given = given.unwrap_or_default().into_iter();
    let given = given.map(|given| attribute(given, standard_kind)).collect::<Answer<Vec<_>>>()?;
    Schema::with(given).map_err(|error| Fault::invalid(error.to_string()))
}

/// The pool's own attributes that a request adds.
pub(in crate::api::user_pools) fn custom_attributes(
    given: Vec<SchemaAttributeType>,
) -> Answer<Vec<SchemaAttribute>> {
    given.into_iter().map(|given| attribute(given, |_| None)).collect()
}

/// An attribute of a name that has a type keeps that where none is given. Any other needs one.
fn attribute(
    given: SchemaAttributeType,
    kind_of: impl FnOnce(&str) -> Option<AttributeType>,
) -> Answer<SchemaAttribute> {
    let name = given.name.ok_or_else(|| Fault::invalid("An attribute of the schema needs a name."))?;
    let known = kind_of(&name);
    let known = known.as_ref().map(AttributeType::name);
    let text = given.string_attribute_constraints.unwrap_or_default();
    let number = given.number_attribute_constraints.unwrap_or_default();
    let kind = match given.attribute_data_type.as_deref().or(known) {
        Some("Number") => AttributeType::Number {
            min: parsed(number.min_value.as_deref())?,
            max: parsed(number.max_value.as_deref())?,
        },
        Some("DateTime") => AttributeType::DateTime,
        Some("Boolean") => AttributeType::Boolean,
        Some("String") => AttributeType::String {
            min_length: parsed(text.min_length.as_deref())?,
            max_length: parsed(text.max_length.as_deref())?,
        },
        _ => return Err(no_type()),
    };
    Ok(SchemaAttribute {
        name,
        kind,
        mutable: given.mutable.unwrap_or(true),
        required: given.required.unwrap_or(false),
        developer_only: given.developer_only_attribute.unwrap_or(false),
    })
}

fn no_type() -> Fault {
    Fault::invalid("Invalid AttributeDataType input, consider using the provided AttributeDataType enum.")
}

/// Bounds travel as text.
fn parsed<N: std::str::FromStr>(text: Option<&str>) -> Answer<Option<N>> {
    let not_a_number = || Fault::invalid("A constraint of the schema is not a number.");
    text.map(|text| text.parse().map_err(|_| not_a_number())).transpose()
}

/// The attributes as they are described: all, the standard ones first.
pub(in crate::api::user_pools) fn shown(schema: &Schema) -> Vec<SchemaAttributeType> {
    schema.attributes().iter().map(attribute_shown).collect()
}

/// Constraints of its kind are always there, empty where nothing bounds the attribute: Terraform compares them.
fn attribute_shown(attribute: &SchemaAttribute) -> SchemaAttributeType {
    let mut shown = SchemaAttributeType {
        attribute_data_type: Some(attribute.kind.name().to_owned()),
        developer_only_attribute: Some(attribute.developer_only),
        mutable: Some(attribute.mutable),
        name: Some(attribute.name.clone()),
        required: Some(attribute.required),
        ..SchemaAttributeType::default()
    };
    match &attribute.kind {
        AttributeType::String { min_length, max_length } => {
            let text = shown.string_attribute_constraints.get_or_insert_default();
            text.min_length = min_length.map(|bound| bound.to_string());
            text.max_length = max_length.map(|bound| bound.to_string());
        }
        AttributeType::Number { min, max } => {
            let number = shown.number_attribute_constraints.get_or_insert_default();
            number.min_value = min.map(|bound| bound.to_string());
            number.max_value = max.map(|bound| bound.to_string());
        }
        AttributeType::DateTime | AttributeType::Boolean => {}
    }
    shown
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(given: &Value) -> Answer<Schema> {
        schema(serde_json::from_value(given.clone()).unwrap())
    }

    #[test]
    fn a_custom_attribute_without_bounds_is_told_with_empty_constraints_of_its_kind() {
        let given = json!([
            { "Name": "team", "AttributeDataType": "String" },
            { "Name": "level", "AttributeDataType": "Number" },
            { "Name": "joined", "AttributeDataType": "DateTime" },
        ]);
        let told = serde_json::to_value(shown(&read(&given).unwrap())).unwrap();
        let one = |name: &str| {
            told.as_array().unwrap().iter().find(|told| told["Name"] == name).cloned().unwrap_or_default()
        };
        assert_eq!(one("custom:team")["StringAttributeConstraints"], json!({}));
        assert_eq!(one("custom:level")["NumberAttributeConstraints"], json!({}));
        assert_eq!(one("custom:joined").as_object().unwrap().len(), 5, "{}", one("custom:joined"));
    }

    #[test]
    fn a_standard_attribute_needs_no_type_and_a_custom_one_does() {
        let standard = json!([
            { "Name": "email", "Required": true }, { "Name": "updated_at" }, { "Name": "email_verified" },
        ]);
        let schema = read(&standard).unwrap();
        assert!(schema.find("email").unwrap().required);
        assert_eq!(schema.find("email_verified").unwrap().kind, AttributeType::Boolean);
        let refused = read(&json!([{ "Name": "emial", "Required": true }])).unwrap_err();
        assert_eq!(
            refused.message,
            "Invalid AttributeDataType input, consider using the provided AttributeDataType enum."
        );
    }
}
