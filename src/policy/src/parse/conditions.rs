//! Reads `Condition`: operator, key, values ("IAM JSON policy elements: Condition").

use super::{object, wrong};
use crate::MalformedPolicy;
use crate::condition::{Condition, Operator};
use crate::context::folded;
use crate::json::Json;
use crate::malformed::quoted;
use crate::vocabulary;

pub(super) fn read(value: Json, variables: bool) -> Result<Vec<Condition>, MalformedPolicy> {
    let mut conditions = Vec::new();
    for (name, keys) in object(value)? {
        let operator = Operator::parse(&name)?;
        for (key, values) in object(keys).map_err(|refusal| refusal.within(&name))? {
            let condition = one(operator, &key, values, variables)
                .map_err(|refusal| refusal.within(&format!("{name} {key}")))?;
            conditions.push(condition);
        }
    }
    Ok(conditions)
}

fn one(operator: Operator, key: &str, values: Json, variables: bool) -> Result<Condition, MalformedPolicy> {
    if !key.contains(':') {
        let text = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
        return Err(MalformedPolicy::new(format!("{text} {} is not.", quoted(key))));
    }
    vocabulary::check(key)?;
    let values = match values {
        Json::List(list) if list.is_empty() => {
            return Err(MalformedPolicy::new("The list must not be empty."));
        }
        Json::List(list) => list.into_iter().map(scalar).collect::<Result<Vec<_>, _>>()?,
        single => vec![scalar(single)?],
    };
    Condition::new(operator, folded(key), &values, variables)
}

/// Values may be written as strings, numbers or booleans; all are compared by their text.
fn scalar(json: Json) -> Result<String, MalformedPolicy> {
    match json {
        Json::Text(text) | Json::Number(text) => Ok(text),
        Json::Bool(value) => Ok(value.to_string()),
        other => Err(wrong("a string, a number or a boolean", &other)),
    }
}
