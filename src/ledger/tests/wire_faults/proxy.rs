//! Stands between a node and Postgres, and harms what writes events: refuses it in the server's name, cuts the connection before or after
//! the server has done it, or delivers it when the client no longer waits for it.

use std::{
    collections::BTreeMap,
    io,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UnixListener, UnixStream},
    time::sleep,
};

use crate::{
    chance::Chance,
    protocol::{Does, Message, Session},
};

/// What is done to a group of messages that writes events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Harm {
    /// It never reaches the server, which is said to have refused it.
    Refused(&'static str),
    /// The connection ends before it reaches the server.
    CutBefore,
    /// The server does it, and the connection ends before the answer.
    CutAfter,
    /// The connection ends at once, and the server does it a while later.
    Late,
}

/// All of them.
pub(crate) const HARMS: [Harm; 5] =
    [Harm::Refused("40001"), Harm::Refused("40P01"), Harm::CutBefore, Harm::CutAfter, Harm::Late];
/// How late something may reach the server.
const LATE_MAX_MS: u64 = 60;

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// How often, and what was done.
pub(crate) struct Harms {
    chance: Chance,
    /// In a thousand.
    odds: AtomicU64,
    done: Mutex<BTreeMap<(Does, Harm), usize>>,
}

impl Harms {
    pub(crate) fn new(seed: u64, odds: u64) -> Arc<Self> {
        Arc::new(Self { chance: Chance::new(seed), odds: AtomicU64::new(odds), done: Mutex::default() })
    }

    /// From now on nothing is harmed.
    pub(crate) fn end(&self) {
        self.odds.store(0, Ordering::Relaxed);
    }

    /// How often each was done to what.
    pub(crate) fn done(&self) -> BTreeMap<(Does, Harm), usize> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn draw(&self, does: Does) -> Option<Harm> {
        if does == Does::Other || !self.chance.per_mille(self.odds.load(Ordering::Relaxed)) {
            return None;
        }
        let harm = HARMS[self.chance.index(HARMS.len())];
        *self.done.lock().unwrap_or_else(PoisonError::into_inner).entry((does, harm)).or_default() += 1;
        Some(harm)
    }
}

/// A proxy in front of a server, until it is dropped.
pub(crate) struct Proxy {
    folder: PathBuf,
    options: PgConnectOptions,
    accepting: tokio::task::JoinHandle<()>,
}

impl Proxy {
    pub(crate) fn start(server: &PgConnectOptions, harms: &Arc<Harms>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("recognito-proxy-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let options = server.clone().socket(&folder).port(5432).ssl_mode(PgSslMode::Disable);
        let listener = UnixListener::bind(folder.join(".s.PGSQL.5432")).unwrap();
        let (server, harms) = (server.clone(), Arc::clone(harms));
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, harms) = (server.clone(), Arc::clone(&harms));
                // A connection that ends, by whichever side, ends its task.
                tokio::spawn(async move { connection(client, &server, &harms).await });
            }
        });
        Self { folder, options, accepting }
    }

    /// The options to connect to the server through this proxy.
    pub(crate) fn options(&self) -> PgConnectOptions {
        self.options.clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

async fn connect(server: &PgConnectOptions) -> io::Result<Box<dyn Stream>> {
    let port = server.get_port();
    Ok(match server.get_socket() {
        Some(folder) => Box::new(UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await?),
        None => Box::new(TcpStream::connect((server.get_host(), port)).await?),
    })
}

async fn connection(mut client: UnixStream, server: &PgConnectOptions, harms: &Harms) -> io::Result<()> {
    let mut server = connect(server).await?;
    let mut session = Session::default();
    server.write_all(Message::opening(&mut client).await?.bytes()).await?;
    open(&mut client, &mut server).await?;
    loop {
        let group = group(&mut client).await?;
        let does = session.understand(&group);
        let status = match harms.draw(does) {
            None => {
                send(&group, &mut server).await?;
                answer(&mut server, Some(&mut client)).await?
            }
            Some(Harm::Refused(code)) => {
                let status = refuse(does, &mut server).await?;
                send(&[Message::error(code), Message::ready(status)], &mut client).await?;
                status
            }
            Some(Harm::CutBefore) => return Ok(()),
            Some(Harm::CutAfter) => {
                send(&group, &mut server).await?;
                return answer(&mut server, None::<&mut UnixStream>).await.map(drop);
            }
            Some(Harm::Late) => {
                drop(client);
                sleep(Duration::from_millis(harms.chance.below(LATE_MAX_MS))).await;
                send(&group, &mut server).await?;
                return answer(&mut server, None::<&mut UnixStream>).await.map(drop);
            }
        };
        session.ready(status);
    }
}

/// Passes on what is said until the server is ready for the first query: who has to answer whom depends on how one signs in.
async fn open(client: &mut UnixStream, server: &mut Box<dyn Stream>) -> io::Result<()> {
    loop {
        let message = Message::read(server).await?;
        client.write_all(message.bytes()).await?;
        match message.tag {
            b'Z' => return Ok(()),
            b'R' if asks(&message) => server.write_all(Message::read(client).await?.bytes()).await?,
            _ => {}
        }
    }
}

/// Whether the client has to answer: it need not to "you are in" (0) and to the last word of SASL (12).
fn asks(authentication: &Message) -> bool {
    let kind = &authentication.bytes()[5..9];
    kind != [0, 0, 0, 0] && kind != [0, 0, 0, 12]
}

/// The messages of a client until it waits for an answer.
async fn group(client: &mut UnixStream) -> io::Result<Vec<Message>> {
    let mut group = Vec::new();
    loop {
        let message = Message::read(client).await?;
        let waits = [b'S', b'Q'].contains(&message.tag);
        group.push(message);
        if waits {
            return Ok(group);
        }
    }
}

async fn send(group: &[Message], to: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    let bytes: Vec<u8> = group.iter().flat_map(Message::bytes).copied().collect();
    to.write_all(&bytes).await
}

/// Reads the server's whole answer, and passes it on if there is a client. Returns the status that the server is ready in.
async fn answer(
    server: &mut Box<dyn Stream>,
    mut client: Option<&mut (impl AsyncWrite + Unpin)>,
) -> io::Result<u8> {
    loop {
        let message = Message::read(server).await?;
        if let Some(client) = client.as_mut() {
            client.write_all(message.bytes()).await?;
        }
        if message.tag == b'Z' {
            return Ok(message.status());
        }
    }
}

/// Brings the server to the state that it would have after a refusal; the status that the client is told.
async fn refuse(does: Does, server: &mut Box<dyn Stream>) -> io::Result<u8> {
    match does {
        Does::Commit => {
            send(&[Message::query("ROLLBACK")], server).await?;
            answer(server, None::<&mut UnixStream>).await
        }
        // The client ends the transaction that it is told has failed.
        Does::Insert => Ok(b'E'),
        Does::Append | Does::Other => Ok(b'I'),
    }
}
