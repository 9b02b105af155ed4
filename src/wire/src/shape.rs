//! Descriptors of shapes: what a value may look like, filled by the build script from the models.

use std::sync::OnceLock;

use regex::Regex;

/// A shape of a model.
pub struct Shape {
    /// Its name in the model.
    pub name: &'static str,
    /// The model marks it as sensitive: no message shows its value.
    pub sensitive: bool,
    /// What it is, with its constraints.
    pub kind: Kind,
}

impl Shape {
    /// Whether a message must not show a value of this shape: it, or something that it lists, is sensitive.
    pub fn hides_its_value(&self) -> bool {
        self.sensitive
            || match &self.kind {
                Kind::List { member, .. } => member.hides_its_value(),
                Kind::Map { key, value, .. } => key.hides_its_value() || value.hides_its_value(),
                _ => false,
            }
    }

    /// The members of a structure; none for anything else.
    pub fn members(&self) -> &'static [Member] {
        match self.kind {
            Kind::Structure(members) => members,
            _ => &[],
        }
    }
}

/// What a shape is.
pub enum Kind {
    /// Named members.
    Structure(&'static [Member]),
    /// Values of one shape in order; `size` bounds their number.
    List {
        /// The shape of each.
        member: &'static Shape,
        /// How many there may be.
        size: Bounds,
    },
    /// Values of one shape under text keys; `size` bounds their number.
    Map {
        /// The shape of the keys: always text.
        key: &'static Shape,
        /// The shape of the values.
        value: &'static Shape,
        /// How many entries there may be.
        size: Bounds,
    },
    /// Text. Its length is counted in Unicode scalar values.
    Text {
        /// How long it may be.
        length: Bounds,
        /// What the whole of it must match.
        pattern: Option<&'static Pattern>,
        /// The only allowed values, unless empty.
        choices: &'static [&'static str],
    },
    /// Bytes, as base64 in JSON. Their length is counted before the encoding.
    Blob {
        /// How many bytes there may be.
        length: Bounds,
    },
    /// A whole number of 32 bits.
    Integer {
        /// Which numbers.
        value: Bounds,
    },
    /// A whole number of 64 bits.
    Long {
        /// Which numbers.
        value: Bounds,
    },
    /// True or false.
    Boolean,
    /// Epoch seconds as a number in JSON, ISO 8601 in XML.
    Timestamp,
    /// Any JSON.
    Document,
}

/// A member of a structure.
pub struct Member {
    /// Its name in the model and on the wire.
    pub name: &'static str,
    /// Its shape.
    pub shape: &'static Shape,
    /// A request without it is refused.
    pub required: bool,
    /// Where REST-JSON carries it; the other protocols have only the body.
    pub location: Location,
}

/// Where REST-JSON carries a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the JSON body under its own name.
    Body,
    /// In the path, at this label.
    Uri(&'static str),
    /// In the query string under this name.
    Query(&'static str),
    /// In this header.
    Header(&'static str),
}

/// Inclusive bounds; an end that is absent is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The smallest allowed.
    pub min: Option<i64>,
    /// The largest allowed.
    pub max: Option<i64>,
}

/// A pattern of the model, compiled when it is first needed.
pub struct Pattern {
    source: &'static str,
    translated: &'static str,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    pub(crate) const fn new(source: &'static str, translated: &'static str) -> Self {
        Self { source, translated, compiled: OnceLock::new() }
    }

    /// The pattern as the model writes it, which is what messages show.
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// Whether the whole of the text matches.
    pub fn matches(&self, text: &str) -> bool {
        self.compiled
            .get_or_init(|| {
                Regex::new(self.translated)
                    .expect("patterns are fixed at build time, and a test compiles every one of them")
            })
            .is_match(text)
    }
}
