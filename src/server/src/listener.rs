//! The listeners: connections are counted and watched from their first byte on, and each speaks HTTP/1.1, or over TLS what it has agreed on.
//! This is what actix-web's own server puts together, with a [`Guarded`] connection in it.

use std::{io, sync::Arc, time::Duration};

use actix_http::{Extensions, HttpService, Protocol, error::DispatchError};
use actix_rt::net::TcpStream;
use actix_server::{GracefulShutdownSignal, Server};
use actix_service::{IntoServiceFactory, ServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_tls::accept::{
    TlsError,
    rustls_0_23::{Acceptor, TlsStream},
};
use actix_web::{App as Web, Error, dev::AppConfig, web::Data};
use http_front::{Front, Line};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::{
    connections::{self, Places},
    guarded::Guarded,
    leave::Leaving,
    listening::Listener,
};

/// How long requests that are under way may take once the service is told to stop.
const DRAIN_SECONDS: u64 = 20;
/// How long a client may take to send the head of its first request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection stays open after an answer: clearly longer than the five seconds for which Node's clients keep one. A client that
/// sends over a connection that is just being closed tells its user of a network error.
const KEEP_ALIVE: Duration = Duration::from_secs(12);
/// How long the shutdown of a connection may wait for its client.
const GOODBYE_MAX: Duration = Duration::from_secs(1);
/// How long a client may take to agree on TLS.
const HANDSHAKE_MAX: Duration = Duration::from_secs(5);
/// Bytes of a body that an HTTP/2 client may send ahead.
const STREAM_WINDOW: u32 = 64 << 10;
/// The same of all bodies of a connection.
const CONNECTION_WINDOW: u32 = 128 << 10;

/// What serves connections.
#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) front: Data<Front>,
    pub(crate) leaving: Leaving,
    pub(crate) places: Arc<Places>,
}

impl Service {
    /// Serves the connections of all listeners on so many threads.
    pub(crate) fn listen(self, listeners: Vec<Listener>, workers: usize) -> io::Result<Server> {
        let mut server = Server::build()
            .workers(workers)
            .disable_signals()
            .shutdown_timeout(DRAIN_SECONDS)
            .max_concurrent_connections(connections::most().div_ceil(workers));
        let drains = server.graceful_shutdown_signal();
        for (listener, tls) in listeners {
            let (service, drains) = (self.clone(), drains.clone());
            server = match tls {
                Some(tls) => server.listen("https", listener, move || service.over_tls(tls.clone(), &drains)),
                None => server.listen("http", listener, move || service.plain(&drains)),
            }?;
        }
        Ok(server.run())
    }

    fn plain(
        &self,
        drains: &GracefulShutdownSignal,
    ) -> impl ServiceFactory<TcpStream, Config = (), Response = (), Error = DispatchError, InitError = ()> + use<>
    {
        let guard = self.guard();
        fn_service(move |stream: TcpStream| {
            let guarded = guard(stream);
            async move {
                let guarded = guarded.map_err(DispatchError::Io)?;
                let peer = guarded.peer();
                Ok((guarded, Protocol::Http1, peer))
            }
        })
        .and_then(self.http(drains))
    }

    fn over_tls(
        &self,
        mut tls: ServerConfig,
        drains: &GracefulShutdownSignal,
    ) -> impl ServiceFactory<
        TcpStream,
        Config = (),
        Response = (),
        Error = TlsError<io::Error, DispatchError>,
        InitError = (),
    > + use<> {
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let mut acceptor = Acceptor::new(tls);
        acceptor.set_handshake_timeout(HANDSHAKE_MAX);
        let guard = self.guard();
        fn_service(move |stream: TcpStream| {
            let guarded = guard(stream);
            async move { guarded.map_err(|error| TlsError::Service(DispatchError::Io(error))) }
        })
        .and_then(acceptor.map_err(TlsError::into_service_error))
        .and_then(|stream: TlsStream<Guarded>| async move {
            let (guarded, agreed) = stream.get_ref();
            let is_h2 = agreed.alpn_protocol() == Some(b"h2");
            let protocol = if is_h2 { Protocol::Http2 } else { Protocol::Http1 };
            let peer = guarded.peer();
            guarded.line().agreed_on_tls();
            Ok((stream, protocol, peer))
        })
        .and_then(self.http(drains).map_err(TlsError::Service))
    }

    /// Takes a place for a connection and watches it.
    fn guard(&self) -> impl Fn(TcpStream) -> io::Result<Guarded> + Clone + use<> {
        let places = Arc::clone(&self.places);
        move |stream| {
            let peer = stream.peer_addr()?.ip();
            let place = places.take(peer).ok_or_else(|| io::Error::other("too many connections"))?;
            Ok(Guarded::new(stream, place))
        }
    }

    fn http<T: Watched>(
        &self,
        drains: &GracefulShutdownSignal,
    ) -> impl ServiceFactory<
        (T, Protocol, Option<std::net::SocketAddr>),
        Config = (),
        Response = (),
        Error = DispatchError,
        InitError = (),
    > + use<T> {
        let (leaving, drains) = (self.leaving.clone(), drains.clone());
        let app = Web::new()
            .wrap_fn(move |request, service| leaving.pass(request, service))
            .configure(http_front::configure(self.front.clone()))
            .into_factory()
            .map_err(|error: Error| error.error_response());
        HttpService::build()
            .keep_alive(KEEP_ALIVE)
            .client_request_timeout(HEAD_TIMEOUT)
            .client_disconnect_timeout(GOODBYE_MAX)
            .h2_initial_window_size(STREAM_WINDOW)
            .h2_initial_connection_window_size(CONNECTION_WINDOW)
            .graceful_shutdown_signal(move || {
                let drains = drains.clone();
                async move { drains.notified().await }
            })
            .on_connect_ext(|stream: &T, data: &mut Extensions| {
                data.insert(stream.line());
            })
            .finish(map_config(app, |()| AppConfig::default()))
    }
}

/// A connection, plain or under TLS, that reports what it is doing.
trait Watched: AsyncRead + AsyncWrite + Unpin + 'static {
    fn line(&self) -> std::rc::Rc<Line>;
}

impl Watched for Guarded {
    fn line(&self) -> std::rc::Rc<Line> {
        self.line()
    }
}

impl Watched for TlsStream<Guarded> {
    fn line(&self) -> std::rc::Rc<Line> {
        self.get_ref().0.line()
    }
}
