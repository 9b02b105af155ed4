//! The parts of a seed file: members, lists, texts, and the requests that they make up. Whatever is wrong is written down with its path.

use serde_json::{Map, Value};
use wire::{
    Typed,
    shape::{Kind, Shape},
};

use super::{
    Problem,
    forms::{Form, Holds},
    things::Thing,
};
use crate::api::members;

/// Members of a thing by their names.
pub(super) type Members = Map<String, Value>;

/// What is said of a member that nothing here has.
pub(super) const UNKNOWN: &str = "is not known here";

/// What was read so far, and what was wrong with it.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) things: Vec<Thing>,
    pub(super) problems: Vec<Problem>,
}

impl Reader {
    pub(super) fn problem(&mut self, path: impl Into<String>, why: impl Into<String>) {
        self.problems.push(Problem::new(path, why));
    }

    /// The members of an operation and those of our own. An unknown one is a mistake: it would be silently left out of the request.
    pub(super) fn parts(&mut self, form: &Form, path: &str, value: Value) -> Option<(Members, Members)> {
        let members = self.members(path, value)?;
        let (own, members): (Members, Members) = members.into_iter().partition(|(name, _)| form.owns(name));
        for (name, value) in &members {
            let path = below(path, name);
            match form.shape_of(name) {
                Some(shape) => self.find_unknown(shape, value, &path),
                None => self.problem(path, UNKNOWN),
            }
        }
        for (name, value) in &own {
            let held = form.own.iter().find(|own| own.name == name).map(|own| &own.holds);
            if let Some(Holds::Member(operation, member)) = held {
                let shapes = operation().input.map(Shape::members).unwrap_or_default();
                if let Some(found) = shapes.iter().find(|found| found.name == *member) {
                    self.find_unknown(found.shape, value, &below(path, name));
                }
            }
        }
        Some((members, own))
    }

    fn find_unknown(&mut self, shape: &Shape, value: &Value, path: &str) {
        match (&shape.kind, value) {
            (Kind::Structure(members), Value::Object(given)) => {
                for (name, value) in given {
                    let path = below(path, name);
                    match members.iter().find(|member| member.name == name) {
                        Some(member) => self.find_unknown(member.shape, value, &path),
                        None => self.problem(path, UNKNOWN),
                    }
                }
            }
            (Kind::List { member, .. }, Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.find_unknown(member, item, &format!("{path}[{index}]"));
                }
            }
            (Kind::Map { value: element, .. }, Value::Object(entries)) => {
                for (key, value) in entries {
                    self.find_unknown(element, value, &below(path, key));
                }
            }
            _ => {}
        }
    }

    pub(super) fn in_pool<O: Typed>(
        &mut self,
        path: &str,
        pool: &str,
        mut members: Members,
    ) -> Option<O::Input> {
        members.insert("UserPoolId".to_owned(), pool.into());
        self.request::<O>(path, members)
    }

    pub(super) fn request_of<O: Typed>(&mut self, path: &str, value: Value) -> Option<O::Input> {
        self.members(path, value).and_then(|members| self.request::<O>(path, members))
    }

    /// The request of an operation, its constraints checked.
    pub(super) fn request<O: Typed>(&mut self, path: &str, members: Members) -> Option<O::Input> {
        let operation = O::operation();
        let checked = wire::request::conformed(operation, Value::Object(members)).and_then(|value| {
            wire::check(operation, &value)?;
            let unbuilt = members::refuse_unbuilt(operation, &value).err();
            wire::request::typed(value).map(|input| (input, unbuilt))
        });
        match checked {
            Ok((input, None)) => return Some(input),
            Ok((_, Some(unbuilt))) => self.problem(path, unbuilt.message),
            Err(error) => self.problem(path, error.answer(operation.service).message),
        }
        None
    }

    pub(super) fn members(&mut self, path: &str, value: Value) -> Option<Members> {
        match value {
            Value::Object(members) => Some(members),
            Value::Null => Some(Members::new()),
            _ => {
                self.problem(path, "must have members");
                None
            }
        }
    }

    pub(super) fn optional_members(&mut self, path: &str, own: &mut Members, name: &str) -> Members {
        let value = own.remove(name).unwrap_or_default();
        self.members(&below(path, name), value).unwrap_or_default()
    }

    /// The elements of a list, each with its path.
    pub(super) fn list(&mut self, path: &str, own: &mut Members, name: &str) -> Vec<(String, Value)> {
        let path = below(path, name);
        match own.remove(name) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(items)) => {
                let numbered = items.into_iter().enumerate();
                numbered.map(|(index, item)| (format!("{path}[{index}]"), item)).collect()
            }
            Some(_) => {
                self.problem(path, "must be a list");
                Vec::new()
            }
        }
    }

    pub(super) fn names(&mut self, path: &str, own: &mut Members, name: &str) -> Option<Vec<String>> {
        let mut names = Vec::new();
        for (path, value) in self.list(path, own, name) {
            let Value::String(text) = value else {
                self.problem(path, "must be text");
                return None;
            };
            names.push(text);
        }
        Some(names)
    }

    pub(super) fn text(&mut self, path: &str, own: &mut Members, name: &str) -> Option<String> {
        let why = match own.remove(name) {
            Some(Value::String(text)) => return Some(text),
            Some(_) => "must be text: put it in quotes",
            None => "is missing",
        };
        self.problem(below(path, name), why);
        None
    }
}

/// The path of a member.
pub(super) fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
