//! JSON in which a numbered hole stands for every marked value; the marked values are kept beside it.
//!
//! A hole is `{"$sealed":3}`. A caller's own data in the form of a hole, or of something marked, is taken out like what is marked, and
//! comes back unchanged. So nothing else in the text looks like a hole, and one is found without reading the rest.

use domain::{MARK_PERSONAL, MARK_SECRET};
use serde::Serialize;
use serde_json::{Value, json};

/// The key that makes a hole of an object.
const HOLE: &str = "$sealed";

/// The marked values of one or more values, taken out of them, in the order of their holes.
#[derive(Default)]
pub(crate) struct Marked(Vec<Value>);

impl Marked {
    /// The value as JSON with holes; the values that fill them are kept here.
    pub(crate) fn take_out_of(&mut self, value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
        let mut tree = serde_json::to_value(value)?;
        self.take(&mut tree);
        serde_json::to_vec(&tree)
    }

    /// All marked values, as a JSON array; `None` where there are none.
    pub(crate) fn into_json(self) -> Option<Vec<u8>> {
        (!self.0.is_empty()).then(|| Value::Array(self.0).to_string().into_bytes())
    }

    fn take(&mut self, tree: &mut Value) {
        match tree {
            Value::Object(members) if members.keys().any(|key| is_mark(key)) => {
                let hole = json!({ HOLE: self.0.len() });
                self.0.push(std::mem::replace(tree, hole));
            }
            Value::Object(members) => members.values_mut().for_each(|member| self.take(member)),
            Value::Array(items) => items.iter_mut().for_each(|item| self.take(item)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

fn is_mark(key: &str) -> bool {
    [MARK_PERSONAL, MARK_SECRET, HOLE].contains(&key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_marked_is_taken_out_whole_wherever_it_is() {
        let mut marked = Marked::default();
        let event = json!({
            "name": { "$personal": "Ada" },
            "list": [1, { "phc": { "$secret": { "$personal": "within" } } }],
            "own": { "$sealed": 7 },
            "more": { "a": 1, "$sealed": 0 },
            "text": "{\"$sealed\":0}",
        });
        let text = String::from_utf8(marked.take_out_of(&event).unwrap()).unwrap();
        let moment = marked.take_out_of(&json!({ "source_ip": { "$personal": "192.0.2.1" } })).unwrap();
        assert_eq!(moment, br#"{"source_ip":{"$sealed":4}}"#);
        assert!(!text.contains("Ada") && !text.contains("within"), "{text}");
        let values: Vec<Value> = serde_json::from_slice(&marked.into_json().unwrap()).unwrap();
        let with_holes: Value = serde_json::from_str(&text).unwrap();
        let value_of = |hole: &Value| &values[usize::try_from(hole["$sealed"].as_u64().unwrap()).unwrap()];
        for name in ["name", "own", "more"] {
            assert_eq!(value_of(&with_holes[name]), &event[name], "{name}");
        }
        assert_eq!(value_of(&with_holes["list"][1]["phc"]), &event["list"][1]["phc"]);
        assert_eq!((&with_holes["text"], values.len()), (&event["text"], 5));
    }

    #[test]
    fn where_nothing_is_marked_nothing_is_sealed() {
        let mut marked = Marked::default();
        assert_eq!(marked.take_out_of(&json!({ "a": [1, null] })).unwrap(), br#"{"a":[1,null]}"#);
        assert_eq!(marked.into_json(), None);
    }
}
