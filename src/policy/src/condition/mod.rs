//! One condition of a statement: an operator, a key, values ("IAM JSON policy elements: Condition operators" and
//! "Set operators for multivalued context keys"). Knows no JSON; what compares single values is `comparison`.

mod address;
mod comparison;
mod date;
mod number;

use crate::MalformedPolicy;
use crate::context::ContextKeys;
use crate::malformed::quoted;
use crate::work::Work;
use comparison::{Comparison, Kind, Order};

/// How several values of one key count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quantifier {
    /// No prefix: made for keys with one value. With several, one suffices; a negated operator needs all.
    Plain,
    /// `ForAnyValue:`
    Any,
    /// `ForAllValues:`
    All,
}

/// A condition operator as written, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Operator {
    quantifier: Quantifier,
    kind: Kind,
    negated: bool,
    if_exists: bool,
}

impl Operator {
    pub(crate) fn parse(written: &str) -> Result<Self, MalformedPolicy> {
        let unknown = || MalformedPolicy::new(format!("Unknown condition operator {}.", quoted(written)));
        let (quantifier, rest) = match written.split_once(':') {
            Some(("ForAnyValue", rest)) => (Quantifier::Any, rest),
            Some(("ForAllValues", rest)) => (Quantifier::All, rest),
            Some(_) => return Err(unknown()),
            None => (Quantifier::Plain, written),
        };
        let (name, if_exists) = rest.strip_suffix("IfExists").map_or((rest, false), |name| (name, true));
        let (kind, negated) = named(name).ok_or_else(unknown)?;
        // Null asks whether the key is there: neither a set of values nor "if it exists" has a meaning for it.
        if kind == Kind::Null && (if_exists || quantifier != Quantifier::Plain) {
            return Err(unknown());
        }
        Ok(Self { quantifier, kind, negated, if_exists })
    }
}

/// The one list of operators.
fn named(name: &str) -> Option<(Kind, bool)> {
    Some(match name {
        "StringEquals" => (Kind::Text { like: false, fold: false }, false),
        "StringNotEquals" => (Kind::Text { like: false, fold: false }, true),
        "StringEqualsIgnoreCase" => (Kind::Text { like: false, fold: true }, false),
        "StringNotEqualsIgnoreCase" => (Kind::Text { like: false, fold: true }, true),
        "StringLike" => (Kind::Text { like: true, fold: false }, false),
        "StringNotLike" => (Kind::Text { like: true, fold: false }, true),
        "NumericEquals" => (Kind::Number(Order::Equal), false),
        "NumericNotEquals" => (Kind::Number(Order::Equal), true),
        "NumericLessThan" => (Kind::Number(Order::Less), false),
        "NumericLessThanEquals" => (Kind::Number(Order::LessOrEqual), false),
        "NumericGreaterThan" => (Kind::Number(Order::Greater), false),
        "NumericGreaterThanEquals" => (Kind::Number(Order::GreaterOrEqual), false),
        "DateEquals" => (Kind::Date(Order::Equal), false),
        "DateNotEquals" => (Kind::Date(Order::Equal), true),
        "DateLessThan" => (Kind::Date(Order::Less), false),
        "DateLessThanEquals" => (Kind::Date(Order::LessOrEqual), false),
        "DateGreaterThan" => (Kind::Date(Order::Greater), false),
        "DateGreaterThanEquals" => (Kind::Date(Order::GreaterOrEqual), false),
        "Bool" => (Kind::Bool, false),
        "BinaryEquals" => (Kind::Binary, false),
        "IpAddress" => (Kind::Address, false),
        "NotIpAddress" => (Kind::Address, true),
        // The two pairs behave alike: "ARN condition operators".
        "ArnEquals" | "ArnLike" => (Kind::Arn, false),
        "ArnNotEquals" | "ArnNotLike" => (Kind::Arn, true),
        "Null" => (Kind::Null, false),
        _ => return None,
    })
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition {
    operator: Operator,
    /// Folded.
    key: String,
    comparison: Comparison,
}

impl Condition {
    pub(crate) fn new(
        operator: Operator,
        key: String,
        values: &[String],
        variables: bool,
    ) -> Result<Self, MalformedPolicy> {
        Ok(Self { operator, key, comparison: Comparison::new(operator.kind, values, variables)? })
    }

    /// Whether it compares, or compares with, a key whose folded name begins so.
    pub(crate) fn depends_on(&self, folded_prefix: &str) -> bool {
        self.key.starts_with(folded_prefix) || self.comparison.has_variable_of(folded_prefix)
    }

    pub(crate) fn is_met(&self, keys: &ContextKeys, work: &Work) -> bool {
        let values = keys.of(&self.key);
        if let Comparison::Null(expected) = &self.comparison {
            return expected.contains(&values.is_empty());
        }
        let satisfies = |value: &String| self.comparison.fits(value, keys, work) != self.operator.negated;
        match self.operator.quantifier {
            Quantifier::Plain if values.is_empty() => self.operator.negated || self.operator.if_exists,
            Quantifier::Plain if self.operator.negated => values.iter().all(satisfies),
            Quantifier::Any if values.is_empty() => self.operator.if_exists,
            Quantifier::Plain | Quantifier::Any => values.iter().any(satisfies),
            // Of no values, or of values that are all empty, all fit.
            Quantifier::All => values.iter().filter(|value| !value.is_empty()).all(satisfies),
        }
    }
}
