//! A ledger read from one end to the other, as fast as Postgres hands it out: for tools that fold all of it.
//!
//! One COPY instead of a query a page: rows are read ahead of their consumer. It holds one snapshot and one connection until it is
//! read to its end or dropped: for tools, not for requests.

use std::sync::Arc;

use bytes::Bytes;
use domain::{LedgerId, StreamId, Timestamp};
use futures_util::{Stream, StreamExt, stream};
use sqlx::PgPool;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{
    copied::{self, Line, literal},
    rows::place,
};
use crate::{Position, Record, Unavailable};

/// Records handed over at once, at the most.
const PAGE: usize = 250;
/// Bytes of them after which a page is full.
const PAGE_BYTES: usize = 2 << 20;
/// Pages worked on at the same time.
const AT_ONCE: usize = 4;
/// Pages read ahead of that.
const AHEAD: usize = 4;
/// What of an event is read, in the order that [`record_of`] cuts it.
const COLUMNS: &str = "position, id, stream, version, kind, shape, data, sealed, meta, recorded_at, digest";

/// Rows of one ledger as received, to be cut into records by the task that works on them.
pub struct Rows {
    ledger: LedgerId,
    rows: Vec<Bytes>,
}

/// The rows of a ledger after a position up to another, in order. `kinds`: only those whose kind begins with one of these.
pub fn sweep(
    pool: &PgPool,
    ledger: &LedgerId,
    (after, end): (Position, Position),
    kinds: Option<&[&str]>,
) -> impl Stream<Item = Result<Rows, Unavailable>> + Send + Unpin + use<> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    let query = query(ledger, (after, end), kinds);
    let (pool, ledger) = (pool.clone(), ledger.clone());
    let reader = tokio::spawn(async move {
        if let Err(error) = read(&pool, &ledger, &query, &sender).await {
            // The consumer of the pages may have gone.
            let _ = sender.send(Err(error)).await;
        }
    });
    stream::unfold((receiver, Some(reader)), async |(mut receiver, mut reader)| {
        if let Some(page) = receiver.recv().await {
            return Some((page, (receiver, reader)));
        }
        reader.take()?.await.is_err().then(|| (Err(died()), (receiver, None)))
    })
    .boxed()
}

/// An end that a fault causes must not pass for the end of the log.
fn died() -> Unavailable {
    Unavailable::because("a task that reads the log has died")
}

/// Works on pages as they arrive, several at a time, and hands over the results in the order of the pages.
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
        // Records are cut by the task that works on them: a thread can free the memory that it has allocated itself.
        let task = rows.map(|rows| tokio::spawn(async move { work(rows.records()?).await }));
        async move { task?.await.map_err(|_| died())? }
    });
    spawned.buffered(AT_ONCE)
}

fn query(ledger: &LedgerId, (after, end): (Position, Position), kinds: Option<&[&str]>) -> String {
    let among = kinds.map_or_else(String::new, |kinds| {
        let kinds: Vec<String> = kinds.iter().map(|kind| literal(kind)).collect();
        format!("and kind ^@ any (array[{}]::text[])", kinds.join(", "))
    });
    let ledger = literal(ledger.as_str());
    format!(
        "select {COLUMNS} from event where ledger = {ledger} and position > {after} and position <= {end} {among}
         order by position"
    )
}

type Pages = mpsc::Sender<Result<Rows, Unavailable>>;

async fn read(pool: &PgPool, ledger: &LedgerId, query: &str, pages: &Pages) -> Result<(), Unavailable> {
    let mut line = Line::of(pool).await?;
    let mut copied = line.copy(query).await?;
    let empty = || Rows { ledger: ledger.clone(), rows: Vec::with_capacity(PAGE) };
    let (mut page, mut bytes) = (empty(), 0);
    while let Some(row) = copied.row().await? {
        bytes += row.len();
        page.rows.push(row);
        if page.rows.len() >= PAGE || bytes >= PAGE_BYTES {
            bytes = 0;
            if pages.send(Ok(std::mem::replace(&mut page, empty()))).await.is_err() {
                return Ok(());
            }
        }
    }
    if !page.rows.is_empty() {
        // The consumer of the pages may have gone.
        let _ = pages.send(Ok(page)).await;
    }
    Ok(())
}

