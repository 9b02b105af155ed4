//! A ledger read from one end to the other, as fast as Postgres hands it out: for whoever folds all of it.
//!
//! One COPY instead of a query a page: rows come in Postgres's binary form and are cut into records here, ahead of whoever takes
//! them. It holds one snapshot and one connection until it is read to its end or dropped: for tools, not for requests.

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

/// The records of a ledger after a position up to another, in order. `kinds`: only those whose kind begins with one of these.
pub fn sweep(
    pool: &PgPool,
    ledger: &LedgerId,
    (after, end): (Position, Position),
    kinds: Option<&[&str]>,
) -> impl Stream<Item = Result<Vec<Arc<Record>>, Unavailable>> + Send + Unpin + use<> {
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
    pages: impl Stream<Item = Result<Vec<Arc<Record>>, Unavailable>> + Send,
    work: impl Fn(Vec<Arc<Record>>) -> Work + Send,
) -> impl Stream<Item = Result<T, Unavailable>> + Send
where
    T: Send + 'static,
    Work: Future<Output = Result<T, Unavailable>> + Send + 'static,
{
    let spawned = pages.map(move |page| {
        let work = page.map(|page| tokio::spawn(work(page)));
        async move { work?.await.map_err(|_| Unavailable::because("a task that reads the log has died"))? }
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

type Pages = mpsc::Sender<Result<Vec<Arc<Record>>, Unavailable>>;

async fn read(pool: &PgPool, ledger: &LedgerId, sql: &str, pages: &Pages) -> Result<(), Unavailable> {
    let mut chunks = pool.copy_out_raw(sql).await?;
    let mut rows = Rows { ledger, carry: Vec::new(), begun: false };
    let (mut page, mut bytes) = (Vec::with_capacity(PAGE), 0);
    while let Some(chunk) = chunks.next().await {
        bytes += rows.cut(chunk?, &mut page)?;
        if page.len() >= PAGE || bytes >= PAGE_BYTES {
            let full = std::mem::replace(&mut page, Vec::with_capacity(PAGE));
            if pages.send(Ok(full)).await.is_err() {
                return Ok(());
            }
            bytes = 0;
        }
    }
    if !page.is_empty() {
        // Whoever took the pages may have gone.
        let _ = pages.send(Ok(page)).await;
    }
    Ok(())
}

/// Cuts what comes in into records; what is left of a row waits for the rest of it.
struct Rows<'a> {
    ledger: &'a LedgerId,
    carry: Vec<u8>,
    begun: bool,
}

impl Rows<'_> {
    /// Tells how many bytes came in.
    fn cut(&mut self, chunk: Bytes, page: &mut Vec<Arc<Record>>) -> Result<usize, Unavailable> {
        let came = chunk.len();
        let mut rest = if self.carry.is_empty() {
            chunk
        } else {
            self.carry.extend_from_slice(&chunk);
            std::mem::take(&mut self.carry).into()
        };
        if !self.begun && rest.len() >= HEADER {
            if !rest.starts_with(SIGNATURE) {
                return Err(malformed());
            }
            rest.advance(HEADER);
            self.begun = true;
        }
        if self.begun {
            let mut cursor = Cursor(&rest);
            let mut left = rest.len();
            while let Some(record) = self.record(&mut cursor, &rest)? {
                page.push(Arc::new(record));
                left = cursor.0.len();
            }
            rest.advance(rest.len() - left);
        }
        self.carry.extend_from_slice(&rest);
        Ok(came)
    }

    /// `None`: the row is not all there yet, or there is no more.
    fn record(&self, cursor: &mut Cursor<'_>, came: &Bytes) -> Result<Option<Record>, Unavailable> {
        match cursor.number::<2>().map(i16::from_be_bytes) {
            Some(ROW) => {}
            Some(END) | None => return Ok(None),
            Some(_) => return Err(malformed()),
        }
        let mut fields: [&[u8]; COLUMNS] = [&[]; COLUMNS];
        for field in &mut fields {
            let Some(value) = cursor.field() else { return Ok(None) };
            *field = value;
        }
        record_of(self.ledger, fields, came).map(Some).ok_or_else(malformed)
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

    #[test]
    fn rows_come_out_whole_however_they_are_cut_on_the_way() {
        let mut sent = [SIGNATURE, &[0; 8]].concat();
        (1..=3).for_each(|position| sent.extend(row(position)));
        sent.extend(END.to_be_bytes());
        let ledger = LedgerId::new("pool");
        for size in [1, 2, 7, 60, 61, 1_000] {
            let mut rows = Rows { ledger: &ledger, carry: Vec::new(), begun: false };
            let mut page = Vec::new();
            for chunk in sent.chunks(size) {
                rows.cut(Bytes::copy_from_slice(chunk), &mut page).unwrap();
            }
            let positions: Vec<Position> = page.iter().map(|record| record.position).collect();
            assert_eq!(positions, [1, 2, 3], "in chunks of {size}");
            assert_eq!((page[0].stream.as_str(), page[0].kind.as_str()), ("user-ada", "user.signed_up"));
        }
    }

    #[test]
    fn a_name_is_quoted() {
        assert_eq!(literal("o'hara"), "'o''hara'");
    }
}
