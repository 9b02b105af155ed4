//! Parsed policies, by their text: to parse one costs more than to decide by it.

use std::sync::Arc;

use moka::sync::Cache;
use policy::{Document, MalformedPolicy};

/// Bytes of policies whose parsed form is held in memory, at the most.
const PARSED_MAX_BYTES: u64 = 16 << 20;

/// The parsed policies of one form.
pub(crate) struct ParsedPolicies {
    parsed: Cache<String, Arc<Document>>,
    parse: fn(&str) -> Result<Document, MalformedPolicy>,
}

impl ParsedPolicies {
    /// `parse` reads a policy of this form.
    pub(crate) fn new(parse: fn(&str) -> Result<Document, MalformedPolicy>) -> Self {
        let bytes = |text: &String, _: &Arc<Document>| u32::try_from(text.len()).unwrap_or(u32::MAX);
        Self { parsed: Cache::builder().weigher(bytes).max_capacity(PARSED_MAX_BYTES).build(), parse }
    }

    /// The policy of a stored text. It did parse when it was stored, perhaps by a version that accepted more: a caller lets no request in
    /// by one that no longer does.
    pub(crate) fn read(&self, text: &str) -> Result<Arc<Document>, MalformedPolicy> {
        if let Some(parsed) = self.parsed.get(text) {
            return Ok(parsed);
        }
        // Earlier versions accepted spaces before a document; they mean nothing.
        let parsed = Arc::new((self.parse)(text.trim_start())?);
        self.parsed.insert(text.to_owned(), Arc::clone(&parsed));
        Ok(parsed)
    }
}
