//! A ledger read from one end to the other, as fast as Postgres hands it out: for whoever folds all of it.
//!
//! One COPY instead of a query a page: rows come in Postgres's binary form, each in a message of its own as Postgres's protocol has it,
//! ahead of whoever takes them. It holds one snapshot and one connection until it is read to its end or dropped: for tools, not for requests.

use std::sync::Arc;

use bytes::{Buf, Bytes};
use domain::{LedgerId, StreamId, Timestamp};
use futures_util::{Stream, StreamExt, stream};
use sqlx::{PgPool, postgres::PgPoolCopyExt};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::rows::place;
use crate::{Position, Record, Unavailable};

/// Records handed over at once, at the most.
const PAGE: usize = 250;
/// Bytes of them after which a page is full.
const PAGE_BYTES: usize = 2 << 20;
/// Pages worked on at the same time.
const AT_ONCE: usize = 4;
/// Pages read ahead of that.
const AHEAD: usize = 4;
/// What a binary COPY begins with; flags and the length of an extension (none) follow.
const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
const HEADER: usize = SIGNATURE.len() + 8;
/// Columns of a row, which each row begins with.
const COLUMNS: usize = 11;
const ROW: i16 = 11;
/// Instead of it: there is no more.
const END: i16 = -1;

/// Rows of one ledger as they came, to be cut into records by whoever works on them.
pub struct Rows {
    ledger: LedgerId,
    /// Each in a message of its own, the first one behind the header.
    messages: Vec<Bytes>,
}

/// The rows of a ledger after a position up to another, in order. `kinds`: only those whose kind begins with one of these.
pub fn sweep(
    pool: &PgPool,
    ledger: &LedgerId,
    (after, end): (Position, Position),
    kinds: Option<&[&str]>,
) -> impl Stream<Item = Result<Rows, Unavailable>> + Send + Unpin + use<> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    let sql = statement(ledger, (after, end), kinds);
    let (pool, ledger) = (pool.clone(), ledger.clone());
    tokio::spawn(async move {
        if let Err(error) = read(&pool, &ledger, &sql, &sender).await {
            // Whoever took the pages may have gone.
            let _ = sender.send(Err(error)).await;
        }
    });
    stream::unfold(receiver, async |mut receiver| Some((receiver.recv().await?, receiver))).boxed()
}

/// Works on pages as they come, several at a time, and hands over what came of each in their order.
pub fn spread<T, Work>(
    pages: impl Stream<Item = Result<Rows, Unavailable>> + Send,
    work: impl Fn(Vec<Arc<Record>>) -> Work + Clone + Send + 'static,
) -> impl Stream<Item = Result<T, Unavailable>> + Send
where
    T: Send + 'static,
    Work: Future<Output = Result<T, Unavailable>> + Send + 'static,
{
    let spawned = pages.map(move |rows| {
        let work = work.clone();
        // Records are cut where they are worked on: what one thread takes of memory, it can give back.
        let task = rows.map(|rows| tokio::spawn(async move { work(rows.records()?).await }));
        async move { task?.await.map_err(|_| Unavailable::because("a task that reads the log has died"))? }
    });
    spawned.buffered(AT_ONCE)
}

fn statement(ledger: &LedgerId, (after, end): (Position, Position), kinds: Option<&[&str]>) -> String {
    let among = kinds.map_or_else(String::new, |kinds| {
        let kinds: Vec<String> = kinds.iter().map(|kind| literal(kind)).collect();
        format!("and kind ^@ any (array[{}]::text[])", kinds.join(", "))
    });
    format!(
        "copy (select position, id, stream, version, kind, shape, data, sealed, meta, recorded_at, digest from event
               where ledger = {} and position > {after} and position <= {end} {among} order by position)
         to stdout (format binary)",
        literal(ledger.as_str())
    )
}

/// A COPY takes no parameters.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

type Pages = mpsc::Sender<Result<Rows, Unavailable>>;

async fn read(pool: &PgPool, ledger: &LedgerId, sql: &str, pages: &Pages) -> Result<(), Unavailable> {
    let mut came = pool.copy_out_raw(sql).await?;
    let page = || Rows { ledger: ledger.clone(), messages: Vec::with_capacity(PAGE) };
    let (mut rows, mut bytes) = (page(), 0);
    let mut header = HEADER;
    while let Some(message) = came.next().await {
        let message = behind_header(message?, std::mem::take(&mut header))?;
        bytes += message.len();
        rows.messages.push(message);
        if rows.messages.len() >= PAGE || bytes >= PAGE_BYTES {
            bytes = 0;
            if pages.send(Ok(std::mem::replace(&mut rows, page()))).await.is_err() {
                return Ok(());
            }
        }
    }
    // Whoever took the pages may have gone.
    let _ = pages.send(Ok(rows)).await;
    Ok(())
}

