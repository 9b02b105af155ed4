//! The parts of a response, each in its one place.
//!
//! Invariant: an element that bears the name of an assertion, a response or a signature, in whatever namespace, stands where this says or
//! the message is refused. So the assertion that is verified and the one that is read are the only one there is.

use ports::federation::saml::Refused;

use super::{
    names::{ASSERTION, PROTOCOL, SIGNATURE, SUCCESS},
    signature,
    tree::Element,
};

/// The parts of a response.
pub(super) struct Response<'t> {
    /// The root.
    pub(super) root: &'t Element,
    /// Its issuer.
    pub(super) issuer: &'t Element,
    /// Whether the root is signed; the signature's form is right.
    pub(super) is_signed: bool,
    /// What it holds.
    pub(super) content: Content<'t>,
}

/// What a response holds: one assertion, in one of two forms.
pub(super) enum Content<'t> {
    /// In the clear.
    Clear(Assertion<'t>),
    /// `EncryptedAssertion`
    Encrypted(&'t Element),
}

/// An assertion in the clear.
#[derive(Clone, Copy)]
pub(super) struct Assertion<'t> {
    /// The element.
    pub(super) element: &'t Element,
    /// Whether it is signed; the signature's form is right.
    pub(super) is_signed: bool,
}

impl<'t> Response<'t> {
    /// Takes a message apart. That it is of this version and says that the user was signed in is seen first.
    pub(super) fn of(root: &'t Element) -> Result<Self, Refused> {
        if !root.is(PROTOCOL, "Response") || root.attribute("Version") != Some("2.0") {
            return Err(Refused::Structure);
        }
        status(root)?;
        let issuer = root.only(ASSERTION, "Issuer").ok_or(Refused::Structure)?;
        let content = content(root)?;
        places(root, &content)?;
        Ok(Self { root, issuer, is_signed: is_signed(root)?, content })
    }
}

impl<'t> Assertion<'t> {
    /// An assertion whose surroundings are known to be right.
    pub(super) fn of(element: &'t Element) -> Result<Self, Refused> {
        Ok(Self { element, is_signed: is_signed(element)? })
    }

    /// A document that is an assertion, as one that was encrypted is.
    pub(super) fn alone(root: &'t Element) -> Result<Self, Refused> {
        if !root.is(ASSERTION, "Assertion") {
            return Err(Refused::Structure);
        }
        let mut right = true;
        root.each_inside(&mut |element, parent| right &= is_in_place(element, parent, root));
        if right { Self::of(root) } else { Err(Refused::Structure) }
    }
}

/// Whether the provider says that all went well.
pub(super) fn status(root: &Element) -> Result<(), Refused> {
    let status = root.only(PROTOCOL, "Status").ok_or(Refused::Structure)?;
    let code = status.only(PROTOCOL, "StatusCode").ok_or(Refused::Structure)?;
    match code.attribute("Value") {
        Some(SUCCESS) => Ok(()),
        _ => Err(Refused::Status),
    }
}

fn content(root: &Element) -> Result<Content<'_>, Refused> {
    let mut found = root.children.iter().filter(|child| bears_assertion(child));
    let (Some(element), None) = (found.next(), found.next()) else { return Err(Refused::Structure) };
    if element.is(ASSERTION, "Assertion") {
        return Ok(Content::Clear(Assertion::of(element)?));
    }
    if element.is(ASSERTION, "EncryptedAssertion") {
        return Ok(Content::Encrypted(element));
    }
    Err(Refused::Structure)
}

fn bears_assertion(element: &Element) -> bool {
    matches!(element.local(), "Assertion" | "EncryptedAssertion")
}

fn places(root: &Element, content: &Content<'_>) -> Result<(), Refused> {
    let held = match content {
        Content::Clear(assertion) => assertion.element,
        Content::Encrypted(element) => element,
    };
    let mut right = true;
    root.each_inside(&mut |element, parent| {
        let is_held = std::ptr::eq(element, held);
        right &= is_held || is_in_place(element, parent, root) || is_signature_of(element, parent, held);
    });
    if right { Ok(()) } else { Err(Refused::Structure) }
}

/// Whether an element inside of `root` bears none of the names that count, or is the signature directly in the root.
fn is_in_place(element: &Element, parent: &Element, root: &Element) -> bool {
    match element.local() {
        "Assertion" | "EncryptedAssertion" | "Response" => false,
        "Signature" => is_signature_of(element, parent, root),
        _ => true,
    }
}

/// Whether an element is the signature directly in `holder`.
fn is_signature_of(element: &Element, parent: &Element, holder: &Element) -> bool {
    element.is(SIGNATURE, "Signature")
        && std::ptr::eq(parent, holder)
        && !holder.is(ASSERTION, "EncryptedAssertion")
}

/// Whether an element is signed; a signature of another form than the one that is read refuses the message.
pub(super) fn is_signed(element: &Element) -> Result<bool, Refused> {
    let mut signatures = element.all(SIGNATURE, "Signature");
    match (signatures.next(), signatures.next()) {
        (None, _) => Ok(false),
        (Some(one), None) if signature::has_form(one, element) => Ok(true),
        _ => Err(Refused::Signature),
    }
}
