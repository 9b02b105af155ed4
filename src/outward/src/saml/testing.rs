//! The tree that the strict reader makes of a text, as plain values: for tests that hold it against the tree of another reader.

use std::ops::Range;

use super::tree::{Element, Reading};

/// An element with all that is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// The namespace that its name is in.
    pub namespace: Option<String>,
    /// Its name without the prefix.
    pub local: String,
    /// Its attributes in the order of the text, without the declarations of namespaces: namespace, name, value.
    pub attributes: Vec<(Option<String>, String, String)>,
    /// All text directly in it, in one piece.
    pub text: String,
    /// The elements directly in it.
    pub children: Vec<Tree>,
    /// Where it stands in the text, in bytes.
    pub place: Range<usize>,
}

/// A message; `None` where it is refused.
pub fn message(text: &str) -> Option<Tree> {
    Element::parse(text, Reading::Message).ok().as_ref().map(tree)
}

/// Metadata; `None` where they are refused.
pub fn metadata(text: &str) -> Option<Tree> {
    Element::parse(text, Reading::Metadata).ok().as_ref().map(tree)
}

fn tree(element: &Element) -> Tree {
    let attributes = element.attributes.iter();
    Tree {
        namespace: element.namespace.clone(),
        local: element.local.clone(),
        attributes: attributes
            .map(|one| (one.namespace.clone(), one.local.clone(), one.value.clone()))
            .collect(),
        text: element.text.clone(),
        children: element.children.iter().map(tree).collect(),
        place: element.place.clone(),
    }
}
