//! Files that a stream works through: kept beside the log part by part, until the stream has done with them.
//!
//! Every part is sealed by a key that the stream has in the store of keys for this alone. Dropping the files destroys it, so that no backup
//! of the log brings back what they said of people.

use domain::{Stream, StreamId, SubjectId};

use crate::{Ledger, Unavailable, log::FilePart};

impl Ledger {
    /// Keeps a part of a file, instead of an earlier one of this number. False: the stream's files were dropped for good.
    pub async fn keep_part(&self, part: &FilePart<'_>, bytes: &[u8]) -> Result<bool, Unavailable> {
        let key = self.keys().make(&part.stream.ledger, part.stream.id.as_str(), self.clock().now()).await?;
        let Some(key) = key else { return Ok(false) };
        self.log().keep_part(part, key.seal(&place(part), bytes)).await?;
        Ok(true)
    }

    /// A part of a file; `None` where there is none, or it was dropped.
    pub async fn part(&self, part: &FilePart<'_>) -> Result<Option<Vec<u8>>, Unavailable> {
        let Some(sealed) = self.log().part(part).await? else { return Ok(None) };
        let Some(key) = self.keys().find(&part.stream.ledger, part.stream.id.as_str()).await? else {
            return Ok(None);
        };
        let opened = key.open(&place(part), &sealed);
        opened.map(Some).map_err(|_| Unavailable::because("a part of a file does not open with its key"))
    }

    /// Drops a file of a stream, which goes on to have others.
    pub async fn drop_file(&self, stream: &Stream, file: &str) -> Result<(), Unavailable> {
        self.log().drop_files(&stream.ledger, &stream.id, Some(file)).await
    }

    /// Drops the files of a stream for good: it can have no others.
    pub async fn drop_files(&self, stream: &Stream) -> Result<(), Unavailable> {
        let (ledger, id): (_, &StreamId) = (&stream.ledger, &stream.id);
        self.keys().destroy(ledger, &SubjectId::new(id.as_str()), self.clock().now()).await?;
        self.log().drop_files(ledger, id, None).await
    }
}

/// What a sealed part is bound to: in another place it does not open.
fn place(part: &FilePart<'_>) -> Vec<u8> {
    let FilePart { stream, file, number } = part;
    format!("file\0{stream}\0{file}\0{number}").into_bytes()
}
