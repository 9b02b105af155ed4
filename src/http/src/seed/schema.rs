//! The JSON schema of seed files, by which editors complete and check them. Patterns of the models are left out: they are of another
//! dialect than JSON schema's, and are checked when the seed is read.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use wire::shape::{Bounds, Kind, Member, Shape};

use super::forms::{self, Form, Holds, Own};

/// The schema.
pub fn schema() -> Value {
    let mut shapes = Shapes::default();
    let mut properties = shapes.own(forms::FILE);
    properties.insert("$schema".to_owned(), json!({ "type": "string" }));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A seed of Recognito",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "$defs": shapes.0,
    })
}

/// The shapes that were met, each by its name.
#[derive(Default)]
struct Shapes(BTreeMap<&'static str, Value>);

impl Shapes {
    fn own(&mut self, all: &[Own]) -> Map<String, Value> {
        all.iter().map(|own| (own.name.to_owned(), self.held(&own.holds))).collect()
    }

    fn held(&mut self, holds: &Holds) -> Value {
        match holds {
            Holds::Member(operation, name) => {
                let members = operation().input.map(Shape::members).unwrap_or_default();
                members.iter().find(|member| member.name == *name).map_or(json!({}), |m| self.shape(m.shape))
            }
            Holds::One(form) => self.form(form),
            Holds::Many(form) => json!({ "type": "array", "items": self.form(form) }),
            Holds::Names => json!({ "type": "array", "items": { "type": "string" } }),
            Holds::Documents => json!({ "type": "object", "additionalProperties": document() }),
        }
    }

    fn form(&mut self, form: &Form) -> Value {
        let members = (form.operation)().input.map(Shape::members).unwrap_or_default();
        let members = || members.iter().filter(|member| !form.without.contains(&member.name));
        let mut properties = self.own(form.own);
        properties.extend(members().map(|member| (member.name.to_owned(), self.shape(member.shape))));
        let own = form.own.iter().filter(|own| own.required).map(|own| own.name);
        structure(&properties, &required(members()).chain(own).collect::<Vec<_>>())
    }

    fn shape(&mut self, shape: &'static Shape) -> Value {
        match &shape.kind {
            Kind::Structure(members) => self.structure(shape.name, members),
            Kind::List { member, size } => {
                let list = json!({ "type": "array", "items": self.shape(member) });
                bounded(list, *size, ["minItems", "maxItems"])
            }
            Kind::Map { value, size, .. } => {
                let map = json!({ "type": "object", "additionalProperties": self.shape(value) });
                bounded(map, *size, ["minProperties", "maxProperties"])
            }
            Kind::Text { .. } if shape.name == "policyDocumentType" => document(),
            Kind::Text { choices, .. } if !choices.is_empty() => json!({ "enum": choices }),
            Kind::Text { length, .. } => {
                bounded(json!({ "type": "string" }), *length, ["minLength", "maxLength"])
            }
            Kind::Blob { .. } => json!({ "type": "string", "contentEncoding": "base64" }),
            Kind::Integer { value } | Kind::Long { value } => {
                bounded(json!({ "type": "integer" }), *value, ["minimum", "maximum"])
            }
            Kind::Boolean => json!({ "type": "boolean" }),
            Kind::Timestamp => json!({ "type": "number" }),
            Kind::Document => json!({}),
        }
    }

    /// A structure stands once among the definitions, since some occur in many places.
    fn structure(&mut self, name: &'static str, members: &'static [Member]) -> Value {
        if !self.0.contains_key(name) {
            // Its place is taken before its members are looked at, in which it may occur again.
            self.0.insert(name, Value::Null);
            let properties = members.iter().map(|member| (member.name.to_owned(), self.shape(member.shape)));
            let properties: Map<_, _> = properties.collect();
            self.0.insert(name, structure(&properties, &required(members.iter()).collect::<Vec<_>>()));
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }
}

fn required<'a>(members: impl Iterator<Item = &'a Member>) -> impl Iterator<Item = &'a str> {
    members.filter(|member| member.required).map(|member| member.name)
}

fn structure(properties: &Map<String, Value>, required: &[&str]) -> Value {
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// A policy, as a text of JSON or as what it is.
fn document() -> Value {
    json!({ "type": ["string", "object"] })
}

fn bounded(mut schema: Value, bounds: Bounds, [min, max]: [&str; 2]) -> Value {
    for (name, bound) in [(min, bounds.min), (max, bounds.max)] {
        if let Some(bound) = bound {
            schema[name] = bound.into();
        }
    }
    schema
}
