//! A request before it comes to its door: who sends it, and what no door lets in.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use actix_web::{HttpRequest, http::StatusCode};
use app::{App, Network};

use crate::doors::{
    body::Budget,
    limits,
    line::UnderWay,
    proxies::{AddressRange, Origin, TrustedProxies},
    request,
};

/// Lists what an operator must look at; empty while all is well.
pub type Alarms = Box<dyn Fn() -> Vec<String> + Send + Sync>;

/// Gives figures in the text form of Prometheus.
pub type Figures = Box<dyn Fn() -> String + Send + Sync>;

/// Figures, and who may read them.
pub(crate) struct Metrics {
    pub(crate) figures: Figures,
    pub(crate) readers: Vec<AddressRange>,
}

/// What every worker shares.
pub struct Front {
    pub(crate) app: Arc<App>,
    pub(crate) bodies: Arc<Budget>,
    pub(crate) alarms: Alarms,
    pub(crate) metrics: Option<Metrics>,
    pub(crate) proxies: TrustedProxies,
    /// Whether browsers are told to reach this host by TLS alone.
    pub(crate) is_strict: bool,
}

impl Front {
    /// The front of a service. `alarms` are shown by its readiness; `proxies` are trusted for the addresses that they forward.
    pub fn new(app: Arc<App>, alarms: Alarms, proxies: TrustedProxies) -> Self {
        Self { app, alarms, metrics: None, proxies, bodies: Arc::default(), is_strict: false }
    }

    /// With figures in the text form of Prometheus, for readers at these addresses.
    #[must_use]
    pub fn with_metrics(self, figures: Figures, readers: Vec<AddressRange>) -> Self {
        Self { metrics: Some(Metrics { figures, readers }), ..self }
    }

    /// With the word to browsers that reach a host over TLS that they shall always do so: for a certificate that they trust anyway.
    #[must_use]
    pub fn with_strict_transport(self) -> Self {
        Self { is_strict: true, ..self }
    }
}

/// A request before its body is read.
pub(crate) struct Visit<'a> {
    pub(crate) front: &'a Front,
    pub(crate) http: &'a HttpRequest,
    pub(crate) under_way: Option<&'a UnderWay>,
    /// Whether its connection is TLS.
    pub(crate) is_tls: bool,
    pub(crate) origin: Origin,
    pub(crate) network: Network,
}

/// Why a request is not let in at any door.
pub(crate) enum Unwelcome {
    /// Its address asks for too much.
    TooMany,
    /// The path and query are too long.
    LongUri,
    /// The headers are too long.
    LongHeaders,
}

impl fmt::Display for Unwelcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooMany => f.write_str("Rate exceeded"),
            Self::LongUri => write!(f, "The path and query exceed {} bytes.", limits::URI_MAX),
            Self::LongHeaders => write!(f, "The headers exceed {} bytes.", limits::HEADERS_MAX),
        }
    }
}

impl Unwelcome {
    /// The status of the answer.
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::LongUri => StatusCode::URI_TOO_LONG,
            Self::LongHeaders => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
        }
    }
}

impl<'a> Visit<'a> {
    pub(crate) fn new(front: &'a Front, http: &'a HttpRequest, under_way: Option<&'a UnderWay>) -> Self {
        let peer = http.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
        let is_tls = under_way.is_some_and(UnderWay::is_tls);
        let origin = front.proxies.origin(peer, is_tls, http.headers());
        let network = Network::of(origin.address);
        Self { front, http, under_way, is_tls, origin, network }
    }

    /// The name of the host that the caller has asked for: lower case, without a port.
    pub(crate) fn host(&self) -> Option<String> {
        let peer = self.http.peer_addr().map(|peer| peer.ip());
        let forwarded = peer.and_then(|peer| self.front.proxies.forwarded_host(peer, self.http.headers()));
        let host = forwarded.or_else(|| request::host(self.http))?;
        let port = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
        let name = port.map_or(host, |(name, _)| name);
        Some(name.trim_end_matches('.').to_ascii_lowercase())
    }

    /// What comes before everything else: how much the caller may ask for, and how long a head may be.
    pub(crate) fn enter(&self) -> Result<(), Unwelcome> {
        let meter = self.front.app.core.cpu.meter();
        let too_many = self.under_way.is_some_and(|all| all.is_too_many(limits::UNDER_WAY_MAX));
        if !meter.takes_request(self.network) || too_many {
            return Err(Unwelcome::TooMany);
        }
        let uri = self.http.uri().path_and_query().map_or(0, |text| text.as_str().len());
        if uri > limits::URI_MAX {
            return Err(Unwelcome::LongUri);
        }
        let headers = self.http.headers().iter().map(|(name, value)| name.as_str().len() + value.len());
        if headers.sum::<usize>() > limits::HEADERS_MAX {
            return Err(Unwelcome::LongHeaders);
        }
        Ok(())
    }
}
