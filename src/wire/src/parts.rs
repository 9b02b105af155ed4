//! What of an HTTP request the protocols read.

/// A request independent of any web framework.
#[derive(Clone, Copy)]
pub struct RequestParts<'a> {
    /// `GET`, `POST`, ...
    pub method: &'a str,
    /// The path of the request line: percent-encoded, without the query string.
    pub raw_path: &'a str,
    /// What follows the question mark, percent-encoded; empty if there is none.
    pub raw_query: &'a str,
    /// All headers.
    pub headers: &'a [(String, String)],
    /// The body.
    pub body: &'a [u8],
}

impl<'a> RequestParts<'a> {
    /// The first header of that name, compared without case.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        let found = self.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}
