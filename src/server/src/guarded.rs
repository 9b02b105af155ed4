//! A connection that is watched. The HTTP server has deadlines for the first head of a connection and for idle ones; what it has none for is
//! bounded here: a later head that does not end, bytes that no request takes, an answer that is not fetched, an HTTP/2 connection without
//! requests.
//!
//! An end of input is passed to the HTTP server, which then closes in its own way.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use actix_rt::net::{ActixStream, Ready, TcpStream};
use http_front::Line;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

use crate::connections::Place;

/// How long a connection may be without a request.
const QUIET_MAX: Duration = Duration::from_secs(15);
/// Bytes that may come in before a request takes them: more than the longest head that is answered.
const UNTAKEN_MAX: usize = 64 << 10;
/// How long a request may take to begin once so many are there.
const BEGIN_MAX: Duration = Duration::from_secs(1);
/// How long the client may take to fetch an answer.
const FETCH_MAX: Duration = Duration::from_secs(30);

/// A connection that is watched.
pub(crate) struct Guarded {
    stream: TcpStream,
    line: Rc<Line>,
    quiet: Pin<Box<Sleep>>,
    /// Runs while bytes are held back that no request has begun with.
    held_back: Option<Pin<Box<Sleep>>>,
    blocked: Option<Blocked>,
    _place: Place,
}

/// An answer that waits for its client.
struct Blocked {
    since: Instant,
    timer: Pin<Box<Sleep>>,
}

impl Guarded {
    pub(crate) fn new(stream: TcpStream, place: Place) -> Self {
        let quiet = Box::pin(sleep(QUIET_MAX));
        Self { stream, line: Rc::default(), quiet, held_back: None, blocked: None, _place: place }
    }

    /// What it is doing.
    pub(crate) fn line(&self) -> Rc<Line> {
        Rc::clone(&self.line)
    }

    pub(crate) fn peer(&self) -> Option<SocketAddr> {
        self.stream.peer_addr().ok()
    }

    /// Ready once no request has been under way for too long. The timer is set again only when it has run down.
    fn poll_quiet(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            ready!(self.quiet.as_mut().poll(cx));
            let left = self.line.quiet().map_or(QUIET_MAX, |quiet| QUIET_MAX.saturating_sub(quiet));
            if left.is_zero() {
                return Poll::Ready(());
            }
            self.quiet.as_mut().reset(tokio::time::Instant::now() + left);
        }
    }

    /// Whether more may be read now: ready with false for the end.
    fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<bool> {
        if self.line.untaken() < UNTAKEN_MAX || self.line.discards() {
            self.held_back = None;
            return Poll::Ready(true);
        }
        self.line.wake_when_taken(cx.waker());
        if self.line.under_way() > 0 {
            return Poll::Pending;
        }
        // It may all be one head that never ends; or the request that it begins with has not begun to be served.
        let held_back = self.held_back.get_or_insert_with(|| Box::pin(sleep(BEGIN_MAX)));
        held_back.as_mut().poll(cx).map(|()| false)
    }

    /// Takes note of how a write went. Fails once the client has not fetched an answer for too long.
    fn watch<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            return written;
        }
        let blocked = self
            .blocked
            .get_or_insert_with(|| Blocked { since: Instant::now(), timer: Box::pin(sleep(FETCH_MAX)) });
        if blocked.timer.as_mut().poll(cx).is_ready() || blocked.since.elapsed() >= FETCH_MAX {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Poll::Pending
    }
}

impl AsyncRead for Guarded {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.poll_quiet(cx).is_ready() || !ready!(self.poll_room(cx)) {
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        let read = ready!(Pin::new(&mut self.stream).poll_read(cx, buffer));
        self.line.came_in(buffer.filled().len() - before);
        Poll::Ready(read)
    }
}

impl AsyncWrite for Guarded {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.watch(cx, written)
    }

    /// All that was written is on its way, so that no answer waits any more.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.blocked = None;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        self.watch(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

impl ActixStream for Guarded {
    fn poll_read_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        ActixStream::poll_read_ready(&self.stream, cx)
    }

    fn poll_write_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        ActixStream::poll_write_ready(&self.stream, cx)
    }
}

#[cfg(test)]
mod tests {
    use http_front::TrustedProxies;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
        time::timeout,
    };

    use super::*;
    use crate::connections::Places;

    /// A connection whose client has sent twice as much as may come in before a request takes it.
    async fn crowded() -> (Guarded, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, peer) = listener.accept().await.unwrap();
        let place = Places::new(TrustedProxies::default()).take(peer.ip()).unwrap();
        let mut guarded = Guarded::new(stream, place);
        client.write_all(&vec![b'x'; 2 * UNTAKEN_MAX]).await.unwrap();
        guarded.read_exact(&mut vec![0; UNTAKEN_MAX]).await.unwrap();
        (guarded, client)
    }

    #[tokio::test]
    async fn what_comes_in_waits_for_its_request_to_begin_and_is_read_then() {
        let (mut guarded, _client) = crowded().await;
        let mut buffer = vec![0; UNTAKEN_MAX];
        assert!(timeout(BEGIN_MAX / 4, guarded.read(&mut buffer)).await.is_err(), "it is held back");
        let _under_way = guarded.line().begin();
        assert!(guarded.read(&mut buffer).await.unwrap() > 0);
    }

    #[tokio::test]
    async fn a_head_that_never_ends_ends_its_connection() {
        let (mut guarded, _client) = crowded().await;
        assert_eq!(guarded.read(&mut [0]).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn what_a_request_does_not_take_is_left_with_its_client() {
        let (mut guarded, _client) = crowded().await;
        let _under_way = guarded.line().begin();
        let mut buffer = vec![0; UNTAKEN_MAX];
        guarded.read_exact(&mut buffer).await.unwrap();
        assert!(timeout(2 * BEGIN_MAX, guarded.read(&mut buffer)).await.is_err());
    }
}
