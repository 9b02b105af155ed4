//! What a query finds, as fast as Postgres hands it out: a COPY in binary form, whose rows come in a message each and need no look at
//! what type a column has. For tools that read all there is: it takes no parameters.

use bytes::{Buf, Bytes};
use futures_util::{Stream, StreamExt, TryStreamExt, future::ready, stream::BoxStream};

use crate::Unavailable;

/// What the whole begins with; flags and the length of an extension (none) follow.
const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
const HEADER: usize = SIGNATURE.len() + 8;
/// In place of a row's number of columns: there is no more.
const END: &[u8] = &(-1i16).to_be_bytes();
/// In place of a field's length: there is no value.
const NULL: i32 = -1;

/// A COPY of what a query finds.
pub fn statement(query: &str) -> String {
    format!("copy ({query}) to stdout (format binary)")
}

/// A text as it stands in a query.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The rows of what came for a [`statement`], to be cut by [`fields`].
pub fn rows(
    came: BoxStream<'_, Result<Bytes, sqlx::Error>>,
) -> impl Stream<Item = Result<Bytes, Unavailable>> + Send {
    let mut header = HEADER;
    let rows = came.map(move |message| behind_header(message?, std::mem::take(&mut header)));
    rows.try_filter(|row| ready(&**row != END))
}

/// It lies before the first row, in the same message.
fn behind_header(mut message: Bytes, header: usize) -> Result<Bytes, Unavailable> {
    if header > 0 && !(message.starts_with(SIGNATURE) && message.len() >= header) {
        return Err(malformed());
    }
    message.advance(header);
    Ok(message)
}

/// The fields of a row; `None` for one without a value. An error: the row has not just so many.
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

/// What tells that the database does not answer as it should.
pub(super) fn malformed() -> Unavailable {
    Unavailable::because("the database does not send rows as they were asked for")
}

#[cfg(test)]
pub(super) mod tests {
    use futures_util::stream;

    use super::*;

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

    #[tokio::test]
    async fn rows_are_what_lies_between_header_and_end() {
        let header = [SIGNATURE, &[0; 8]].concat();
        let one = row(&[Some(b"1")]);
        let sent = |messages: Vec<Vec<u8>>| {
            rows(stream::iter(messages.into_iter().map(|message| Ok(message.into()))).boxed()).try_collect()
        };
        let with_header = |message: &[u8]| [&header, message].concat();
        let all: Vec<Bytes> = sent(vec![with_header(&one), one.to_vec(), END.to_vec()]).await.unwrap();
        assert_eq!(all, [one.clone(), one.clone()]);
        let none: Vec<Bytes> = sent(vec![with_header(END)]).await.unwrap();
        assert_eq!(none, Vec::<Bytes>::new());
        assert!(sent(vec![one.to_vec()]).await.is_err_and(|_: Unavailable| true));
        assert!(sent(vec![header[..HEADER - 1].to_vec()]).await.is_err());
    }

    #[test]
    fn a_name_is_quoted() {
        assert_eq!(literal("o'hara"), "'o''hara'");
    }
}
