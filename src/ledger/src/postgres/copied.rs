//! The result of a query, as fast as Postgres sends it: a COPY in binary form, whose rows need no look at the types of columns. Postgres's
//! protocol guarantees one message for each row. For tools that read all there is: it takes no parameters.

use std::mem;

use bytes::{Buf, Bytes};
use futures_util::{TryStreamExt, stream::BoxStream};
use sqlx::{PgConnection, PgPool, Postgres, pool::PoolConnection};

use crate::Unavailable;

/// What the whole begins with; flags and the length of an extension (none) follow.
const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
const HEADER: usize = SIGNATURE.len() + 8;
/// In place of a row's number of columns: there is no more.
const END: &[u8] = &(-1i16).to_be_bytes();
/// In place of a field's length: there is no value.
const NULL: i32 = -1;

/// A connection to copy over.
///
/// The rest of a copy that was left in the middle would be taken for the answer to the next query, so that the connection goes back to its
/// pool only after a copy that was read to its end; otherwise it is closed.
pub struct Line {
    connection: PoolConnection<Postgres>,
    /// No copy is under way on it, or was left in the middle.
    free: bool,
}

impl Drop for Line {
    fn drop(&mut self) {
        if !self.free {
            self.connection.close_on_drop();
        }
    }
}

impl Line {
    /// A connection of the pool.
    pub async fn of(pool: &PgPool) -> Result<Self, sqlx::Error> {
        Ok(Self { connection: pool.acquire().await?, free: true })
    }

    /// A connection with a snapshot of this moment. It is closed when it is dropped.
    pub async fn as_of_now(pool: &PgPool) -> Result<Self, sqlx::Error> {
        let mut line = Self::of(pool).await?;
        line.connection.close_on_drop();
        let begin = sqlx::raw_sql("begin isolation level repeatable read read only");
        begin.execute(&mut *line.connection).await?;
        Ok(line)
    }

    /// Ends the transaction that [`Line::as_of_now`] began, and with it what that blocks.
    pub async fn end(mut self) -> Result<(), sqlx::Error> {
        sqlx::raw_sql("rollback").execute(&mut *self.connection).await.map(drop)
    }

    /// For other queries: none after a copy that was not read to its end, whose rest would be taken for their answer.
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.connection
    }

    /// Copies the result of a query.
    pub async fn copy(&mut self, query: &str) -> Result<Copied<'_>, sqlx::Error> {
        self.free = false;
        let messages =
            self.connection.copy_out_raw(&format!("copy ({query}) to stdout (format binary)")).await?;
        Ok(Copied { messages, next: Next::Header, free: &mut self.free })
    }
}

/// A text as a literal in a query.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Rows on their way, to be cut by [`fields`] or [`texts`].
pub struct Copied<'c> {
    messages: BoxStream<'c, Result<Bytes, sqlx::Error>>,
    next: Next,
    /// Whether all was read.
    free: &'c mut bool,
}

/// The message that has to follow.
#[derive(PartialEq)]
enum Next {
    /// It lies before the first row, in the same message.
    Header,
    Row,
    Nothing,
}

impl Copied<'_> {
    /// The next row; `None` after the last.
    pub async fn row(&mut self) -> Result<Option<Bytes>, Unavailable> {
        while let Some(message) = self.messages.try_next().await? {
            let row = match mem::replace(&mut self.next, Next::Row) {
                Next::Header => behind_header(message)?,
                Next::Row => message,
                Next::Nothing => return Err(malformed()),
            };
            if &*row != END {
                return Ok(Some(row));
            }
            self.next = Next::Nothing;
        }
        *self.free = true;
        if self.next == Next::Nothing { Ok(None) } else { Err(malformed()) }
    }
}

fn behind_header(mut message: Bytes) -> Result<Bytes, Unavailable> {
    if !message.starts_with(SIGNATURE) || message.len() < HEADER {
        return Err(malformed());
    }
    message.advance(HEADER);
    Ok(message)
}

/// The fields of a row; `None` for one without a value. An error: the row has another number of fields.
pub fn fields<const COLUMNS: usize>(row: &[u8]) -> Result<[Option<&[u8]>; COLUMNS], Unavailable> {
    cut(row).ok_or_else(malformed)
}

/// The fields of a row of texts, none of which is null.
pub fn texts<const COLUMNS: usize>(row: &[u8]) -> Result<[&str; COLUMNS], Unavailable> {
    let mut texts = [""; COLUMNS];
    for (text, field) in texts.iter_mut().zip(fields::<COLUMNS>(row)?) {
        *text = field.and_then(|field| str::from_utf8(field).ok()).ok_or_else(malformed)?;
    }
    Ok(texts)
}

fn cut<const COLUMNS: usize>(row: &[u8]) -> Option<[Option<&[u8]>; COLUMNS]> {
    let (columns, mut rest) = row.split_first_chunk()?;
    if usize::try_from(i16::from_be_bytes(*columns)) != Ok(COLUMNS) {
        return None;
    }
    let mut fields = [None; COLUMNS];
    for field in &mut fields {
        let (length, behind) = rest.split_first_chunk()?;
        rest = behind;
        let length = i32::from_be_bytes(*length);
        if length != NULL {
            let (value, behind) = rest.split_at_checked(usize::try_from(length).ok()?)?;
            (*field, rest) = (Some(value), behind);
        }
    }
    rest.is_empty().then_some(fields)
}

/// The error of a database that does not answer as it should.
pub(super) fn malformed() -> Unavailable {
    Unavailable::because("the database does not send rows as they were asked for")
}

#[cfg(test)]
pub(super) mod tests {
    use std::io;

    use futures_util::{StreamExt, stream};
    use private_postgres::testing::database;
    use sqlx::postgres::PgPoolOptions;

