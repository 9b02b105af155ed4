//! Whether one value of the request fits what the document lists, by each kind of operator. The values of a
//! document are read when it is parsed, so that a date that is none refuses the document and not, later, a request.
//! Knows neither negation nor quantifiers: those are the condition's.

use super::address::Block;
use super::date::Date;
use super::number::Number;
use crate::MalformedPolicy;
use crate::context::{ContextKeys, folded};
use crate::malformed::quoted;
use crate::template::{Glyph, Reading, Template, arn_parts, matches};
use crate::work::Work;

/// What an operator compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text { like: bool, fold: bool },
    Number(Order),
    Date(Order),
    Bool,
    Binary,
    Address,
    Arn,
    Null,
}

/// How the request's value must stand to the document's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    fn holds<T: Ord>(self, request: &T, document: &T) -> bool {
        match self {
            Self::Equal => request == document,
            Self::Less => request < document,
            Self::LessOrEqual => request <= document,
            Self::Greater => request > document,
            Self::GreaterOrEqual => request >= document,
        }
    }
}

/// An operator's kind with the document's values in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Comparison {
    Text {
        templates: Vec<Template>,
        fold: bool,
    },
    Number(Order, Vec<Number>),
    Date(Order, Vec<Date>),
    Bool(Vec<bool>),
    Binary(Vec<String>),
    Address(Vec<Block>),
    Arn(Vec<Template>),
    /// Whether the key is to be absent.
    Null(Vec<bool>),
}

impl Comparison {
    pub(crate) fn new(kind: Kind, values: &[String], variables: bool) -> Result<Self, MalformedPolicy> {
        Ok(match kind {
            Kind::Text { like, fold } => {
                let reading = Reading { wildcards: like, variables };
                Self::Text { templates: read(values, |text| Template::parse(text, reading))?, fold }
            }
            Kind::Number(order) => Self::Number(order, known(values, "a number", Number::parse)?),
            Kind::Date(order) => Self::Date(order, known(values, "a date", Date::parse)?),
            Kind::Bool => Self::Bool(known(values, "true or false", boolean)?),
            Kind::Binary => Self::Binary(known(values, "base64", base64)?),
            Kind::Address => Self::Address(known(values, "an IP address or CIDR block", Block::parse)?),
            Kind::Arn => Self::Arn(read(values, |text| arn(text, variables))?),
            Kind::Null => Self::Null(known(values, "true or false", boolean)?),
        })
    }

    /// Whether a value of the document has a variable that stands for a key whose folded name begins so.
    pub(crate) fn has_variable_of(&self, folded_prefix: &str) -> bool {
        match self {
            Self::Text { templates, .. } | Self::Arn(templates) => {
                templates.iter().any(|template| template.has_variable_of(folded_prefix))
            }
            Self::Number(..)
            | Self::Date(..)
            | Self::Bool(_)
            | Self::Binary(_)
            | Self::Address(_)
            | Self::Null(_) => false,
        }
    }

    /// Whether the request's value fits at least one of the document's. A value that is not of the operator's kind
    /// fits none; neither does a document's value whose variable has no value.
    pub(crate) fn fits(&self, value: &str, keys: &ContextKeys, work: &Work) -> bool {
        if !work.take(value.len()) {
            return false;
        }
        match self {
            Self::Text { templates, fold } => text_fits(templates, *fold, value, keys, work),
            Self::Number(order, numbers) => Number::parse(value)
                .is_some_and(|request| numbers.iter().any(|one| order.holds(&request, one))),
            Self::Date(order, dates) => {
                Date::parse(value).is_some_and(|request| dates.iter().any(|one| order.holds(&request, one)))
            }
            Self::Bool(wanted) => boolean(value).is_some_and(|request| wanted.contains(&request)),
            Self::Binary(wanted) => wanted.iter().any(|one| one == value),
            Self::Address(blocks) => {
                value.parse().is_ok_and(|address| blocks.iter().any(|one| one.holds(address)))
            }
            Self::Arn(templates) => arn_fits(templates, value, keys, work),
            Self::Null(_) => false,
        }
    }
}

fn read<T>(
    values: &[String],
    one: impl Fn(&str) -> Result<T, MalformedPolicy>,
) -> Result<Vec<T>, MalformedPolicy> {
    values.iter().map(|value| one(value)).collect()
}

fn known<T>(
    values: &[String],
    what: &str,
    one: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, MalformedPolicy> {
    read(values, |text| {
        one(text).ok_or_else(|| MalformedPolicy::new(format!("{} is not {what}.", quoted(text))))
    })
}

fn text_fits(templates: &[Template], fold: bool, value: &str, keys: &ContextKeys, work: &Work) -> bool {
    let lower = |character: char| character.to_lowercase().next().unwrap_or(character);
    let form = |character: char| if fold { lower(character) } else { character };
    let value: Vec<char> = value.chars().map(form).collect();
    let folded_glyph = |glyph: Glyph| match glyph {
        Glyph::Literal(character) => Glyph::Literal(form(character)),
        other => other,
    };
    templates.iter().any(|template| {
        template.resolve(keys, work).is_some_and(|glyphs| {
            let glyphs: Vec<Glyph> = glyphs.into_iter().map(folded_glyph).collect();
            matches(&glyphs, &value, work)
        })
    })
}

fn arn(text: &str, variables: bool) -> Result<Template, MalformedPolicy> {
    let could_become_one = variables && text.contains("${");
    if !could_become_one && text.splitn(6, ':').count() < 6 {
        return Err(MalformedPolicy::new(format!("{} is not an ARN.", quoted(text))));
    }
    Template::parse(text, Reading { wildcards: true, variables })
}

/// Each of the six parts by itself, so that a wildcard does not reach over a colon ("ARN condition operators").
fn arn_fits(templates: &[Template], value: &str, keys: &ContextKeys, work: &Work) -> bool {
    let value: Vec<char> = value.chars().collect();
    let Some(value) = arn_parts(&value, |character| character == ':') else { return false };
    templates.iter().any(|template| {
        template.resolve(keys, work).is_some_and(|glyphs| {
            arn_parts(&glyphs, |glyph| glyph == Glyph::Literal(':')).is_some_and(|pattern| {
                pattern.iter().zip(value).all(|(part, text)| matches(part, text, work))
            })
        })
    })
}

fn boolean(text: &str) -> Option<bool> {
    match folded(text).as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Text that is base64 with padding. Both sides are compared in this form, which for canonical encodings is the
/// same as comparing the bytes.
fn base64(text: &str) -> Option<String> {
    let body = text.trim_end_matches('=');
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    let sound = text.len().is_multiple_of(4) && text.len() - body.len() <= 2 && body.bytes().all(is_digit);
    sound.then(|| text.to_owned())
}