/// The header lies before the first row, in the same message.
fn behind_header(mut message: Bytes, header: usize) -> Result<Bytes, Unavailable> {
    if header > 0 && !(message.starts_with(SIGNATURE) && message.len() >= header) {
        return Err(malformed());
    }
    message.advance(header);
    Ok(message)
}

impl Rows {
    fn records(&self) -> Result<Vec<Arc<Record>>, Unavailable> {
        let records = self.messages.iter().filter_map(|message| self.record(message).transpose());
        records.map(|record| record.map(Arc::new)).collect()
    }

    /// `None`: there is no more.
    fn record(&self, message: &Bytes) -> Result<Option<Record>, Unavailable> {
        let mut cursor = Cursor(message);
        match cursor.number().map(i16::from_be_bytes) {
            Some(ROW) => {}
            Some(END) => return Ok(None),
            Some(_) | None => return Err(malformed()),
        }
        let mut fields: [&[u8]; COLUMNS] = [&[]; COLUMNS];
        for field in &mut fields {
            *field = cursor.field().ok_or_else(malformed)?;
        }
        if !cursor.0.is_empty() {
            return Err(malformed());
        }
        record_of(&self.ledger, fields, message).map(Some).ok_or_else(malformed)
    }
}

/// The longer columns are kept where they came in.
fn record_of(ledger: &LedgerId, fields: [&[u8]; COLUMNS], came: &Bytes) -> Option<Record> {
    let [position, id, stream, version, kind, shape, data, sealed, meta, recorded_at, digest] = fields;
    let number = |field: &[u8]| Some(i64::from_be_bytes(field.try_into().ok()?));
    Some(Record {
        ledger: ledger.clone(),
        position: place(number(position)?),
        id: Uuid::from_slice(id).ok()?,
        stream: StreamId::new(str::from_utf8(stream).ok()?),
        version: place(number(version)?),
        kind: str::from_utf8(kind).ok()?.to_owned(),
        shape: u16::try_from(i16::from_be_bytes(shape.try_into().ok()?)).unwrap_or(0),
        data: came.slice_ref(data),
        sealed: came.slice_ref(sealed),
        meta: came.slice_ref(meta),
        recorded_at: Timestamp::from_ms(number(recorded_at)?),
        digest: digest.try_into().ok()?,
    })
}

fn malformed() -> Unavailable {
    Unavailable::because("the database does not send rows of the event table as they should be")
}

struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn number<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (number, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*number)
    }

    /// The next value; no column of an event is ever null.
    fn field(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(i32::from_be_bytes(self.number()?)).unwrap_or(0);
        let (value, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(position: i64) -> Vec<u8> {
        let digest = [7; 32];
        let id = Uuid::from_u128(9);
        let fields: [&[u8]; 11] = [
            &position.to_be_bytes(),
            id.as_bytes(),
            b"user-ada",
            &1i64.to_be_bytes(),
            b"user.signed_up",
            &1i16.to_be_bytes(),
            b"{}",
            b"",
            b"{}",
            &5i64.to_be_bytes(),
            &digest,
        ];
        let mut row = ROW.to_be_bytes().to_vec();
        for field in fields {
            row.extend_from_slice(&i32::try_from(field.len()).unwrap().to_be_bytes());
            row.extend_from_slice(field);
        }
        row
    }

    fn records(messages: Vec<Vec<u8>>) -> Result<Vec<Arc<Record>>, Unavailable> {
        let messages = messages.into_iter().map(Bytes::from).collect();
        Rows { ledger: LedgerId::new("pool"), messages }.records()
    }

    #[test]
    fn each_message_is_a_row_until_the_one_that_says_there_is_no_more() {
        let records = records(vec![row(1), row(2), END.to_be_bytes().to_vec()]).unwrap();
        let positions: Vec<Position> = records.iter().map(|record| record.position).collect();
        assert_eq!(positions, [1, 2]);
        assert_eq!((records[0].stream.as_str(), records[0].kind.as_str()), ("user-ada", "user.signed_up"));
    }

    #[test]
    fn what_is_not_one_whole_row_is_refused() {
        let whole = row(1);
        for length in 0..whole.len() {
            assert!(records(vec![whole[..length].to_vec()]).is_err(), "cut to {length}");
        }
        assert!(records(vec![[whole, row(2)].concat()]).is_err());
    }

    #[test]
    fn the_first_row_comes_behind_a_header() {
        let header = [SIGNATURE, &[0; 8]].concat();
        let first = Bytes::from([header.clone(), row(1)].concat());
        assert_eq!(behind_header(first, HEADER).unwrap(), row(1));
        assert_eq!(behind_header(Bytes::from(row(2)), 0).unwrap(), row(2));
        assert!(behind_header(Bytes::from(row(1)), HEADER).is_err());
        assert!(behind_header(Bytes::from(header).slice(..HEADER - 1), HEADER).is_err());
    }

    #[test]
    fn a_name_is_quoted() {
        assert_eq!(literal("o'hara"), "'o''hara'");
    }
}
