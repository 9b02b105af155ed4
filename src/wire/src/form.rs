//! `application/x-www-form-urlencoded`, strictly: bytes that are not UTF-8 are an error, never a replacement character.

use percent_encoding::percent_decode_str;

use crate::error::WireError;

/// More parameters than this are refused. The largest real request, a policy simulation, has some hundreds.
pub(crate) const MAX_PARAMETERS: usize = 10_000;

/// All pairs in order, decoded; a name without `=` has an empty value.
pub(crate) fn pairs(text: &str) -> Result<Vec<(String, String)>, WireError> {
    let mut pairs = Vec::new();
    for part in text.split('&').filter(|part| !part.is_empty()) {
        if pairs.len() == MAX_PARAMETERS {
            return Err(WireError::Unreadable("The request has too many parameters.".into()));
        }
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        pairs.push((decode(&name.replace('+', " "))?, decode(&value.replace('+', " "))?));
    }
    Ok(pairs)
}

/// Percent-decodes; a plus stays a plus.
pub(crate) fn decode(text: &str) -> Result<String, WireError> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(Into::into).map_err(|_| WireError::Unreadable("The request is not valid UTF-8.".into()))
}
