//! How deep a JSON text nests, found without building it.

/// Deeper JSON is refused before it is parsed. The deepest shape of the models needs six levels.
pub(crate) const MAX_JSON_DEPTH: usize = 64;

/// Whether brackets outside strings nest deeper than [`MAX_JSON_DEPTH`].
pub(crate) fn is_too_deep(json: &str) -> bool {
    // Hardly any text has more opening brackets, in strings or outside, than may nest; and to count them is much faster.
    if json.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count() <= MAX_JSON_DEPTH {
        return false;
    }
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                if depth > MAX_JSON_DEPTH {
                    return true;
                }
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}
