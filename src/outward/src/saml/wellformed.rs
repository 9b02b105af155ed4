//! What XML demands of a text and `quick-xml` leaves to its caller: characters, names, the form of tags, namespaces, and the declaration
//! at the beginning. A text that is not well-formed is refused by other readers, or read by each in its own way.
//!
//! Names are ASCII here: which other characters a name may have differs between the editions of XML.

use quick_xml::{
    events::{
        BytesDecl, BytesStart,
        attributes::{Attribute, Attributes},
    },
    name::PrefixDeclaration,
};

/// White space of XML. Every other space is text.
pub(super) const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

/// The namespaces of the prefixes `xml` and `xmlns`, which no other prefix may have, and which are no default.
const RESERVED: [&str; 2] = ["http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"];

/// Whether all characters are ones that XML has, written or by their number.
pub(super) fn has_only_characters(text: &str) -> bool {
    text.chars().all(|one| {
        matches!(one, '\t' | '\n' | '\r') || (one >= ' ' && !matches!(one, '\u{fffe}' | '\u{ffff}'))
    })
}

/// Whether there is a carriage return without a line feed behind it. Where a line feed follows that is written by its number, some readers
/// make one line end of both and others two.
pub(super) fn has_lone_return(text: &str) -> bool {
    text.split('\r').skip(1).any(|behind| !behind.starts_with('\n'))
}

/// Whether a text may stand between tags as it is.
pub(super) fn is_character_data(text: &str) -> bool {
    has_only_characters(text) && !text.contains("]]>")
}

/// Whether a text may stand in a comment.
pub(super) fn is_comment(text: &str) -> bool {
    has_only_characters(text) && !text.contains("--") && !text.ends_with('-')
}

/// Whether a text is all white space, as it is around the root.
pub(super) fn is_space(text: &str) -> bool {
    text.chars().all(|one| SPACE.contains(&one))
}

/// Whether a tag has a name, and names and values of attributes, with space before each, and no `<`. The name `xmlns` with a prefix is none:
/// there are readers that take it for a declaration.
pub(super) fn is_tag(start: &BytesStart<'_>) -> bool {
    let (name, attributes) = (start.name().into_inner(), start.attributes_raw());
    let mut written = start.attributes();
    let mut names = written.with_checks(false).flatten().map(|one| one.key.into_inner());
    is_name(name)
        && !name.starts_with("xmlns:")
        && !attributes.contains('<')
        && are_apart(attributes)
        && names.all(|name| is_name(name) && !name.ends_with(":xmlns"))
}

/// Whether a name is one part, or a prefix and one part.
fn is_name(name: &str) -> bool {
    let mut parts = name.splitn(2, ':');
    parts.all(|part| {
        part.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && part.chars().all(|one| one.is_ascii_alphanumeric() || matches!(one, '_' | '-' | '.'))
    })
}

/// Whether white space follows on each value of an attribute, or the end.
fn are_apart(attributes: &str) -> bool {
    let mut open = None;
    let mut just_closed = false;
    for one in attributes.chars() {
        match open {
            Some(quote) if one == quote => (open, just_closed) = (None, true),
            Some(_) => {}
            None if just_closed && !SPACE.contains(&one) => return false,
            None => {
                just_closed = false;
                open = matches!(one, '"' | '\'').then_some(one);
            }
        }
    }
    true
}

/// Whether a namespace may be declared, by its name as it is written. Names are absolute, since canonical forms of relative ones differ
/// between readers, and written in one way alone, since for some readers two ways to write a name are two names. Only the default may be
/// taken back.
pub(super) fn is_declarable(declared: &PrefixDeclaration<'_>, written: &str) -> bool {
    match declared {
        PrefixDeclaration::Default => written.is_empty() || is_namespace(written),
        PrefixDeclaration::Named(prefix) => !matches!(*prefix, "xml" | "xmlns") && is_namespace(written),
    }
}

fn is_namespace(written: &str) -> bool {
    let is_absolute = written.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|part| part.is_ascii_alphanumeric() || matches!(part, '+' | '-' | '.'))
    });
    let is_plain = !written.contains(|one: char| one.is_whitespace() || one.is_control() || one == '&');
    is_absolute && is_plain && !RESERVED.contains(&written)
}

/// Whether the declaration at the beginning is of XML 1.0 and, where that counts, names UTF-8 or nothing: another reader would read
/// another text by it.
pub(super) fn is_declaration(declaration: &BytesDecl<'_>, only_utf8: bool) -> bool {
    const NAME_CHARS: usize = 3;
    let Some(attributes) = declaration.get(NAME_CHARS..).filter(|attributes| are_apart(attributes)) else {
        return false;
    };
    let read: Result<Vec<Attribute<'_>>, _> = Attributes::new(attributes, 0).collect();
    let Ok(read) = read else { return false };
    let read: Vec<_> = read.iter().map(|one| (one.key.into_inner(), &*one.value)).collect();
    let [("version", "1.0"), rest @ ..] = &read[..] else { return false };
    let rest = match rest {
        [("encoding", name), rest @ ..] if is_encoding(name, only_utf8) => rest,
        rest => rest,
    };
    matches!(rest, [] | [("standalone", "yes" | "no")])
}

fn is_encoding(name: &str, only_utf8: bool) -> bool {
    if only_utf8 { name.eq_ignore_ascii_case("utf-8") } else { is_name(name) && !name.contains(':') }
}
