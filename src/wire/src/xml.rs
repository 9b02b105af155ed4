//! Answers of Query services: XML, walked along the shape so that members stand in the model's order.

use quick_xml::escape::partial_escape;
use serde_json::Value;

use crate::{
    error::AwsError,
    scalar::to_text,
    service::{Operation, Service},
    shape::{Kind, Shape},
};

/// `<OpResponse><OpResult>...</OpResult><ResponseMetadata>...</ResponseMetadata></OpResponse>`
pub(crate) fn response(operation: &Operation, output: &Value, request_id: &str) -> String {
    let mut xml = Xml::default();
    let root = format!("{}Response", operation.name);
    xml.root(&root, operation.service);
    if let Some(shape) = operation.output {
        let result = operation.result_wrapper.unwrap_or(shape.name);
        xml.open(result);
        xml.value(shape, output);
        xml.close(result);
    }
    xml.open("ResponseMetadata");
    xml.leaf("RequestId", request_id);
    xml.close("ResponseMetadata");
    xml.close(&root);
    xml.0
}

/// The error document. `Sender` is AWS's word for the caller, `Receiver` for the service.
pub(crate) fn error(service: &Service, error: &AwsError, request_id: &str) -> String {
    let mut xml = Xml::default();
    xml.root("ErrorResponse", service);
    xml.open("Error");
    xml.leaf("Type", if error.status < 500 { "Sender" } else { "Receiver" });
    xml.leaf("Code", &error.code);
    xml.leaf("Message", &error.message);
    xml.close("Error");
    xml.leaf("RequestId", request_id);
    xml.close("ErrorResponse");
    xml.0
}

/// A document in the making. Names of elements come from the models and need no escaping; texts are escaped.
#[derive(Default)]
struct Xml(String);

impl Xml {
    fn root(&mut self, name: &str, service: &Service) {
        let namespace = service.xml_namespace.unwrap_or_default();
        self.0.extend(["<", name, " xmlns=\"", namespace, "\">"]);
    }

    fn open(&mut self, name: &str) {
        self.0.extend(["<", name, ">"]);
    }

    fn close(&mut self, name: &str) {
        self.0.extend(["</", name, ">"]);
    }

    fn leaf(&mut self, name: &str, text: &str) {
        self.open(name);
        self.text(text);
        self.close(name);
    }

    fn text(&mut self, text: &str) {
        let text = text.replace(|char: char| !is_xml(char), "\u{FFFD}");
        self.0.push_str(&partial_escape(text.as_str()));
    }

    fn element(&mut self, name: &str, shape: &Shape, value: &Value) {
        self.open(name);
        self.value(shape, value);
        self.close(name);
    }

    fn value(&mut self, shape: &Shape, value: &Value) {
        match (&shape.kind, value) {
            (_, Value::Null) => {}
            (Kind::Structure(members), Value::Object(map)) => {
                for member in *members {
                    if let Some(value) = map.get(member.name).filter(|value| !value.is_null()) {
                        self.element(member.name, member.shape, value);
                    }
                }
            }
            (Kind::List { member, .. }, Value::Array(items)) => {
                for item in items {
                    self.element("member", member, item);
                }
            }
            (Kind::Map { value: element, .. }, Value::Object(map)) => {
                for (key, value) in map {
                    self.open("entry");
                    self.leaf("key", key);
                    self.element("value", element, value);
                    self.close("entry");
                }
            }
            _ => self.text(&to_text(shape, value)),
        }
    }
}

/// Characters that XML 1.0 cannot carry, escaped or not, are replaced.
fn is_xml(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}
