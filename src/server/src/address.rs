//! The address of the service: bound at the start, listened on when the service is ready. A client that connects in between is refused at
//! once and can try another node, instead of waiting for a start that may have to recover a database.

use std::{
    io,
    net::{SocketAddr, TcpListener},
};

use socket2::{Domain, Protocol, Socket, Type};

/// Connections that may wait to be accepted.
const BACKLOG: i32 = 1_024;

/// An address that is bound. Binding fails where another process listens already; of two that start at once, the second cannot listen.
pub(crate) struct Taken(Socket);

impl Taken {
    /// Port 0 binds a free one.
    pub(crate) fn take(address: SocketAddr) -> io::Result<Self> {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
        // What an earlier process left half closed is no reason not to start.
        socket.set_reuse_address(true)?;
        socket.bind(&address.into())?;
        Ok(Self(socket))
    }

    /// Where it is.
    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        let other = || io::Error::other("an address that is no internet address");
        self.0.local_addr()?.as_socket().ok_or_else(other)
    }

    /// Lets connections in.
    pub(crate) fn listen(self) -> io::Result<TcpListener> {
        self.0.listen(BACKLOG)?;
        Ok(self.0.into())
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn before_it_is_listened_on_an_address_refuses() {
        let taken = Taken::take(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let address = taken.address().unwrap();
        let early = TcpStream::connect(address).map_err(|error| error.kind());
        assert_eq!(early.map(drop), Err(io::ErrorKind::ConnectionRefused));
        let _listener = taken.listen().unwrap();
        assert!(TcpStream::connect(address).is_ok());
    }

    #[test]
    fn an_address_that_somebody_has_is_not_taken() {
        let listener = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).unwrap();
        let second = Taken::take(listener.local_addr().unwrap());
        assert_eq!(second.map(drop).map_err(|error| error.kind()), Err(io::ErrorKind::AddrInUse));
    }
}
