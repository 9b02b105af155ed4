//! Mutations of documents that know what an element is: moved, copied, cut, wrapped, and with pieces put in that mean something to a
//! reader of SAML.

use std::{iter, ops::Range};

use roxmltree::{Document, Node};

/// The most instructions that are followed.
const MOST: usize = 12;
/// A longer text is changed no further.
const MOST_BYTES: usize = 60_000;

/// What goes in between tags.
const CONTENT: [&str; 22] = [
    "<!-- x -->",
    "<?x y?>",
    "<![CDATA[eve]]>",
    "&amp;",
    "&#97;",
    "&#13;",
    "&#xFFFE;",
    "&eve;",
    "\r\n",
    "\u{a0}",
    "\u{1}",
    "]]>",
    "eve",
    "_a1",
    "#_a1",
    r#"<NameID xmlns="urn:oasis:names:tc:SAML:2.0:assertion">eve</NameID>"#,
    r#"<NameID xmlns="urn:oasis:names:tc:SAML:2.0:&#97;ssertion">eve</NameID>"#,
    r#"<Attribute xmlns="urn:oasis:names:tc:SAML:2.0:assertion" Name="email"><AttributeValue>eve@example.com</AttributeValue></Attribute>"#,
    r#"<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_evil"><Subject><NameID>eve</NameID></Subject></Assertion>"#,
    r#"<samlp:Extensions xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"><x xmlns="urn:x"></x></samlp:Extensions>"#,
    r#"<Object xmlns="http://www.w3.org/2000/09/xmldsig#"></Object>"#,
    r#"<x xmlns=""/>"#,
];

/// What goes into tags.
const ATTRIBUTES: [&str; 16] = [
    r#" ID="_a1""#,
    r#" ID="_evil""#,
    r#" Id="_a1""#,
    r#" xml:id="_a1""#,
    r#" xmlns:x="urn:x""#,
    r#" xmlns="urn:oasis:names:tc:SAML:2.0:assertion""#,
    r#" xmlns="urn:oasis:names:tc:SAML:2.0:&#97;ssertion""#,
    r#" xmlns="""#,
    r#" xmlns:x="relative""#,
    r#" xmlns:x="urn:x" x:x="1""#,
    r#" xml:space="preserve""#,
    " x='1\n2'",
    " x='&#10;'",
    "x='<'",
    "\n",
    "\u{b}",
];

/// What takes the place of a byte.
const BYTES: [&str; 12] = ["x", "\"", "'", "<", ">", " ", "1", "\t", "\n", "&", ":", "/"];

/// The text after instructions of four bytes each: what to do, two elements, a piece. Any bytes are instructions.
pub fn mutated(text: &str, instructions: &[u8]) -> String {
    let mut text = text.to_owned();
    for instruction in instructions.as_chunks::<4>().0.iter().take(MOST) {
        if text.len() > MOST_BYTES {
            break;
        }
        let elements = elements(&text);
        change(&mut text, &elements, instruction.map(usize::from));
    }
    text
}

/// Where the elements of a text stand; the whole text where it has none.
fn elements(text: &str) -> Vec<Range<usize>> {
    let of_document = |document: Document<'_>| {
        document.descendants().filter(Node::is_element).map(|element| element.range()).collect()
    };
    Document::parse(text).map_or_else(|_| iter::once(0..text.len()).collect(), of_document)
}

fn change(text: &mut String, elements: &[Range<usize>], [what, one, other, piece]: [usize; 4]) {
    let one = elements[one % elements.len()].clone();
    let at = elements[other % elements.len()].clone();
    let copied = text[one.clone()].to_owned();
    // Behind the name of the second element, and behind its first tag.
    let in_tag = text[at.clone()].find([' ', '>', '/']).map_or(at.start, |end| at.start + end);
    let inside = text[at.clone()].find('>').map_or(at.start, |end| at.start + end + 1);
    let content = CONTENT[piece % CONTENT.len()];
    match what % 12 {
        0 => text.insert_str(at.start, &copied),
        1 => text.insert_str(inside, &copied),
        2 => text.replace_range(at, &copied),
        3 => text.replace_range(one, ""),
        4 => text.insert_str(inside, content),
        5 => text.insert_str(at.end, content),
        6 => text.insert_str(in_tag, ATTRIBUTES[piece % ATTRIBUTES.len()]),
        7 => {
            text.insert_str(at.end, "</x>");
            text.insert_str(at.start, r#"<x xmlns="urn:x">"#);
        }
        8 => text.replace_range(at, &copied.replacen('>', &format!(">{content}"), 1)),
        9 => near(text, &at, piece, |text, place| text.insert_str(place, content)),
        10 => near(text, &at, piece, |text, place| text.insert_str(place, BYTES[other % BYTES.len()])),
        _ => near(text, &at, other * 256 + piece, |text, place| {
            let end = text.ceil_char_boundary(place + 1);
            text.replace_range(place..end, BYTES[what / 12 % BYTES.len()]);
        }),
    }
}

/// Does something at a place that begins a character, so and so far into an element.
fn near(text: &mut String, element: &Range<usize>, offset: usize, change: impl FnOnce(&mut String, usize)) {
    let place = text.floor_char_boundary(element.start + offset % element.len().max(1));
    if place < text.len() {
        change(text, place);
    }
}
