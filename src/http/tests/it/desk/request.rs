//! Requests as a client writes them: an input in the protocol of its service, signed by the official signer.

use std::time::{Duration, SystemTime};

use actix_http::Request as HttpRequest;
use actix_web::test::TestRequest;
use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use serde_json::{Map, Value};
use wire::{
    Operation, Protocol,
    service::Segment,
    shape::{Kind, Location, Shape},
};

const HOST: &str = "localhost:9229";

/// An access key, with the session token of a temporary one.
#[derive(Clone)]
pub(crate) struct Key {
    id: String,
    secret: String,
    session_token: Option<String>,
}

impl Key {
    pub(crate) fn long_term(id: &str, secret: &str) -> Self {
        Self { id: id.to_owned(), secret: secret.to_owned(), session_token: None }
    }

    pub(crate) fn temporary(id: &str, secret: &str, session_token: &str) -> Self {
        Self { session_token: Some(session_token.to_owned()), ..Self::long_term(id, secret) }
    }
}

/// A request.
pub(crate) struct Request {
    method: &'static str,
    uri: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Request {
    /// That of an operation with an input, in the protocol of its service.
    pub(crate) fn of(operation: &'static Operation, input: &Value) -> Self {
        let headers = vec![("host".to_owned(), HOST.to_owned())];
        let request = Self { method: operation.method, uri: "/".to_owned(), headers, body: String::new() };
        match operation.service.protocol {
            Protocol::Json => request.json(operation, input),
            Protocol::RestJson => request.rest_json(operation, input),
            Protocol::Query => request.query(operation, input),
        }
    }

    /// One that is of no operation.
    pub(crate) fn plain(method: &'static str, uri: &str, body: &str) -> Self {
        let headers = vec![("host".to_owned(), HOST.to_owned())];
        Self { method, uri: uri.to_owned(), headers, body: body.to_owned() }
    }

    /// The same, sent to another host.
    pub(crate) fn at_host(mut self, host: &str) -> Self {
        self.headers.retain(|(name, _)| name != "host");
        self.with("host", host)
    }

    /// The same with another header.
    pub(crate) fn with(mut self, header: &str, value: &str) -> Self {
        self.headers.push((header.to_owned(), value.to_owned()));
        self
    }

    fn json(self, operation: &Operation, input: &Value) -> Self {
        let prefix = operation.service.target_prefix.unwrap();
        let request = self
            .with("content-type", "application/x-amz-json-1.1")
            .with("x-amz-target", &format!("{prefix}.{}", operation.name));
        Self { body: input.to_string(), ..request }
    }

    fn rest_json(self, operation: &Operation, input: &Value) -> Self {
        let (mut body, mut query) = (Map::new(), Vec::new());
        let mut request = self.with("content-type", "application/json");
        let mut labels = Map::new();
        for member in operation.input.unwrap().members() {
            let Some(value) = input.get(member.name) else { continue };
            match member.location {
                Location::Body => drop(body.insert(member.name.to_owned(), value.clone())),
                Location::Uri(label) => drop(labels.insert(label.to_owned(), value.clone())),
                Location::Query(name) => query.push(format!("{name}={}", encoded(&plain(value)))),
                Location::Header(name) => request = request.with(name, &plain(value)),
            }
        }
        let segment = |segment: &Segment| match segment {
            Segment::Literal(literal) => (*literal).to_owned(),
            Segment::Label(label) => encoded(&plain(&labels[*label])),
        };
        let path: Vec<String> = operation.segments.iter().map(segment).collect();
        let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
        let body = if body.is_empty() { String::new() } else { Value::Object(body).to_string() };
        Self { uri: format!("/{}{query}", path.join("/")), body, ..request }
    }

    fn query(self, operation: &Operation, input: &Value) -> Self {
        let mut form =
            vec![format!("Action={}", operation.name), format!("Version={}", operation.service.api_version)];
        for member in operation.input.map(Shape::members).unwrap_or_default() {
            if let Some(value) = input.get(member.name) {
                flatten(member.shape, member.name, value, &mut form);
            }
        }
        let request = self.with("content-type", "application/x-www-form-urlencoded");
        Self { body: form.join("&"), ..request }
    }

    /// Signs it as a call of a service, at a time in seconds since the Unix epoch.
    pub(crate) fn sign(&mut self, service: &str, key: &Key, seconds: u64) {
        let by = Credentials::new(&key.id, &key.secret, key.session_token.clone(), None, "tests");
        let identity = by.into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region("us-east-1")
            .name(service)
            .time(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
            .settings(SigningSettings::default())
            .build()
            .unwrap()
            .into();
        let url = format!("http://{HOST}{}", self.uri);
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let body = SignableBody::Bytes(self.body.as_bytes());
        let signable = SignableRequest::new(self.method, url, headers, body).unwrap();
        let (signing, _) = sign(signable, &parameters).unwrap().into_parts();
        for (name, value) in signing.headers() {
            self.headers.push((name.to_owned(), value.to_owned()));
        }
    }

    /// As the front takes it.
    pub(crate) fn into_http(self) -> HttpRequest {
        let request = TestRequest::with_uri(&self.uri)
            .method(self.method.parse().unwrap())
            .peer_addr("192.0.2.1:4711".parse().unwrap());
        let request = self.headers.into_iter().fold(request, TestRequest::append_header);
        request.set_payload(self.body).to_request()
    }
}

/// The parameters that spell a value in a form.
fn flatten(shape: &Shape, name: &str, value: &Value, form: &mut Vec<String>) {
    match &shape.kind {
        Kind::Structure(members) => {
            for member in *members {
                if let Some(value) = value.get(member.name) {
                    flatten(member.shape, &format!("{name}.{}", member.name), value, form);
                }
            }
        }
        Kind::List { member, .. } => {
            for (at, item) in value.as_array().unwrap().iter().enumerate() {
                flatten(member, &format!("{name}.member.{}", at + 1), item, form);
            }
        }
        _ => form.push(format!("{name}={}", encoded(&plain(value)))),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// Text as it stands in a path, a query or a form.
pub(crate) fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}
