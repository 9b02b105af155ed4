//! A small load balancer: sends each request to any node that says that it is ready, and to another one where a node takes no connection.
//! It never sends a request twice once it has been sent: whether it was carried out is unknown.
//!
//! It speaks just enough HTTP/1.1 to know where a request ends, and passes everything on as it came.

use std::{
    collections::HashMap,
    fmt::Write as _,
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use crate::http::{Answer, Connection, Request};

/// How often each node is asked whether it is ready.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How long a node may take to say so.
const LOOK_TIMEOUT: Duration = Duration::from_secs(2);

/// A running balancer.
pub struct Balancer {
    address: SocketAddr,
    nodes: Arc<Nodes>,
}

struct Nodes {
    authorities: Vec<String>,
    ready: Vec<AtomicBool>,
    turn: AtomicUsize,
    ended: AtomicBool,
}

impl Balancer {
    /// In front of these nodes.
    pub fn of(authorities: Vec<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let ready = authorities.iter().map(|_| AtomicBool::new(true)).collect();
        let (turn, ended) = (AtomicUsize::new(0), AtomicBool::new(false));
        let nodes = Arc::new(Nodes { authorities, ready, turn, ended });
        for node in 0..nodes.authorities.len() {
            let nodes = Arc::clone(&nodes);
            thread::spawn(move || nodes.look_after(node));
        }
        let taking = Arc::clone(&nodes);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let nodes = Arc::clone(&taking);
                // A client that goes away is no failure.
                thread::spawn(move || nodes.serve(&client));
            }
        });
        Self { address, nodes }
    }

    /// Where it listens.
    pub fn authority(&self) -> String {
        self.address.to_string()
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.nodes.ended.store(true, Ordering::Relaxed);
    }
}

impl Nodes {
    fn look_after(&self, node: usize) {
        while !self.ended.load(Ordering::Relaxed) {
            let ready = Connection::open_within(&self.authorities[node], LOOK_TIMEOUT)
                .and_then(|mut connection| connection.exchange(&Request::get("/health/ready")));
            self.ready[node].store(ready.is_ok_and(|answer| answer.status == 200), Ordering::Relaxed);
            thread::sleep(LOOK_EVERY);
        }
    }

    /// Serves one client until it goes.
    fn serve(&self, client: &TcpStream) -> io::Result<()> {
        client.set_nodelay(true)?;
        let mut incoming = BufReader::new(client);
        let mut kept = HashMap::new();
        while let Some(request) = read_request(&mut incoming)? {
            let answer = self.forward(&request, &mut kept);
            write_answer(client, answer)?;
        }
        Ok(())
    }

    /// Those that are ready, each time beginning with another, and then the rest.
    fn order(&self) -> Vec<usize> {
        let (count, turn) = (self.authorities.len(), self.turn.fetch_add(1, Ordering::Relaxed));
        let all = (0..count).map(|step| (turn + step) % count);
        let (ready, rest): (Vec<_>, Vec<_>) = all.partition(|node| self.ready[*node].load(Ordering::Relaxed));
        [ready, rest].concat()
    }

    fn forward(&self, request: &[u8], kept: &mut HashMap<usize, Connection>) -> io::Result<Answer> {
        for node in self.order() {
            let open = kept.remove(&node).filter(|connection| !connection.is_closed());
            let Some(mut connection) = open.or_else(|| Connection::open(&self.authorities[node]).ok()) else {
                continue;
            };
            let answer = connection.exchange_bytes(request)?;
            if answer.header("connection") != Some("close") {
                kept.insert(node, connection);
            }
            return Ok(answer);
        }
        Err(io::ErrorKind::ConnectionRefused.into())
    }
}

/// One request as it came; `None`: the client has gone.
fn read_request(incoming: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let (mut request, mut length) = (Vec::new(), 0);
    loop {
        let begun = request.len();
        if incoming.read_until(b'\n', &mut request)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&request[begun..]).to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.trim_end().is_empty() {
            break;
        }
    }
    incoming.take(length).read_to_end(&mut request)?;
    Ok(Some(request))
}

fn write_answer(mut client: &TcpStream, answer: io::Result<Answer>) -> io::Result<()> {
    let Ok(answer) = answer else {
        return client.write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
    };
    let mut head = format!("HTTP/1.1 {} -\r\n", answer.status);
    // Writing to a String cannot fail.
    for (name, value) in &answer.headers {
        // The balancer sets the body's length itself; whether a node closes its connection concerns the balancer alone.
        if !["content-length", "transfer-encoding", "connection"].contains(&name.as_str()) {
            let _ = write!(head, "{name}: {value}\r\n");
        }
    }
    let _ = write!(head, "content-length: {}\r\n\r\n", answer.body.len());
    client.write_all(&[head.as_bytes(), &answer.body].concat())
}
