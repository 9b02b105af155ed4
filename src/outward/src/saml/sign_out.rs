//! A provider's answer to a sign-out: a `LogoutResponse`, which must be signed.

use ports::federation::saml::{ExpectedSignOut, Refused};

use super::{
    names::{ASSERTION, PROTOCOL, SIGNATURE},
    read_tree, shape, signature,
    tree::Element,
};

/// Whether `text` says that the user was signed out, as `expected`.
pub(super) fn read(text: &str, expected: &ExpectedSignOut<'_>) -> Result<(), Refused> {
    let root = read_tree(text)?;
    if !root.is(PROTOCOL, "LogoutResponse") || root.attribute("Version") != Some("2.0") {
        return Err(Refused::Structure);
    }
    places(&root)?;
    if !shape::is_signed(&root)? {
        return Err(Refused::Unsigned);
    }
    if !signature::root_is_signed(text, &signature::certificates(&expected.peer.certificates)) {
        return Err(Refused::Signature);
    }
    let issuer = root.only(ASSERTION, "Issuer").ok_or(Refused::Structure)?;
    if issuer.plain_text() != Some(expected.peer.entity_id.as_str()) {
        return Err(Refused::Issuer);
    }
    if root.attribute("Destination") != Some(expected.address) {
        return Err(Refused::Destination);
    }
    if root.attribute("InResponseTo") != Some(expected.request) {
        return Err(Refused::Request);
    }
    shape::status(&root)
}

/// The one signature is directly in the message.
fn places(root: &Element) -> Result<(), Refused> {
    let mut right = true;
    root.each_inside(&mut |element, parent| {
        let is_signature = element.local() == "Signature";
        right &= !is_signature || (element.is(SIGNATURE, "Signature") && std::ptr::eq(parent, root));
    });
    if right { Ok(()) } else { Err(Refused::Structure) }
}
