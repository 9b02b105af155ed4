//! Wildcards of policies: a pattern, a value, and a variable's value, which `${fuzz:x}` in the pattern stands for. Every
//! place of a document that matches must say what the definition of wildcards says.

use policy::{ContextKeys, Document, Principal, RequestContext, evaluate};
use serde_json::{Value, json};

use crate::{
    input::{parts, text},
    reference,
};

/// Longer values are not compared with the definition, which would cost too much.
const MOST_CHARS: usize = 2_000;
const VARIABLE: &str = "${fuzz:x}";
/// Private characters, which stand for stars and question marks that are none: a value's, and a variable's.
const LITERAL: [(char, char); 2] = [('*', '\u{E000}'), ('?', '\u{E001}')];

pub(crate) fn run(data: &[u8]) {
    let [pattern, value, variable] = parts(data);
    let (pattern, value, variable) = (text(pattern), text(value), text(variable));
    let too_long = pattern.len() + value.len() + variable.len() > MOST_CHARS;
    let private = |text: &str| LITERAL.iter().any(|(_, stand_in)| text.contains(*stand_in));
    if too_long || [&pattern, &value, &variable].iter().any(|text| private(text)) {
        return;
    }
    let (like, arn) = (format!("x{pattern}"), format!("arn:aws:s3:::{pattern}"));
    let keys = ContextKeys::new().with("fuzz:x", variable.as_ref()).with("fuzz:value", format!("x{value}"));
    let statement = json!({ "Resource": "*", "Condition": { "StringLike": { "fuzz:value": like } } });
    agree(&pattern, &value, &variable, decided(statement, "*", keys.clone()));
    let resource = format!("arn:aws:s3:::{value}");
    agree(&pattern, &value, &variable, decided(json!({ "Resource": arn }), &resource, keys.clone()));
    let statement = json!({ "Resource": "*", "Condition": { "ArnLike": { "fuzz:value": arn } } });
    agree(&pattern, &value, &variable, decided(statement, "*", keys.with("fuzz:value", resource)));
}

/// What a document of one statement says of the resource; none where the document is refused.
fn decided(mut statement: Value, resource: &str, keys: ContextKeys) -> Option<bool> {
    statement["Effect"] = "Allow".into();
    statement["Action"] = "*".into();
    let document = json!({ "Version": "2012-10-17", "Statement": statement }).to_string();
    let document = Document::parse_permissions(&document).ok()?;
    let request = RequestContext {
        action: "s3:GetObject".to_owned(),
        resource: resource.to_owned(),
        principal: Principal::Anonymous,
        keys,
    };
    Some(evaluate(&[&document], &request).is_allowed())
}

fn agree(pattern: &str, value: &str, variable: &str, decided: Option<bool>) {
    // Only where nothing else in the pattern begins a variable, and the variable has a value.
    let foreign = pattern.replace(VARIABLE, "").contains("${");
    let unknown = pattern.contains(VARIABLE) && variable.is_empty();
    let Some(decided) = decided.filter(|_| !foreign && !unknown) else { return };
    let expected: Vec<char> = pattern.replace(VARIABLE, &literal(variable)).chars().collect();
    let expected = reference::fits(&expected, &literal(value).chars().collect::<Vec<_>>());
    assert_eq!(decided, expected, "{pattern:?} {value:?} {variable:?}");
}

/// The text with private characters for its stars and question marks.
fn literal(text: &str) -> String {
    let stand_in = |c: char| LITERAL.iter().find(|(wild, _)| *wild == c).map_or(c, |(_, stand_in)| *stand_in);
    text.chars().map(stand_in).collect()
}
