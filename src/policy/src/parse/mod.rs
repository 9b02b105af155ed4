//! Reads a policy document out of JSON, strictly: what is not understood is refused, with the place of it.
//! Grammar: "Grammar of the IAM JSON policy language". Decides nothing about requests.

mod conditions;
mod principals;
mod statement;

use crate::json::Json;
use crate::malformed::quoted;
use crate::{Document, MAX_DOCUMENT_BYTES, MalformedPolicy};

/// What the document is for, which decides the elements it must and must not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Permissions,
    Trust,
}

/// What the whole document says about how each of its statements is read.
#[derive(Debug, Clone, Copy)]
struct Mode {
    kind: Kind,
    /// Policy variables exist from version 2012-10-17 on; before, `${..}` is literal.
    variables: bool,
}

/// The most statements of one document. Longer than any quota leaves room for.
const MAX_STATEMENTS: usize = 1_000;

type Members = Vec<(String, Json)>;

impl Document {
    /// Reads a permissions policy: what the one it is attached to may do. It names resources and no principal.
    pub fn parse_permissions(json: &str) -> Result<Self, MalformedPolicy> {
        document(json, Kind::Permissions)
    }

    /// Reads a role's trust policy: who may take the role, and how. It names principals and no resource.
    pub fn parse_trust(json: &str) -> Result<Self, MalformedPolicy> {
        document(json, Kind::Trust)
    }
}

fn document(text: &str, kind: Kind) -> Result<Document, MalformedPolicy> {
    if text.len() > MAX_DOCUMENT_BYTES {
        return Err(MalformedPolicy::new(format!("The policy is longer than {MAX_DOCUMENT_BYTES} bytes.")));
    }
    if text.starts_with(|first: char| first.is_whitespace()) {
        return Err(MalformedPolicy::new(match kind {
            Kind::Permissions => "The policy failed legacy parsing",
            Kind::Trust => "JSON strings must not have leading spaces",
        }));
    }
    let json: Json = serde_json::from_str(text)
        .map_err(|error| MalformedPolicy::new(format!("Syntax errors in policy. {error}.")))?;
    let (mut variables, mut statements) = (false, None);
    for (name, value) in object(json)? {
        match name.as_str() {
            "Version" => variables = version(&text_of(value)?)?,
            // An Id only labels the document; that it is text is all there is to check.
            "Id" => drop(text_of(value)?),
            "Statement" => statements = Some(value),
            _ => return Err(unknown(&name)),
        }
    }
    let raw = statements.ok_or_else(|| missing("Statement"))?;
    let statements = read_statements(raw, Mode { kind, variables })?;
    let size_chars = text.chars().filter(|character| !character.is_whitespace()).count();
    Ok(Document { statements, size_chars })
}

fn version(written: &str) -> Result<bool, MalformedPolicy> {
    match written {
        "2012-10-17" => Ok(true),
        "2008-10-17" => Ok(false),
        other => {
            let text =
                format!("The policy must have version 2012-10-17 or 2008-10-17, not {}.", quoted(other));
            Err(MalformedPolicy::new(text))
        }
    }
}

fn read_statements(raw: Json, mode: Mode) -> Result<Vec<crate::document::Statement>, MalformedPolicy> {
    let list = match raw {
        Json::List(list) => list,
        one => vec![one],
    };
    if list.is_empty() || list.len() > MAX_STATEMENTS {
        return Err(MalformedPolicy::new(format!("A policy has between 1 and {MAX_STATEMENTS} statements.")));
    }
    let mut statements = Vec::with_capacity(list.len());
    let mut sids = std::collections::BTreeSet::new();
    for (index, one) in list.into_iter().enumerate() {
        let read = object(one)
            .and_then(|members| statement::read(members, mode))
            .map_err(|refusal| refusal.within(&format!("Statement {}", index + 1)))?;
        if read.sid.as_ref().is_some_and(|sid| !sids.insert(sid.clone())) {
            return Err(MalformedPolicy::new("Statement IDs (SID) in a single policy must be unique."));
        }
        statements.push(read);
    }
    Ok(statements)
}

fn object(json: Json) -> Result<Members, MalformedPolicy> {
    match json {
        Json::Object(members) => Ok(members),
        other => Err(wrong("an object", &other)),
    }
}

fn text_of(json: Json) -> Result<String, MalformedPolicy> {
    match json {
        Json::Text(text) => Ok(text),
        other => Err(wrong("a string", &other)),
    }
}

/// A string, or a list of one or more: everywhere the grammar has a list, one item may stand alone.
fn texts(json: Json) -> Result<Vec<String>, MalformedPolicy> {
    match json {
        Json::List(list) if list.is_empty() => Err(MalformedPolicy::new("The list must not be empty.")),
        Json::List(list) => list.into_iter().map(text_of).collect(),
        one => Ok(vec![text_of(one)?]),
    }
}

fn wrong(expected: &str, found: &Json) -> MalformedPolicy {
    MalformedPolicy::new(format!("Syntax errors in policy. Expected {expected}, found {}.", found.kind()))
}

fn unknown(name: &str) -> MalformedPolicy {
    MalformedPolicy::new(format!("Syntax errors in policy. Unknown element {}.", quoted(name)))
}

fn missing(name: &str) -> MalformedPolicy {
    MalformedPolicy::new(format!("Missing required field {name}"))
}

fn prohibited(name: &str) -> MalformedPolicy {
    MalformedPolicy::new(format!("Has prohibited field {name}"))
}
