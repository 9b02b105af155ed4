//! A bare HTTP/1.1 client that sends exactly the bytes it is given. It corrects nothing and hides nothing: what it is
//! for is what no well-behaved client would send, and many small calls on one connection.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

/// How long a server may think about one request.
const ANSWER_TIMEOUT: Duration = Duration::from_mins(1);

/// A request, before it is bytes. `Host` and `Content-Length` are added when it is sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`, `POST`, ...
    pub method: &'static str,
    /// Path and query, encoded as they go on the wire.
    pub path: String,
    /// In the order in which they are sent.
    pub headers: Vec<(String, String)>,
    /// May be anything.
    pub body: Vec<u8>,
}

impl Request {
    /// A GET without headers.
    pub fn get(path: &str) -> Self {
        Self { method: "GET", path: path.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    /// A call in AWS's JSON 1.1 protocol; `target` is the whole X-Amz-Target.
    pub fn json(target: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { method: "POST", path: "/".to_owned(), headers: Vec::new(), body: body.into() }
            .with("Content-Type", "application/x-amz-json-1.1")
            .with("X-Amz-Target", target)
    }

    /// A call in AWS's Query protocol.
    pub fn query(form: &str) -> Self {
        Self { method: "POST", path: "/".to_owned(), headers: Vec::new(), body: form.into() }
            .with("Content-Type", "application/x-www-form-urlencoded")
    }

    /// With one header more.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// What goes on the wire to this `host:port`.
    pub fn to_bytes(&self, authority: &str) -> Vec<u8> {
        let headers: String =
            self.headers.iter().map(|(name, value)| [name, ": ", value, "\r\n"].concat()).collect();
        let length = self.body.len();
        let Self { method, path, .. } = self;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {authority}\r\n{headers}Content-Length: {length}\r\n\r\n"
        );
        [head.as_bytes(), &self.body].concat()
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of this (lower-case) name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text()))
    }
}

/// A connection that is kept open between exchanges.
#[derive(Debug)]
pub struct Connection {
    authority: String,
    stream: BufReader<TcpStream>,
}

impl Connection {
    /// Connects to `host:port`.
    pub fn open(authority: &str) -> io::Result<Self> {
        Self::open_within(authority, ANSWER_TIMEOUT)
    }

    /// Connects to `host:port`; no answer may take longer than `limit`.
    pub fn open_within(authority: &str, limit: Duration) -> io::Result<Self> {
        Self::over(TcpStream::connect(authority)?, authority, limit)
    }

    /// Speaks over a connection to `host:port` that is open already.
    pub fn over(stream: TcpStream, authority: &str, limit: Duration) -> io::Result<Self> {
        stream.set_read_timeout(Some(limit))?;
        stream.set_nodelay(true)?;
        Ok(Self { authority: authority.to_owned(), stream: BufReader::new(stream) })
    }

    /// Whether the other side has ended it.
    pub fn is_closed(&self) -> bool {
        let stream = self.stream.get_ref();
        let peeked = stream.set_nonblocking(true).and_then(|()| stream.peek(&mut [0]));
        let blocking = stream.set_nonblocking(false);
        // Nothing there to be read, yet: it is open and quiet.
        let quiet = matches!(&peeked, Err(error) if error.kind() == io::ErrorKind::WouldBlock);
        !quiet || blocking.is_err()
    }

    /// Sends a request and reads its answer.
    pub fn exchange(&mut self, request: &Request) -> io::Result<Answer> {
        self.exchange_bytes(&request.to_bytes(&self.authority))
    }

    /// Sends these bytes and reads one answer. A server may answer and close before it has read all of them.
    pub fn exchange_bytes(&mut self, bytes: &[u8]) -> io::Result<Answer> {
        let sent = self.stream.get_mut().write_all(bytes);
        match read_answer(&mut self.stream) {
            Ok(answer) => Ok(answer),
            Err(error) => Err(sent.err().unwrap_or(error)),
        }
    }
}

fn read_answer(stream: &mut impl BufRead) -> io::Result<Answer> {
    let status_line = read_line(stream)?;
    let status = status_line.split(' ').nth(1).and_then(|code| code.parse().ok());
    let status = status.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, status_line))?;
    let mut answer = Answer { status, headers: Vec::new(), body: Vec::new() };
    loop {
        let line = read_line(stream)?;
        let Some((name, value)) = line.split_once(':') else { break };
        answer.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    if answer.header("transfer-encoding").is_some_and(|value| value == "chunked") {
        answer.body = read_chunks(stream)?;
    } else {
        let length = answer.header("content-length").and_then(|value| value.parse().ok()).unwrap_or(0);
        answer.body = vec![0; length];
        stream.read_exact(&mut answer.body)?;
    }
    Ok(answer)
}

fn read_chunks(stream: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = read_line(stream)?;
        let size = u64::from_str_radix(&size, 16)
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "a chunk without a size"))?;
        stream.by_ref().take(size).read_to_end(&mut body)?;
        read_line(stream)?;
        if size == 0 {
            return Ok(body);
        }
    }
}

fn read_line(stream: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
