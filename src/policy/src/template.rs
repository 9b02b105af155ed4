//! Text of a policy that may hold wildcards and policy variables, and its comparison with a value of the request.
//!
//! Invariant: only wildcards written in the document are wildcards. What a variable brings in is literal, whatever
//! characters it has.

use crate::MalformedPolicy;
use crate::context::{ContextKeys, folded};
use crate::malformed::quoted;
use crate::vocabulary;
use crate::work::Work;

/// The longest single pattern or value of a document. Matching costs pattern length times value length.
pub(crate) const MAX_TEMPLATE_CHARS: usize = 4_096;

/// How the text of a template is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    /// `*` and `?` are wildcards.
    pub(crate) wildcards: bool,
    /// `${..}` is a variable: only from version 2012-10-17 on.
    pub(crate) variables: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Glyph(Glyph),
    Variable { key: String, default: Option<String> },
}

/// One character of a pattern whose variables are resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Glyph {
    Literal(char),
    /// `?`: exactly one character.
    One,
    /// `*`: any number of characters.
    Many,
}

/// A parsed pattern, variables not yet resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    pieces: Vec<Piece>,
}

impl Template {
    pub(crate) fn parse(text: &str, reading: Reading) -> Result<Self, MalformedPolicy> {
        if text.chars().count() > MAX_TEMPLATE_CHARS {
            return Err(MalformedPolicy::new(format!(
                "A value is longer than {MAX_TEMPLATE_CHARS} characters."
            )));
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            if reading.variables && rest.starts_with("${") {
                let (piece, after) = variable(rest)?;
                pieces.push(piece);
                rest = after;
            } else {
                pieces.push(Piece::Glyph(glyph(next, reading.wildcards)));
                rest = &rest[next.len_utf8()..];
            }
        }
        Ok(Self { pieces })
    }

    /// The pattern with its variables replaced, or nothing when one has no value and no default (or the work is too much).
    pub(crate) fn resolve(&self, keys: &ContextKeys, work: &Work) -> Option<Vec<Glyph>> {
        if !work.take(self.pieces.len()) {
            return None;
        }
        let mut glyphs = Vec::with_capacity(self.pieces.len());
        for piece in &self.pieces {
            match piece {
                Piece::Glyph(glyph) => glyphs.push(*glyph),
                Piece::Variable { key, default } => {
                    let value =
                        keys.variable(key).or(default.as_deref()).filter(|value| work.take(value.len()))?;
                    glyphs.extend(value.chars().map(Glyph::Literal));
                }
            }
        }
        Some(glyphs)
    }

    /// Whether a variable stands for a key whose folded name begins so.
    pub(crate) fn has_variable_of(&self, folded_prefix: &str) -> bool {
        self.pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Variable { key, .. } if key.starts_with(folded_prefix)))
    }

    /// Whether the text before the `nth` colon (counted from one) holds a variable.
    pub(crate) fn has_variable_before_colon(&self, nth: usize) -> bool {
        let mut colons = 0;
        for piece in &self.pieces {
            match piece {
                Piece::Variable { .. } => return true,
                Piece::Glyph(Glyph::Literal(':')) => colons += 1,
                Piece::Glyph(_) => {}
            }
            if colons == nth {
                return false;
            }
        }
        false
    }
}

fn glyph(character: char, wildcards: bool) -> Glyph {
    match character {
        '*' if wildcards => Glyph::Many,
        '?' if wildcards => Glyph::One,
        other => Glyph::Literal(other),
    }
}

/// Reads one variable at the start of `text`, which begins with `${`, and gives what follows it.
fn variable(text: &str) -> Result<(Piece, &str), MalformedPolicy> {
    let bad = || MalformedPolicy::new(format!("Invalid policy variable at {}.", quoted(text)));
    let body = &text[2..];
    for special in ['*', '?', '$'] {
        if let Some(after) = body.strip_prefix(special).and_then(|rest| rest.strip_prefix('}')) {
            return Ok((Piece::Glyph(Glyph::Literal(special)), after));
        }
    }
    let key_end = body.find([',', '}']).ok_or_else(bad)?;
    let key = folded(body[..key_end].trim());
    if key.is_empty() || key.contains(['$', '{', '*', '?', '\'']) {
        return Err(bad());
    }
    vocabulary::check(body[..key_end].trim())?;
    if body[key_end..].starts_with('}') {
        return Ok((Piece::Variable { key, default: None }, &body[key_end + 1..]));
    }
    let quoted_default = body[key_end + 1..].trim_start_matches(' ').strip_prefix('\'').ok_or_else(bad)?;
    let (default, after) = quoted_default.split_once("'}").ok_or_else(bad)?;
    Ok((Piece::Variable { key, default: Some(default.to_owned()) }, after))
}

