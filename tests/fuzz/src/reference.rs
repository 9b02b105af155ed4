//! A second opinion on wildcards, by the definition of them and nothing else: a table of which beginnings fit.

/// Whether `pattern` describes all of `value`: `*` any run of characters, `?` exactly one.
pub(crate) fn fits(pattern: &[char], value: &[char]) -> bool {
    // fits[v]: the pattern read so far describes the first v characters.
    let mut fits = vec![false; value.len() + 1];
    fits[0] = true;
    for glyph in pattern {
        let before = fits;
        fits = vec![false; value.len() + 1];
        for v in 0..=value.len() {
            fits[v] = match glyph {
                '*' => before[v] || v > 0 && fits[v - 1],
                '?' => v > 0 && before[v - 1],
                literal => v > 0 && before[v - 1] && *literal == value[v - 1],
            };
        }
    }
    fits[value.len()]
}
