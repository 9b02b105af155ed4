//! As much of the Postgres protocol (version 3) as the proxy needs: messages, which statement a group of them runs, and an error in the
//! server's words.

use std::{collections::HashMap, io};

use tokio::io::{AsyncRead, AsyncReadExt};

/// A message with its tag; the first one of a client has none.
pub(crate) struct Message {
    pub(crate) tag: u8,
    bytes: Vec<u8>,
}

impl Message {
    /// The message that opens a connection.
    pub(crate) async fn opening(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Self> {
        let body = length_and_body(from).await?;
        Ok(Self { tag: 0, bytes: body })
    }

    pub(crate) async fn read(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Self> {
        let tag = from.read_u8().await?;
        let mut bytes = vec![tag];
        bytes.extend(length_and_body(from).await?);
        Ok(Self { tag, bytes })
    }

    /// A simple query.
    pub(crate) fn query(sql: &str) -> Self {
        Self::made(b'Q', &[sql.as_bytes(), b"\0"].concat())
    }

    /// An error with a code, as the server sends it.
    pub(crate) fn error(code: &str) -> Self {
        Self::made(b'E', format!("SERROR\0VERROR\0C{code}\0Minjected\0\0").as_bytes())
    }

    /// Ready for the next query; `status` as in [`Message::status`].
    pub(crate) fn ready(status: u8) -> Self {
        Self::made(b'Z', &[status])
    }

    fn made(tag: u8, body: &[u8]) -> Self {
        let length = u32::try_from(body.len() + 4).unwrap();
        Self { tag, bytes: [&[tag][..], &length.to_be_bytes(), body].concat() }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Of "ready": idle (I), in a transaction (T), in a failed one (E).
    pub(crate) fn status(&self) -> u8 {
        self.bytes[5]
    }

    /// The strings that a message begins with, each ended by a zero.
    fn strings(&self) -> impl Iterator<Item = String> + '_ {
        self.bytes[5..].split(|byte| *byte == 0).map(|text| String::from_utf8_lossy(text).into_owned())
    }
}

async fn length_and_body(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let length = from.read_u32().await?;
    let mut bytes = length.to_be_bytes().to_vec();
    bytes.resize(length as usize, 0);
    from.read_exact(&mut bytes[4..]).await?;
    Ok(bytes)
}

/// What a group of messages does, up to the point where the client waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Does {
    /// Writes events by itself: they are durable when it is answered.
    Append,
    /// Writes events inside a transaction.
    Insert,
    /// Commits a transaction that has written events.
    Commit,
    Other,
}

/// What is known of one connection.
#[derive(Default)]
pub(crate) struct Session {
    statements: HashMap<String, String>,
    in_transaction: bool,
    carries_events: bool,
}

impl Session {
    /// What a group does; takes note of statements that it prepares.
    pub(crate) fn understand(&mut self, group: &[Message]) -> Does {
        let mut does = Does::Other;
        for message in group {
            let strings: Vec<String> = message.strings().take(2).collect();
            match message.tag {
                b'P' => {
                    self.statements.insert(strings[0].clone(), strings[1].to_lowercase());
                }
                b'B' if self.writes_events(&strings[1]) => {
                    self.carries_events = self.in_transaction;
                    does = if self.in_transaction { Does::Insert } else { Does::Append };
                }
                b'Q' if strings[0].eq_ignore_ascii_case("commit") && self.carries_events => {
                    does = Does::Commit;
                }
                _ => {}
            }
        }
        does
    }

    fn writes_events(&self, statement: &str) -> bool {
        self.statements.get(statement).is_some_and(|sql| sql.contains("insert into event"))
    }

    /// The server is ready, or the client was sent that it is.
    pub(crate) fn ready(&mut self, status: u8) {
        self.in_transaction = status != b'I';
        self.carries_events &= self.in_transaction;
    }
}
