//! A request in no framework's terms, and the moment that is made of it.

use actix_web::HttpRequest;
use app::{App, ids};
use domain::{Moment, Personal, Transport};
use wire::RequestParts;

/// A request, whole.
#[expect(clippy::struct_field_names, reason = "a request id is called so")]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Still encoded.
    pub(crate) path: String,
    /// Still encoded; empty if there is none.
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) source_ip: String,
    pub(crate) request_id: String,
    /// Whether it came over TLS: by the connection, never by what a header says.
    is_secure: bool,
}

/// A header that is no text.
pub(crate) struct NotText;

impl Request {
    /// Takes a request apart. Headers that are no visible text are refused: nothing that is signed or read holds any.
    pub(crate) fn new(request: &HttpRequest, body: Vec<u8>) -> Result<Self, NotText> {
        let mut headers = Vec::with_capacity(request.headers().len() + 1);
        for (name, value) in request.headers() {
            let value = value.to_str().map_err(|_| NotText)?;
            headers.push((name.as_str().to_owned(), value.to_owned()));
        }
        // HTTP/2 has no Host header, but an authority; signatures are over the former.
        if !request.headers().contains_key("host") {
            headers.push(("host".to_owned(), request.connection_info().host().to_owned()));
        }
        Ok(Self {
            method: request.method().as_str().to_owned(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            headers,
            body,
            source_ip: request.peer_addr().map(|peer| peer.ip().to_string()).unwrap_or_default(),
            request_id: ids::uuid().to_string(),
            is_secure: request.app_config().secure(),
        })
    }

    pub(crate) fn parts(&self) -> RequestParts<'_> {
        RequestParts {
            method: &self.method,
            raw_path: &self.path,
            raw_query: &self.query,
            headers: &self.headers,
            body: &self.body,
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.parts().header(name)
    }

    /// Path and query as they came.
    pub(crate) fn path_and_query(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    /// What every event that this request causes will say of it. `principal` is filled in by admission.
    pub(crate) fn moment(&self, app: &App, operation: &wire::Operation) -> Moment {
        Moment {
            now: app.clock().now(),
            principal: "anonymous".to_owned(),
            request_id: self.request_id.clone(),
            operation: format!("{}:{}", operation.service.signing_name, operation.name),
            source_ip: Personal::Known(self.source_ip.clone()),
            user_agent: Personal::Known(self.header("user-agent").unwrap_or_default().to_owned()),
            transport: Transport {
                is_secure: self.is_secure,
                referer: self.header("referer").map(ToOwned::to_owned),
            },
        }
    }
}
