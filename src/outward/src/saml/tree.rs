//! XML as a tree, for messages that must have one meaning for every reader: what another reader could take for something else (document
//! types, entities, processing instructions, comments, relative names of namespaces, ids that are not `ID`) is refused and not read around.
//! So is what is not well-formed, which the library lets through: see [`wellformed`].
//!
//! It knows no SAML.

use std::ops::Range;

use quick_xml::{
    XmlVersion,
    events::{BytesStart, Event, attributes::Attribute as Written},
    name::ResolveResult,
    reader::NsReader,
};

use super::wellformed;

/// The deepest element that is read; the root is at 1.
pub(super) const MAX_DEPTH: usize = 50;
/// The most attributes of an element, declarations of namespaces included.
pub(super) const MAX_ATTRIBUTES: usize = 64;

/// What may stand before a document. Its readers cut it off: the library would pass over it without counting it, and every place would be
/// wrong.
pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';

/// Why a text is no tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoTree {
    /// Not well-formed, or holds what is refused.
    Malformed,
    /// Deeper, or with more attributes at one element, than is read.
    TooLarge,
}

/// What a text may hold beside elements and text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// A message: no comment and no CDATA, which a signature does not cover as every reader sees them.
    Message,
    /// Metadata, whose source is trusted: comments are passed over, CDATA is text.
    Metadata,
}

/// An attribute in no namespace, or in one.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) namespace: Option<String>,
    pub(super) local: String,
    pub(super) value: String,
}

/// An element with all that is in it.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) namespace: Option<String>,
    pub(super) local: String,
    pub(super) attributes: Vec<Attribute>,
    /// The elements in it, in their order.
    pub(super) children: Vec<Element>,
    /// The text directly in it.
    pub(super) text: String,
    /// Where it stands in the text that was read, in bytes.
    pub(super) place: Range<usize>,
}

impl Element {
    /// Reads a text that is one element.
    pub(super) fn parse(text: &str, reading: Reading) -> Result<Self, NoTree> {
        if text.starts_with(BYTE_ORDER_MARK) || wellformed::has_lone_return(text) {
            return Err(NoTree::Malformed);
        }
        Builder::new(text, reading).run()
    }

    /// Whether it has this name.
    pub(super) fn is(&self, namespace: &str, local: &str) -> bool {
        self.local == local && self.namespace.as_deref() == Some(namespace)
    }

    /// Its name without its namespace.
    pub(super) fn local(&self) -> &str {
        &self.local
    }

    /// The value of an attribute in no namespace.
    pub(super) fn attribute(&self, local: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|attribute| attribute.namespace.is_none() && attribute.local == local)
            .map(|attribute| attribute.value.as_str())
    }

    /// The elements of this name directly in it.
    pub(super) fn all<'a>(
        &'a self,
        namespace: &'a str,
        local: &'a str,
    ) -> impl Iterator<Item = &'a Self> + 'a {
        self.children.iter().filter(move |child| child.is(namespace, local))
    }

    /// The one element of this name directly in it; `None` where there is none or more than one.
    pub(super) fn only(&self, namespace: &str, local: &str) -> Option<&Self> {
        let mut found = self.children.iter().filter(|child| child.is(namespace, local));
        found.next().filter(|_| found.next().is_none())
    }

    /// Its text without the white space around it; none where elements stand in it, whose text some readers count as its own.
    pub(super) fn plain_text(&self) -> Option<&str> {
        self.is_plain().then(|| self.text.trim_matches(wellformed::SPACE))
    }

    /// Whether nothing but text is in it.
    pub(super) const fn is_plain(&self) -> bool {
        self.children.is_empty()
    }

    /// Calls `visit` with each element in it and the element that holds it.
    pub(super) fn each_inside<'a>(&'a self, visit: &mut impl FnMut(&'a Self, &'a Self)) {
        for child in &self.children {
            visit(child, self);
            child.each_inside(visit);
        }
    }
}

