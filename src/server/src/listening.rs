//! What the service listens on, and how it is reached there: one address, plain or over TLS, or one of each.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    path::PathBuf,
};

use ledger::Clock;
use rustls::ServerConfig;

use crate::{
    address::Taken,
    config::Serve,
    tls::{self, Names, Tls, TlsFault},
};

/// Why the service cannot listen.
#[derive(Debug, thiserror::Error)]
pub enum ListeningFault {
    /// The address is taken, or not ours.
    #[error("cannot listen on {0}: {1}")]
    Address(SocketAddr, #[source] io::Error),
    /// No TLS.
    #[error(transparent)]
    Tls(#[from] TlsFault),
}

/// Addresses that are taken, and are listened on when the service is ready.
pub(crate) struct Listening {
    taken: Vec<(Taken, SocketAddr, Option<ServerConfig>)>,
    pub(crate) reached: Reached,
}

/// How clients reach the service.
pub(crate) struct Reached {
    /// Its address, without a slash at the end.
    pub(crate) url: String,
    /// The same over TLS, where it listens for that on an address of its own.
    pub(crate) tls_url: Option<String>,
    /// The file of the certificate to trust, where the server has made its own.
    pub(crate) authority: Option<PathBuf>,
    /// Whether the certificate is the operator's.
    pub(crate) is_certified: bool,
}

/// An address that is listened on, and how TLS is spoken there.
pub(crate) type Listener = (TcpListener, Option<ServerConfig>);

impl Listening {
    /// Takes the addresses that the settings name.
    pub(crate) fn take(settings: &Serve, clock: Clock) -> Result<Self, ListeningFault> {
        let given = match (&settings.tls_cert, &settings.tls_key) {
            (Some(chain), Some(key)) => Some(tls::given(chain, key)?),
            _ => None,
        };
        let first = take(settings.listen)?;
        match settings.tls_listen {
            Some(tls_listen) => Self::both(settings, first, take(tls_listen)?, given, clock),
            None => Ok(Self::one(settings, first, given)),
        }
    }

    /// One address, plain or under the operator's certificate.
    fn one(settings: &Serve, (taken, address): (Taken, SocketAddr), given: Option<Tls>) -> Self {
        let is_certified = given.is_some();
        let url = public_url(settings, if is_certified { "https" } else { "http" }, address);
        let reached = Reached { url, tls_url: None, authority: None, is_certified };
        Self { taken: vec![(taken, address, given.map(|given| given.config))], reached }
    }

    /// A plain address and one for TLS.
    fn both(
        settings: &Serve,
        (plain, address): (Taken, SocketAddr),
        (beside, tls_address): (Taken, SocketAddr),
        given: Option<Tls>,
        clock: Clock,
    ) -> Result<Self, ListeningFault> {
        let url = public_url(settings, "http", address);
        let tls_url =
            if url.starts_with("https://") { url.clone() } else { format!("https://{tls_address}") };
        let is_certified = given.is_some();
        let Tls { config, authority } = if let Some(given) = given {
            given
        } else {
            let names = Names::of_this_machine(&settings.pages_host).with(host_of(&url));
            let names =
                [address, tls_address].iter().fold(names, |names, at| names.with(&at.ip().to_string()));
            tls::made(&settings.data, names, clock)?
        };
        let taken = vec![(plain, address, None), (beside, tls_address, Some(config))];
        Ok(Self { taken, reached: Reached { url, tls_url: Some(tls_url), authority, is_certified } })
    }

    /// Lets connections in.
    pub(crate) fn listen(self) -> Result<(Vec<Listener>, Reached), ListeningFault> {
        let listen = |(taken, address, tls): (Taken, SocketAddr, _)| {
            let listener = taken.listen().map_err(|error| ListeningFault::Address(address, error))?;
            Ok((listener, tls))
        };
        let listeners: Result<_, ListeningFault> = self.taken.into_iter().map(listen).collect();
        Ok((listeners?, self.reached))
    }
}

fn take(wanted: SocketAddr) -> Result<(Taken, SocketAddr), ListeningFault> {
    let fault = |error| ListeningFault::Address(wanted, error);
    let taken = Taken::take(wanted).map_err(fault)?;
    let address = taken.address().map_err(fault)?;
    Ok((taken, address))
}

fn public_url(settings: &Serve, scheme: &str, address: SocketAddr) -> String {
    let url = settings.public_url.clone().unwrap_or_else(|| format!("{scheme}://{address}"));
    url.trim_end_matches('/').to_owned()
}

/// The host in a URL, without its port; an IPv6 address in its brackets.
fn host_of(url: &str) -> &str {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest).split('/').next().unwrap_or_default();
    let port = authority.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    port.map_or(authority, |(host, _)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_a_url_is_known_without_its_port() {
        for (url, host) in [
            ("http://127.0.0.1:9229", "127.0.0.1"),
            ("https://id.example.com/x:y", "id.example.com"),
            ("http://[::1]:9229", "[::1]"),
            ("http://[::1]", "[::1]"),
        ] {
            assert_eq!(host_of(url), host, "{url}");
        }
    }
}
