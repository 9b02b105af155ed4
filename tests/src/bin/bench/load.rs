//! Keeps connections busy from one thread, each waiting for its answer before it asks again. It parses no more of an answer than
//! where it ends: what it spends is taken from the cores that it measures.

use std::{net::IpAddr, time::Instant};

use futures_util::future::join_all;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

use crate::timing::{Stretch, Waits};

/// A connection that is kept open.
pub(crate) struct Line {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Line {
    pub(crate) async fn open(authority: &str) -> Self {
        Self::over(TcpStream::connect(authority).await.unwrap())
    }

    /// Opens one from this address of the machine.
    pub(crate) async fn open_from(address: IpAddr, authority: &str) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((address, 0).into()).unwrap();
        Self::over(socket.connect(authority.parse().unwrap()).await.unwrap())
    }

    fn over(stream: TcpStream) -> Self {
        stream.set_nodelay(true).unwrap();
        Self { stream, answer: Vec::with_capacity(16 << 10) }
    }

    /// Sends a request and gives the body of its answer, which must be a success.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> &[u8] {
        let head = self.exchange(request).await;
        let told = String::from_utf8_lossy(&self.answer);
        assert!(self.answer.starts_with(b"HTTP/1.1 200"), "{told}");
        &self.answer[head..]
    }

    /// The same of any answer.
    pub(crate) async fn ask_any(&mut self, request: &[u8]) -> &[u8] {
        let head = self.exchange(request).await;
        &self.answer[head..]
    }

    /// Sends a request and waits for its answer. Gives the length of the answer's head.
    async fn exchange(&mut self, request: &[u8]) -> usize {
        self.send(request).await;
        self.read_whole().await
    }

    /// Sends a request, and waits for nothing.
    pub(crate) async fn send(&mut self, request: &[u8]) {
        self.stream.write_all(request).await.unwrap();
        self.answer.clear();
    }

    /// Waits until the answer begins.
    pub(crate) async fn first_byte(&mut self) {
        self.read_on().await;
    }

    async fn read_on(&mut self) {
        let read = self.stream.read_buf(&mut self.answer).await.unwrap();
        assert!(read > 0, "the server closed the connection");
    }

    /// The whole answer, its head included.
    pub(crate) async fn rest(&mut self) -> &[u8] {
        self.read_whole().await;
        &self.answer
    }

    /// Reads until the answer is whole. Gives the length of its head.
    async fn read_whole(&mut self) -> usize {
        loop {
            if let Some((head, length)) = ends(&self.answer)
                && self.answer.len() >= head + length
            {
                return head;
            }
            self.read_on().await;
        }
    }
}

/// The length of the head, once it has come in, and of the body.
fn ends(answer: &[u8]) -> Option<(usize, usize)> {
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&answer[..head]).ok()?;
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    Some((head, length.unwrap_or(0)))
}

/// Opens clients and lets each call again and again. Gives the waits of the calls that count.
#[expect(clippy::needless_pass_by_value, reason = "a closure reads best where it is called")]
pub(crate) fn drive<C>(clients: usize, open: impl AsyncFn(usize) -> C, call: impl AsyncFn(&mut C)) -> Waits {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let opened = join_all((0..clients).map(|n| open(n))).await;
        let stretch = Stretch::begin();
        let waits = join_all(opened.into_iter().map(|client| repeat(client, &call, stretch))).await;
        Waits(waits.into_iter().flatten().collect())
    })
}

async fn repeat<C>(mut client: C, call: &impl AsyncFn(&mut C), stretch: Stretch) -> Vec<std::time::Duration> {
    let mut waits = Vec::new();
    while !stretch.is_over() {
        let asked = Instant::now();
        call(&mut client).await;
        if stretch.counts() {
            waits.push(asked.elapsed());
        }
    }
    waits
}
