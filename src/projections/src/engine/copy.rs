//! Rows into a table by COPY, in Postgres's binary form.

use sqlx::PgConnection;

use crate::{Fault, engine::fold::Fold};

/// Bytes of rows that are sent at once.
const CHUNK: usize = 256 << 10;
/// What a binary COPY begins with: signature, flags, no extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// What it ends with.
const END: [u8; 2] = (-1i16).to_be_bytes();
/// Columns of a row.
const COLUMNS: [u8; 2] = 3i16.to_be_bytes();
/// The version of jsonb's binary form: text follows.
const JSONB: u8 = 1;

/// Fills the table `item` that is first in the search path.
pub(crate) async fn fill(fold: &dyn Fold, connection: &mut PgConnection) -> Result<(), Fault> {
    let mut copy = connection.copy_in_raw("copy item (ledger, id, body) from stdin (format binary)").await?;
    let mut chunk = HEADER.to_vec();
    for row in fold.rows() {
        // A copy that is dropped before it is finished is rolled back.
        let (ledger, id, body) = row?;
        chunk.extend_from_slice(&COLUMNS);
        field(&mut chunk, &[ledger.as_bytes()]);
        field(&mut chunk, &[id.as_bytes()]);
        field(&mut chunk, &[&[JSONB], body.as_bytes()]);
        if chunk.len() >= CHUNK {
            copy.send(&*chunk).await?;
            chunk.clear();
        }
    }
    chunk.extend_from_slice(&END);
    copy.send(&*chunk).await?;
    copy.finish().await?;
    Ok(())
}

/// A value behind its length. A row longer than a field can be is refused by Postgres, not cut.
fn field(chunk: &mut Vec<u8>, parts: &[&[u8]]) {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    chunk.extend_from_slice(&i32::try_from(length).unwrap_or(i32::MAX).to_be_bytes());
    for part in parts {
        chunk.extend_from_slice(part);
    }
}
