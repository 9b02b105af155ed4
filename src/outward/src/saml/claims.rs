//! What an assertion tells of its subject, read from its tree. It is handed on only once the assertion was verified.

use std::collections::BTreeMap;

use ports::federation::saml::{NameId, Refused};
use serde_json::{Map, Value};

use super::{names::ASSERTION, tree::Element};

/// The longest name of a user.
const MAX_NAME_CHARS: usize = 1_024;

/// The subject's name.
pub(super) fn name(assertion: &Element) -> Result<NameId, Refused> {
    let subject = assertion.only(ASSERTION, "Subject").ok_or(Refused::Subject)?;
    let name = subject.only(ASSERTION, "NameID").ok_or(Refused::Subject)?;
    let value = name.plain_text().ok_or(Refused::Subject)?;
    if value.is_empty() || value.chars().count() > MAX_NAME_CHARS {
        return Err(Refused::Subject);
    }
    let attribute = |local| name.attribute(local).map(str::to_owned);
    Ok(NameId {
        value: value.to_owned(),
        format: attribute("Format"),
        qualifier: attribute("NameQualifier"),
        sp_qualifier: attribute("SPNameQualifier"),
    })
}

/// An attribute as it stands in the assertion.
pub(super) struct Attribute<'t> {
    pub(super) name: &'t str,
    pub(super) values: Vec<&'t Element>,
}

/// All attributes, in their order.
pub(super) fn attributes(assertion: &Element) -> impl Iterator<Item = Attribute<'_>> {
    let statements = assertion.all(ASSERTION, "AttributeStatement");
    statements.flat_map(|statement| statement.all(ASSERTION, "Attribute")).map(|attribute| Attribute {
        name: attribute.attribute("Name").unwrap_or_default(),
        values: attribute.all(ASSERTION, "AttributeValue").collect(),
    })
}

/// The attributes as claims. Values that are elements and not text are left out.
pub(super) fn claims(assertion: &Element) -> BTreeMap<String, String> {
    let mut values: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for attribute in attributes(assertion) {
        let texts = attribute.values.iter().filter(|value| value.is_plain()).map(|value| value.text.as_str());
        values.entry(attribute.name.to_owned()).or_default().extend(texts);
    }
    values.into_iter().filter_map(|(name, values)| Some((name, one_text(&values)?))).collect()
}

/// Several values are one text with brackets around it; each is written as in a form, so that a comma in it separates nothing.
fn one_text(values: &[&str]) -> Option<String> {
    match values {
        [] => None,
        [one] => Some((*one).to_owned()),
        several => {
            let encode = |value: &&str| form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>();
            Some(format!("[{}]", several.iter().map(encode).collect::<Vec<_>>().join(",")))
        }
    }
}

/// What `InboundFederation` gets: the claims, and the subject's name as `NameID`.
pub(super) fn parts(claims: &BTreeMap<String, String>, name: &NameId) -> Map<String, Value> {
    let mut told: Map<String, Value> =
        claims.iter().map(|(name, value)| (name.clone(), Value::String(value.clone()))).collect();
    told.insert("NameID".to_owned(), Value::String(name.value.clone()));
    Map::from_iter([("samlResponse".to_owned(), Value::Object(told))])
}

/// The session at the provider, and the class of authentication.
pub(super) fn session(assertion: &Element) -> (Option<String>, Option<String>) {
    let Some(statement) = assertion.all(ASSERTION, "AuthnStatement").next() else { return (None, None) };
    let class = || {
        let context = statement.only(ASSERTION, "AuthnContext")?;
        Some(context.only(ASSERTION, "AuthnContextClassRef")?.plain_text()?.to_owned())
    };
    (statement.attribute("SessionIndex").map(str::to_owned), class())
}
