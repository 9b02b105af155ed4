//! A request independent of the web framework, and the moment that is made of it.

use actix_web::{
    HttpRequest,
    http::{Version, header::HOST, uri::Authority},
};
use app::App;
use domain::{Moment, Personal, Signer, Transport};
use wire::RequestParts;

use crate::doors::{body::Body, proxies::Origin};

/// A request, whole.
#[expect(clippy::struct_field_names, reason = "a request id is called so")]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Still encoded.
    pub(crate) path: String,
    /// Still encoded; empty if there is none.
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Body,
    pub(crate) source_ip: String,
    pub(crate) request_id: String,
    /// Whether the caller spoke TLS.
    is_secure: bool,
}

/// A header that is no text.
pub(crate) struct NotText;

/// What HTTP/2 has in the place of the `Host` header, which signatures cover. No other header is used for it.
fn authority(http: &HttpRequest) -> Option<&Authority> {
    http.uri().authority().filter(|_| http.version() == Version::HTTP_2)
}

/// The host that a request is sent to, with its port.
pub(crate) fn host(http: &HttpRequest) -> Option<&str> {
    let header = || http.headers().get(HOST).and_then(|value| value.to_str().ok());
    authority(http).map(Authority::as_str).or_else(header)
}

impl Request {
    /// Takes a request apart. Headers that are no visible text are refused: nothing that is signed or read
    /// holds any.
    pub(crate) fn new(
        request: &HttpRequest,
        body: Body,
        origin: Origin,
        request_id: String,
    ) -> Result<Self, NotText> {
        let authority = authority(request);
        let mut headers = Vec::with_capacity(request.headers().len() + 1);
        headers.extend(authority.map(|authority| (HOST.as_str().to_owned(), authority.to_string())));
        for (name, value) in request.headers() {
            if authority.is_some() && name == HOST {
                continue;
            }
            let value = value.to_str().map_err(|_| NotText)?;
            headers.push((name.as_str().to_owned(), value.to_owned()));
        }
        Ok(Self {
            method: request.method().as_str().to_owned(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            headers,
            body,
            source_ip: origin.address.to_string(),
            request_id,
            is_secure: origin.is_secure,
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

    /// The metadata of every event that this request causes. `principal`, `region` and `signer` are filled in by admission.
    pub(crate) fn moment(&self, app: &App, operation: &wire::Operation) -> Moment {
        Moment {
            now: app.core.clock().now(),
            principal: "anonymous".to_owned(),
            request_id: self.request_id.clone(),
            operation: format!("{}:{}", operation.service.signing_name, operation.name),
            region: String::new(),
            source_ip: Personal::Known(self.source_ip.clone()),
            user_agent: Personal::Known(self.header("user-agent").unwrap_or_default().to_owned()),
            signer: Signer::default(),
            transport: Transport {
                is_secure: self.is_secure,
                referer: self.header("referer").map(ToOwned::to_owned),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use actix_web::{http::Uri, test::TestRequest};
    use app::Network;
    use futures_util::stream;

    use super::*;
    use crate::doors::{body::Reader, limits};

    async fn hosts(version: Version, uri: &'static str, headers: &[(&str, &str)]) -> Vec<String> {
        let request = TestRequest::default().version(version).uri(uri);
        let request = headers.iter().fold(request, |request, header| request.insert_header(*header));
        let request = request.to_http_request();
        assert_eq!(request.uri(), &Uri::from_static(uri));
        let (budget, network) = (Arc::default(), Network::of([127, 0, 0, 1].into()));
        let reader =
            Reader { budget: &budget, network, max: 1, timeout: limits::BODY_TIMEOUT, under_way: None };
        let body = reader.read(&request, stream::empty()).await.ok().unwrap();
        let origin = Origin { address: std::net::Ipv4Addr::LOCALHOST.into(), is_secure: false };
        let request = Request::new(&request, body, origin, String::new()).ok().unwrap();
        request.headers.into_iter().filter(|(name, _)| name == "host").map(|(_, value)| value).collect()
    }

    #[tokio::test]
    async fn the_host_that_is_signed_is_never_a_header_that_anybody_may_add() {
        let lies = [("x-forwarded-host", "evil.example"), ("forwarded", "host=evil.example")];
        let uri = "https://idp.example/";
        assert_eq!(hosts(Version::HTTP_2, uri, &lies).await, ["idp.example"]);
        let with_host = [lies[0], lies[1], ("host", "evil.example")];
        assert_eq!(hosts(Version::HTTP_2, uri, &with_host).await, ["idp.example"]);
        assert_eq!(hosts(Version::HTTP_11, "/", &lies).await, [""; 0]);
        assert_eq!(hosts(Version::HTTP_11, "/", &[lies[0], ("host", "idp.example")]).await, ["idp.example"]);
    }
}
