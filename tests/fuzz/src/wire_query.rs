//! Requests of the Query protocol: the query string, then the posted form. What was read is spelt out as a form again,
//! and must read the same.

use form_urlencoded::Serializer;
use serde_json::Value;
use wire::{
    Protocol, RequestParts, request, route,
    shape::{Kind, Shape},
};

use crate::{
    input::{operation, parts, same, text},
    wire_json::read,
};

pub(crate) fn run(data: &[u8]) {
    let [query, body] = parts(data);
    let raw_query = text(query);
    let parts = RequestParts { method: "POST", raw_path: "/", raw_query: &raw_query, headers: &[], body };
    let (action, version) = request::action_and_version(&parts).unwrap_or_default();
    let meant = route::by_action(&action, &version)
        .unwrap_or_else(|| operation(action.as_bytes(), |service| service.protocol == Protocol::Query));
    let Some(value) = read(meant, &parts) else { return };
    let form = meant.input.map(|input| spell_out(input, &value)).unwrap_or_default();
    let request = RequestParts { raw_query: "", body: form.as_bytes(), ..parts };
    let again = wire::decode(meant, &request).expect("a form of what was read is readable");
    assert!(same(&value, &again), "{meant:?}: {value} is read again as {again} from {form}");
}

fn spell_out(input: &Shape, value: &Value) -> String {
    let mut form = Serializer::new(String::new());
    for member in input.members() {
        if let Some(value) = value.get(member.name) {
            spell(&mut form, member.shape, member.name, value);
        }
    }
    form.finish()
}

fn spell(form: &mut Serializer<'_, String>, shape: &Shape, name: &str, value: &Value) {
    match (&shape.kind, value) {
        (Kind::Structure(members), Value::Object(map)) => {
            for member in *members {
                if let Some(value) = map.get(member.name) {
                    spell(form, member.shape, &format!("{name}.{}", member.name), value);
                }
            }
        }
        (Kind::List { member, .. }, Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                spell(form, member, &format!("{name}.member.{}", index + 1), item);
            }
            empty(form, name, items.is_empty());
        }
        (Kind::Map { value: element, .. }, Value::Object(map)) => {
            for (index, (key, value)) in map.iter().enumerate() {
                form.append_pair(&format!("{name}.entry.{}.key", index + 1), key);
                spell(form, element, &format!("{name}.entry.{}.value", index + 1), value);
            }
            empty(form, name, map.is_empty());
        }
        (_, Value::String(text)) => drop(form.append_pair(name, text)),
        (_, other) => drop(form.append_pair(name, &other.to_string())),
    }
}

fn empty(form: &mut Serializer<'_, String>, name: &str, is_empty: bool) {
    if is_empty {
        form.append_pair(name, "");
    }
}
