//! Files that pages refer to: stylesheets, the script, pictures.

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;

/// Hexadecimal digits of the hash that are in a name.
const NAME_LENGTH: usize = 24;

/// A file that pages refer to. Its name is made of its content, so that caches may keep it for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The last part of its address, below [`super::paths::ASSETS`].
    pub name: String,
    /// `Content-Type`
    pub content_type: &'static str,
    /// What is in it.
    pub bytes: Bytes,
}

impl File {
    pub(super) fn new(extension: &str, content_type: &'static str, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let mut name = hex::encode(digest(&SHA256, &bytes));
        name.truncate(NAME_LENGTH);
        Self { name: format!("{name}.{extension}"), content_type, bytes }
    }

    pub(super) fn stylesheet(text: String) -> Self {
        Self::new("css", "text/css; charset=utf-8", text)
    }
}