impl Rows {
    fn records(&self) -> Result<Vec<Arc<Record>>, Unavailable> {
        let record = |row| record_of(&self.ledger, row).map(Arc::new).ok_or_else(|| self.odd(row));
        self.rows.iter().map(record).collect()
    }

    /// An error that names the row, as far as that can be read.
    fn odd(&self, row: &[u8]) -> Unavailable {
        let position = copied::fields::<11>(row).ok().and_then(|[position, ..]| number(position?));
        let position = position.map_or_else(|| "?".to_owned(), |position| position.to_string());
        Unavailable::because(format!(
            "{} event {position}: its columns are not those of an event",
            self.ledger
        ))
    }
}

/// The longer columns are kept in the message they were received in. No column of an event is ever null.
fn record_of(ledger: &LedgerId, row: &Bytes) -> Option<Record> {
    let [position, id, stream, version, kind, shape, data, sealed, meta, recorded_at, digest] =
        copied::fields(row).ok()?;
    Some(Record {
        ledger: ledger.clone(),
        position: place(number(position?)?),
        id: Uuid::from_slice(id?).ok()?,
        stream: StreamId::new(str::from_utf8(stream?).ok()?),
        version: place(number(version?)?),
        kind: str::from_utf8(kind?).ok()?.to_owned(),
        shape: u16::try_from(i16::from_be_bytes(shape?.try_into().ok()?)).unwrap_or(0),
        data: row.slice_ref(data?),
        sealed: row.slice_ref(sealed?),
        meta: row.slice_ref(meta?),
        recorded_at: Timestamp::from_ms(number(recorded_at?)?),
        digest: digest?.try_into().ok()?,
    })
}

fn number(field: &[u8]) -> Option<i64> {
    Some(i64::from_be_bytes(field.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{super::copied::tests::row, *};

    fn cut(of: &[(usize, Option<&[u8]>)]) -> Result<Vec<Arc<Record>>, Unavailable> {
        let (number, shape) = (7i64.to_be_bytes(), 1i16.to_be_bytes());
        let (id, digest) = (Uuid::from_u128(9), [7; 32]);
        let mut fields: [Option<&[u8]>; 11] = [
            &number[..],
            id.as_bytes(),
            b"user-ada",
            &number,
            b"user.signed_up",
            &shape,
            b"{}",
            b"",
            b"{\"now\":1}",
            &number,
            &digest,
        ]
        .map(Some);
        for (at, field) in of {
            fields[*at] = *field;
        }
        Rows { ledger: LedgerId::new("pool"), rows: vec![row(&fields)] }.records()
    }

    #[test]
    fn a_row_is_a_record() {
        let record = cut(&[]).unwrap().remove(0);
        assert_eq!(
            (record.ledger.as_str(), record.stream.as_str(), &*record.kind),
            ("pool", "user-ada", "user.signed_up")
        );
        assert_eq!((record.position, record.version, record.shape, record.recorded_at.ms()), (7, 7, 1, 7));
        assert_eq!(
            (&*record.data, &*record.sealed, &*record.meta),
            (&b"{}"[..], &b""[..], &b"{\"now\":1}"[..])
        );
        assert_eq!((record.id, record.digest), (Uuid::from_u128(9), [7; 32]));
    }

    #[test]
    fn a_row_that_is_no_event_is_refused() {
        for at in 1..11 {
            let said = cut(&[(at, None)]).unwrap_err().to_string();
            assert!(said.contains("pool event 7"), "without column {at}: {said}");
        }
        assert!(cut(&[(0, None)]).unwrap_err().to_string().contains("pool event ?"));
        for at in [0, 1, 3, 5, 9, 10] {
            assert!(cut(&[(at, Some(b"odd"))]).is_err(), "column {at}");
        }
        for at in [2, 4] {
            assert!(cut(&[(at, Some(b"\xff"))]).is_err(), "column {at}");
        }
    }
}
