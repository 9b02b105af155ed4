//! Requests to addresses that a pool's administrator names, who may not reach what this server can: its own network, and what answers only
//! to it. HTTPS on the usual ports, to public addresses, without following where the answer points.
//!
//! Invariant: a connection goes to an address that was looked at. Names are resolved here, and the connection is made to what was resolved.
//!
//! It knows no protocol above HTTP and no pool.

mod address;

use std::{collections::BTreeSet, net::SocketAddr, sync::Arc, time::Duration};

use reqwest::{
    Client, Request, Response, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect,
};
use thiserror::Error;

/// How long an answer may take, connecting included.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Who asks.
const USER_AGENT: &str = "Amazon/Cognito";

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum GuardedFault {
    /// The address is none that is called.
    #[error("the address is not a public one with https on port 443 or 80")]
    Address,
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// No connection, or one that broke.
    #[error("no connection, or a broken one")]
    Broken,
    /// The answer is longer than is read.
    #[error("the answer is too long")]
    TooLong,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its body.
    pub body: Vec<u8>,
}

/// A host of the operator's own that is no `host:port`, or the client of HTTP could not be made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0:?} is not a host with a port")]
pub struct BadHost(String);

/// Sends requests where they may go.
#[derive(Clone, Debug)]
pub struct Guarded {
    public: Client,
    own: Client,
    /// `host:port` of those that may be anywhere, and without TLS.
    own_hosts: Arc<BTreeSet<String>>,
}

impl Guarded {
    /// Lets requests to public addresses through, and those to `own_hosts`: each a `host:port` that may be private and without TLS.
    ///
    /// # Errors
    /// A host that is none.
    pub fn new(own_hosts: &[String]) -> Result<Self, BadHost> {
        for host in own_hosts {
            let parsed = Url::parse(&format!("http://{host}/"));
            let is_host =
                parsed.is_ok_and(|url| authority(&url).as_deref() == Some(&host.to_ascii_lowercase()));
            if !is_host {
                return Err(BadHost(host.clone()));
            }
        }
        let client = |guarded: bool| {
            let builder = Client::builder()
                .redirect(redirect::Policy::none())
                .no_proxy()
                .timeout(TIMEOUT)
                .connect_timeout(TIMEOUT)
                .user_agent(USER_AGENT)
                .pool_max_idle_per_host(1);
            let builder =
                if guarded { builder.https_only(true).dns_resolver(Arc::new(Public)) } else { builder };
            builder.build().map_err(|error| BadHost(error.to_string()))
        };
        let own_hosts = own_hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
        Ok(Self { public: client(true)?, own: client(false)?, own_hosts: Arc::new(own_hosts) })
    }

    /// Sends a request, and reads at most so many bytes of the answer.
    pub async fn send(&self, request: Request, max_bytes: usize) -> Result<Reply, GuardedFault> {
        let client = self.client(request.url()).ok_or(GuardedFault::Address)?;
        let mut response = client.execute(request).await.map_err(|error| fault(&error))?;
        let status = response.status().as_u16();
        let body = read(&mut response, max_bytes).await?;
        Ok(Reply { status, body })
    }

    /// The client that may call an address.
    fn client(&self, url: &Url) -> Option<&Client> {
        if authority(url).is_some_and(|authority| self.own_hosts.contains(&authority)) {
            return Some(&self.own);
        }
        let is_usual = url.scheme() == "https"
            && matches!(url.port_or_known_default(), Some(443 | 80))
            && url.username().is_empty()
            && url.password().is_none();
        let is_public = match url.host_str()?.trim_matches(['[', ']']).parse() {
            Ok(literal) => address::is_public(literal),
            // A name: what it resolves to is looked at when it is resolved.
            Err(_) => true,
        };
        (is_usual && is_public).then_some(&self.public)
    }
}

/// `host:port` of an address.
fn authority(url: &Url) -> Option<String> {
    Some(format!("{}:{}", url.host_str()?.to_ascii_lowercase(), url.port_or_known_default()?))
}