/// Whether `pattern` describes the whole of `value`. Linear memory, pattern times value at worst: on a mismatch only
/// the last `*` is widened, which is enough because an earlier one can never need to be. False where that is too much
/// work.
pub(crate) fn matches(pattern: &[Glyph], value: &[char], work: &Work) -> bool {
    let (mut p, mut v) = (0, 0);
    let mut last_many: Option<(usize, usize)> = None;
    while v < value.len() {
        if !work.take(1) {
            return false;
        }
        match pattern.get(p) {
            Some(Glyph::Many) => {
                last_many = Some((p, v));
                p += 1;
            }
            Some(Glyph::One) => (p, v) = (p + 1, v + 1),
            Some(Glyph::Literal(literal)) if *literal == value[v] => (p, v) = (p + 1, v + 1),
            _ => {
                let Some((many, taken)) = last_many else { return false };
                last_many = Some((many, taken + 1));
                (p, v) = (many + 1, taken + 1);
            }
        }
    }
    pattern[p..].iter().all(|glyph| *glyph == Glyph::Many)
}

/// Splits at the first five colons, as an ARN is: nothing when there are fewer.
pub(crate) fn arn_parts<T: Copy>(text: &[T], is_colon: impl Fn(T) -> bool) -> Option<[&[T]; 6]> {
    let mut parts = text.splitn(6, |character| is_colon(*character));
    let six = [parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?];
    Some(six)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Reading = Reading { wildcards: true, variables: true };

    fn fits(pattern: &str, value: &str) -> bool {
        let keys = ContextKeys::new().with("aws:username", "a*b");
        let characters: Vec<char> = value.chars().collect();
        Template::parse(pattern, ALL)
            .unwrap()
            .resolve(&keys, &Work::default())
            .is_some_and(|glyphs| matches(&glyphs, &characters, &Work::default()))
    }

    #[test]
    fn wildcards_match_any_run_and_exactly_one_character() {
        for (pattern, value) in
            [("*", ""), ("a*c", "abbbc"), ("a*b*c", "a-b-b-c"), ("a?c", "aéc"), ("**", "x"), ("", "")]
        {
            assert!(fits(pattern, value), "{pattern} should fit {value}");
        }
        for (pattern, value) in [("a?c", "ac"), ("a*c", "ab"), ("", "a"), ("a", ""), ("?", "")] {
            assert!(!fits(pattern, value), "{pattern} should not fit {value}");
        }
    }

    #[test]
    fn a_variable_value_with_a_star_is_literal() {
        assert!(fits("x/${aws:UserName}/*", "x/a*b/y"));
        assert!(!fits("x/${aws:username}/*", "x/azb/y"));
    }

    #[test]
    fn escapes_stand_for_their_own_character() {
        assert!(fits("${*}${?}${$}", "*?$"));
        assert!(!fits("${*}", "abc"));
    }

    #[test]
    fn a_default_is_used_when_the_key_is_absent_and_is_literal() {
        assert!(fits("t-${aws:PrincipalTag/team, 'a*'}", "t-a*"));
        assert!(!fits("t-${aws:PrincipalTag/team, 'a*'}", "t-abc"));
        assert!(fits("t-${aws:username, 'other'}", "t-a*b"));
    }

    #[test]
    fn broken_variables_are_refused() {
        for text in ["${", "${}", "${aws:x", "${aws:x, default}", "${aws:x, 'open}", "${a${b}}", "${ , 'x'}"]
        {
            assert!(Template::parse(text, ALL).is_err(), "{text}");
        }
    }

    #[test]
    fn many_stars_on_a_long_value_end_quickly() {
        let pattern = "*a".repeat(1_000);
        assert!(!fits(&pattern, &"a".repeat(999)));
        assert!(fits(&pattern, &"a".repeat(1_500)));
    }
}