    use super::*;

    const MANY: &str = "select n from generate_series(1, 100000) n";

    pub(in crate::postgres) fn row(fields: &[Option<&[u8]>]) -> Bytes {
        let mut row = i16::try_from(fields.len()).unwrap().to_be_bytes().to_vec();
        for field in fields {
            let length = field.map_or(NULL, |value| i32::try_from(value.len()).unwrap());
            row.extend_from_slice(&length.to_be_bytes());
            row.extend_from_slice(field.unwrap_or_default());
        }
        row.into()
    }

    #[test]
    fn a_row_is_cut_into_its_fields() {
        let fields_of_it = [Some(&b"ada"[..]), None, Some(b"")];
        let whole = row(&fields_of_it);
        assert_eq!(fields::<3>(&whole).unwrap(), fields_of_it);
        assert!(fields::<2>(&whole).is_err());
        assert!(fields::<4>(&whole).is_err());
        for length in 0..whole.len() {
            assert!(fields::<3>(&whole[..length]).is_err(), "cut to {length}");
        }
        assert!(fields::<3>(&[&whole[..], b"x"].concat()).is_err());
        assert!(fields::<1>(&[&[0, 1][..], &(-2i32).to_be_bytes()].concat()).is_err());
    }

    #[test]
    fn texts_are_all_there_and_are_texts() {
        assert_eq!(texts(&row(&[Some("é".as_bytes()), Some(b"")])).unwrap(), ["é", ""]);
        assert!(texts::<2>(&row(&[Some(b"a"), None])).is_err());
        assert!(texts::<2>(&row(&[Some(b"a"), Some(b"\xff")])).is_err());
    }

    /// The rows read from these messages; `None` is a lost connection.
    async fn rows_of(messages: Vec<Option<Vec<u8>>>) -> Result<Vec<Bytes>, Unavailable> {
        let lost = || sqlx::Error::Io(io::ErrorKind::ConnectionReset.into());
        let messages =
            stream::iter(messages.into_iter().map(move |message| Ok(message.ok_or_else(lost)?.into())));
        let mut copied = Copied { messages: messages.boxed(), next: Next::Header, free: &mut false };
        let mut rows = Vec::new();
        while let Some(row) = copied.row().await? {
            rows.push(row);
        }
        assert!(*copied.free, "all was read");
        Ok(rows)
    }

    #[tokio::test]
    async fn rows_are_what_lies_between_header_and_end() {
        let header = [SIGNATURE, &[0; 8]].concat();
        let one = row(&[Some(b"1")]);
        let (first, more, end) = (Some([&header[..], &one].concat()), Some(one.to_vec()), Some(END.to_vec()));
        let all = rows_of(vec![first.clone(), more.clone(), end.clone()]).await.unwrap();
        assert_eq!(all, [one.clone(), one]);
        let none = rows_of(vec![Some([&header[..], END].concat())]).await.unwrap();
        assert_eq!(none, Vec::<Bytes>::new());
        for odd in [
            vec![],
            vec![more.clone(), end.clone()],
            vec![Some(header[..HEADER - 1].to_vec()), end.clone()],
            vec![first.clone(), more.clone()],
            vec![first.clone(), end.clone(), more],
            vec![first.clone(), end.clone(), end.clone()],
            vec![first, None, end],
        ] {
            assert!(rows_of(odd.clone()).await.is_err(), "{odd:?}");
        }
    }

    #[tokio::test]
    async fn a_copy_that_was_left_in_the_middle_answers_no_other_question() {
        let database = database().await;
        let pool = PgPoolOptions::new().max_connections(1).test_before_acquire(false);
        let pool = pool.connect_with(database.options()).await.unwrap();
        let backend = || sqlx::query_scalar::<_, i32>("select pg_backend_pid()").fetch_one(&pool);
        let mut before = backend().await.unwrap();
        for (query, taken) in
            [("select n from nowhere", 0), (MANY, 0), (MANY, 1), (MANY, 60_000), (MANY, 100_000)]
        {
            let mut line = Line::of(&pool).await.unwrap();
            if let Ok(mut copied) = line.copy(query).await {
                for _ in 0..taken {
                    copied.row().await.unwrap().unwrap();
                }
            }
            drop(line);
            let now = backend().await.unwrap();
            assert_ne!(now, before, "{query} after {taken}");
            before = now;
        }
        let mut line = Line::of(&pool).await.unwrap();
        let mut copied = line.copy(MANY).await.unwrap();
        while copied.row().await.unwrap().is_some() {}
        drop(copied);
        drop(line);
        assert_eq!(backend().await.unwrap(), before, "one that was read to its end");
    }

    #[tokio::test]
    async fn as_of_now_nothing_changes() {
        let database = database().await;
        let pool = PgPoolOptions::new().max_connections(2).connect_with(database.options()).await.unwrap();
        let run = async |sql| sqlx::raw_sql(sql).execute(&pool).await.map(drop);
        run("create table number (n int)").await.unwrap();
        let mut line = Line::as_of_now(&pool).await.unwrap();
        let count = async |line: &mut Line| {
            sqlx::query_scalar::<_, i64>("select count(*) from number")
                .fetch_one(line.connection())
                .await
                .unwrap()
        };
        assert_eq!(count(&mut line).await, 0);
        run("insert into number values (1)").await.unwrap();
        assert_eq!(count(&mut line).await, 0);
        assert!(line.copy("select n from number").await.unwrap().row().await.unwrap().is_none());
        line.end().await.unwrap();
        assert_eq!(count(&mut Line::as_of_now(&pool).await.unwrap()).await, 1);
    }

    #[test]
    fn a_name_is_quoted() {
        assert_eq!(literal("o'hara"), "'o''hara'");
    }
}
