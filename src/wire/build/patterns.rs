//! The model's patterns are Java's; the `regex` crate's differ in the reach of `\w`, `\d`, `\s`, `.` and in what exists.

/// Patterns that no rule translates, by the shape's name, with the equal one in the `regex` crate's syntax and the
/// reason. This is the one list of them; nothing of the model goes unchecked.
const REWRITTEN: [(&str, &str, &str); 3] = [
    // It has no dot, and AWS takes custom domains all the same: names of domains are refused in words of their own.
    ("DomainType", r"^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$", r"(?s:.*)"),
    // A look-behind ("does not end with a dot"), which a linear-time engine has not: said by the last character instead.
    ("S3BucketType", r"^[0-9A-Za-z\.\-_]*(?<!\.)$", r"(?:[0-9A-Za-z.\-_]*[0-9A-Za-z\-_])?"),
    // Java reads `\u10000` as `\u1000` and a zero, which the authors cannot have meant: every character XML allows.
    (
        "arnType",
        r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+",
        r"[\t\n\r\x20-\x7E\x{85}\x{A0}-\x{D7FF}\x{E000}-\x{FFFD}\x{10000}-\x{10FFFF}]+",
    ),
];

/// The pattern for the `regex` crate, anchored at both ends: AWS matches the whole value.
pub(crate) fn translate(shape: &str, pattern: &str) -> String {
    let rewritten = REWRITTEN.iter().find(|(name, from, _)| *name == shape && *from == pattern);
    let body = rewritten.map_or_else(|| by_rule(pattern), |(_, _, to)| (*to).to_owned());
    format!(r"\A(?:{body})\z")
}

/// Java's classes are ASCII unless asked otherwise, `\u` and four digits are a code unit, and its dot stops at every line terminator.
fn by_rule(pattern: &str) -> String {
    let dot_is_all = pattern.starts_with("(?s)");
    let mut out = String::new();
    let mut rest = pattern.chars();
    let mut in_class = false;
    while let Some(char) = rest.next() {
        match char {
            '\\' => match rest.next() {
                Some('w') => out.push_str("[0-9A-Za-z_]"),
                Some('d') => out.push_str("[0-9]"),
                Some('s') => out.push_str(r"[\t\n\x0B\x0C\r\x20]"),
                Some('S') => out.push_str(r"[^\t\n\x0B\x0C\r\x20]"),
                Some('u') => {
                    let code: String = rest.by_ref().take(4).collect();
                    out.extend([r"\x{", &code, "}"]);
                }
                Some(other) => out.extend(['\\', other]),
                None => out.push('\\'),
            },
            '.' if !in_class && !dot_is_all => out.push_str(r"[^\n\r\x{85}\x{2028}\x{2029}]"),
            '[' | ']' => {
                in_class = char == '[';
                out.push(char);
            }
            other => out.push(other),
        }
    }
    out
}
