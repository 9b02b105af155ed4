//! A line to Postgres that can be cut, closed and held up: TCP on one side, the database's socket on the other. Knows no protocol.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// A running proxy. Its threads end with their connections.
pub struct Proxy {
    address: SocketAddr,
    line: Arc<Line>,
}

struct Line {
    target: PathBuf,
    closed: AtomicBool,
    held: Mutex<bool>,
    released: Condvar,
    live: Mutex<Vec<(TcpStream, UnixStream)>>,
}

impl Proxy {
    /// A proxy to a Unix socket.
    pub fn to(socket: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let line = Arc::new(Line {
            target: socket.to_owned(),
            closed: AtomicBool::new(false),
            held: Mutex::new(false),
            released: Condvar::new(),
            live: Mutex::default(),
        });
        let (address, taking) = (listener.local_addr().unwrap(), Arc::clone(&line));
        thread::spawn(move || listener.incoming().flatten().for_each(|stream| taking.take(stream)));
        Self { address, line }
    }

    /// Where a database behind it is, in the form of `DATABASE_URL`.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://recognito@{}/{database}?sslmode=disable", self.address)
    }

    /// Cuts every connection there is; new ones are let through.
    pub fn cut(&self) {
        for (near, far) in self.line.live.lock().unwrap().drain(..) {
            // What is cut already needs no cutting.
            let _ = (near.shutdown(Shutdown::Both), far.shutdown(Shutdown::Both));
        }
    }

    /// Cuts every connection, and lets no new one through.
    pub fn close(&self) {
        self.line.closed.store(true, Ordering::Release);
        self.cut();
    }

    /// Lets new connections through again.
    pub fn open(&self) {
        self.line.closed.store(false, Ordering::Release);
    }

    /// Passes nothing on, and ends nothing: what a line does whose far end has vanished.
    pub fn hold(&self) {
        *self.line.held.lock().unwrap() = true;
    }

    /// Passes on again, what was held up first.
    pub fn release(&self) {
        *self.line.held.lock().unwrap() = false;
        self.line.released.notify_all();
    }
}

impl Line {
    fn take(self: &Arc<Self>, near: TcpStream) {
        if self.closed.load(Ordering::Acquire) {
            return;
        }
        let Ok(far) = UnixStream::connect(&self.target) else { return };
        let _ = near.set_nodelay(true);
        let copies = near.try_clone().and_then(|n| Ok((n, far.try_clone()?)));
        let again = near.try_clone().and_then(|n| Ok((n, far.try_clone()?)));
        let (Ok(copies), Ok((from, to))) = (copies, again) else { return };
        self.live.lock().unwrap().push(copies);
        let (there, back) = (Arc::clone(self), Arc::clone(self));
        thread::spawn(move || {
            there.pass(&from, &to);
            end(&from, &to);
        });
        thread::spawn(move || {
            back.pass(&far, &near);
            end(&near, &far);
        });
    }

    fn pass(&self, mut from: impl Read, mut to: impl Write) {
        let mut buffer = [0; 16 << 10];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            let held = self.held.lock().unwrap();
            drop(self.released.wait_while(held, |held| *held).unwrap());
            if to.write_all(&buffer[..read]).is_err() {
                break;
            }
        }
    }
}

/// An end on one side is the end of the other.
fn end(near: &TcpStream, far: &UnixStream) {
    let _ = (near.shutdown(Shutdown::Both), far.shutdown(Shutdown::Both));
}