/// Reads a text event by event.
struct Builder<'t> {
    reader: NsReader<&'t [u8]>,
    reading: Reading,
    /// The elements that are open, the root first.
    open: Vec<Element>,
    root: Option<Element>,
    ids: Vec<String>,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str, reading: Reading) -> Self {
        Self { reader: NsReader::from_str(text), reading, open: Vec::new(), root: None, ids: Vec::new() }
    }

    fn run(mut self) -> Result<Element, NoTree> {
        loop {
            let from = self.position()?;
            let event = self.reader.read_event().map_err(|_| NoTree::Malformed)?;
            match event {
                Event::Eof => break,
                Event::Start(start) => {
                    let element = self.element(&start, from)?;
                    self.open.push(element);
                }
                Event::Empty(start) => {
                    let element = self.element(&start, from)?;
                    self.close(element)?;
                }
                Event::End(_) => {
                    let element = self.open.pop().ok_or(NoTree::Malformed)?;
                    self.close(element)?;
                }
                other => self.between_tags(&other, from)?,
            }
        }
        self.distinct_ids()?;
        self.root.filter(|_| self.open.is_empty()).ok_or(NoTree::Malformed)
    }

    /// What is no tag: text, and what stands beside it.
    fn between_tags(&mut self, event: &Event<'_>, from: usize) -> Result<(), NoTree> {
        let metadata = self.reading == Reading::Metadata;
        match event {
            Event::Text(text) if wellformed::is_character_data(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(name) => self.inside(&resolved(name)?),
            Event::CData(text) if metadata => self.inside(&text.xml10_content()),
            Event::Comment(text) if metadata && wellformed::is_comment(text) => Ok(()),
            // Only at the very beginning; the reader makes a processing instruction of any other.
            Event::Decl(declaration) if from == 0 && wellformed::is_declaration(declaration, !metadata) => {
                Ok(())
            }
            _ => Err(NoTree::Malformed),
        }
    }

    fn position(&self) -> Result<usize, NoTree> {
        usize::try_from(self.reader.buffer_position()).map_err(|_| NoTree::TooLarge)
    }

    fn text(&mut self, text: &str) -> Result<(), NoTree> {
        // White space around the root belongs to no element.
        if self.open.is_empty() && wellformed::is_space(text) { Ok(()) } else { self.inside(text) }
    }

    /// Text that must be in an element.
    fn inside(&mut self, text: &str) -> Result<(), NoTree> {
        let element = self.open.last_mut().filter(|_| wellformed::has_only_characters(text));
        element.ok_or(NoTree::Malformed)?.text.push_str(text);
        Ok(())
    }

    fn close(&mut self, mut element: Element) -> Result<(), NoTree> {
        element.place.end = self.position()?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None if self.root.is_none() => self.root = Some(element),
            None => return Err(NoTree::Malformed),
        }
        Ok(())
    }

    fn element(&mut self, start: &BytesStart<'_>, from: usize) -> Result<Element, NoTree> {
        if self.open.len() >= MAX_DEPTH {
            return Err(NoTree::TooLarge);
        }
        if !wellformed::is_tag(start) {
            return Err(NoTree::Malformed);
        }
        let (namespace, local) = self.reader.resolver().resolve_element(start.name());
        let (namespace, local) = (bound(&namespace)?, local.into_inner().to_owned());
        let attributes = self.attributes(start)?;
        Ok(Element {
            namespace,
            local,
            attributes,
            children: Vec::new(),
            text: String::new(),
            place: from..from,
        })
    }

    fn attributes(&mut self, start: &BytesStart<'_>) -> Result<Vec<Attribute>, NoTree> {
        let mut read: Vec<Attribute> = Vec::new();
        for (count, attribute) in start.attributes().with_checks(false).enumerate() {
            if count >= MAX_ATTRIBUTES {
                return Err(NoTree::TooLarge);
            }
            let attribute = attribute.map_err(|_| NoTree::Malformed)?;
            if let Some(declared) = attribute.key.as_namespace_binding() {
                if !wellformed::is_declarable(&declared, &attribute.value) {
                    return Err(NoTree::Malformed);
                }
                continue;
            }
            let value = value(&attribute)?;
            let (namespace, local) = self.reader.resolver().resolve_attribute(attribute.key);
            let (namespace, local) = (bound(&namespace)?, local.into_inner().to_owned());
            if read.iter().any(|other| other.namespace == namespace && other.local == local) {
                return Err(NoTree::Malformed);
            }
            self.note_id(namespace.as_deref(), &local, &value)?;
            read.push(Attribute { namespace, local, value });
        }
        twice_declared(start)?;
        Ok(read)
    }

    /// An id in a namespace is one for some readers and none for others, so there is none.
    fn note_id(&mut self, namespace: Option<&str>, local: &str, value: &str) -> Result<(), NoTree> {
        if !local.eq_ignore_ascii_case("id") {
            return Ok(());
        }
        if namespace.is_some() {
            return Err(NoTree::Malformed);
        }
        self.ids.push(value.to_owned());
        Ok(())
    }

    fn distinct_ids(&mut self) -> Result<(), NoTree> {
        self.ids.sort_unstable();
        let twice = self.ids.windows(2).any(|pair| pair[0] == pair[1]);
        if twice { Err(NoTree::Malformed) } else { Ok(()) }
    }
}

fn bound(resolved: &ResolveResult<'_>) -> Result<Option<String>, NoTree> {
    match resolved {
        ResolveResult::Unbound => Ok(None),
        ResolveResult::Bound(namespace) => Ok(Some(namespace.into_inner().to_owned())),
        ResolveResult::Unknown(_) => Err(NoTree::Malformed),
    }
}

/// The value of an attribute: what is white space in it as it is written is a space, by the rules of XML.
fn value(attribute: &Written<'_>) -> Result<String, NoTree> {
    let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| NoTree::Malformed)?;
    Some(value.into_owned()).filter(|value| wellformed::has_only_characters(value)).ok_or(NoTree::Malformed)
}

/// The five entities that XML has without a document type, and characters by their number.
fn resolved(name: &str) -> Result<String, NoTree> {
    let reference = format!("&{name};");
    quick_xml::escape::unescape(&reference).map(std::borrow::Cow::into_owned).map_err(|_| NoTree::Malformed)
}

/// A prefix that is declared twice at one element means one thing here and another there.
fn twice_declared(start: &BytesStart<'_>) -> Result<(), NoTree> {
    let keys: Vec<_> = start.attributes().with_checks(false).flatten().map(|one| one.key).collect();
    let twice = keys.iter().enumerate().any(|(index, key)| keys[..index].contains(key));
    if twice { Err(NoTree::Malformed) } else { Ok(()) }
}