/// What went wrong, by the error and its causes.
fn fault(error: &reqwest::Error) -> GuardedFault {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(known) = cause {
        if known.is::<NotPublic>() {
            return GuardedFault::Address;
        }
        cause = known.source();
    }
    if error.is_timeout() { GuardedFault::Timeout } else { GuardedFault::Broken }
}

async fn read(response: &mut Response, max_bytes: usize) -> Result<Vec<u8>, GuardedFault> {
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|error| fault(&error))? {
        if body.len() + part.len() > max_bytes {
            return Err(GuardedFault::TooLong);
        }
        body.extend_from_slice(&part);
    }
    Ok(body)
}

/// Resolves names to addresses that are public, all of them.
struct Public;

/// A name that stands for an address of a network of ones own.
#[derive(Debug, Error)]
#[error("the name stands for an address that is not public")]
struct NotPublic;

impl Resolve for Public {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if !found.iter().all(|found| address::is_public(found.ip())) {
                return Err(NotPublic.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use reqwest::Method;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::*;

    fn get(url: &str) -> Request {
        Request::new(Method::GET, Url::parse(url).unwrap())
    }

    async fn fetched(guarded: &Guarded, url: &str) -> Result<Reply, GuardedFault> {
        guarded.send(get(url), 64).await
    }

    /// A server that answers one request with `answer`, and its `host:port`.
    async fn answering(answer: String) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 1_024];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        });
        host
    }

    fn answer(head: &str, body: &str) -> String {
        format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
    }

    #[tokio::test]
    async fn an_address_that_is_not_public_is_not_called() {
        let guarded = Guarded::new(&[]).unwrap();
        for url in [
            "http://example.com/",
            "ftp://example.com/",
            "https://example.com:8443/",
            "https://user@example.com/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://169.254.169.254/latest/meta-data",
            "https://10.0.0.1/",
            "https://localhost/",
            "https://localhost.:80/",
        ] {
            let refused = fetched(&guarded, url).await.unwrap_err();
            assert_eq!(refused, GuardedFault::Address, "{url}");
        }
    }

    #[tokio::test]
    async fn a_host_of_the_operators_own_may_be_anywhere_and_without_tls() {
        let host = answering(answer("200 OK", "hello")).await;
        let guarded = Guarded::new(std::slice::from_ref(&host)).unwrap();
        let reply = fetched(&guarded, &format!("http://{host}/metadata")).await.unwrap();
        assert_eq!((reply.status, reply.body.as_slice()), (200, &b"hello"[..]));
        let other = format!("http://{}/", host.replace("127.0.0.1", "127.0.0.2"));
        assert_eq!(fetched(&guarded, &other).await.unwrap_err(), GuardedFault::Address);
    }

    #[tokio::test]
    async fn an_answer_that_points_elsewhere_is_not_followed_and_one_that_is_long_not_read() {
        let host = answering(answer("302 Found\r\nLocation: http://127.0.0.1:1/", "")).await;
        let guarded = Guarded::new(std::slice::from_ref(&host)).unwrap();
        assert_eq!(fetched(&guarded, &format!("http://{host}/")).await.unwrap().status, 302);
        let host = answering(answer("200 OK", &"x".repeat(65))).await;
        let guarded = Guarded::new(std::slice::from_ref(&host)).unwrap();
        assert_eq!(fetched(&guarded, &format!("http://{host}/")).await.unwrap_err(), GuardedFault::TooLong);
    }

    #[tokio::test]
    async fn a_connection_that_is_not_made_is_broken() {
        let guarded = Guarded::new(&["127.0.0.1:1".to_owned()]).unwrap();
        assert_eq!(fetched(&guarded, "http://127.0.0.1:1/").await.unwrap_err(), GuardedFault::Broken);
    }

    #[test]
    fn what_is_no_host_with_a_port_is_refused() {
        for host in [
            "",
            "example.com",
            "http://example.com:80",
            "example.com:80/path",
            "a b:80",
            "user@example.com:80",
        ] {
            assert!(Guarded::new(&[host.to_owned()]).is_err(), "{host}");
        }
        assert!(Guarded::new(&["Example.com:8080".to_owned(), "[::1]:9000".to_owned()]).is_ok());
    }
}
