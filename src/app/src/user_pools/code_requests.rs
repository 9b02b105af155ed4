//! Codes that are asked for: the request of a stranger, and the code that follows from one.

use domain::{
    Personal,
    user_pools::user::{ForFunction, Medium, commands::NewCode},
    values::contact::Contact,
};
use ports::triggers::Texts;

use crate::kernel::ids;

/// A stranger's request for a code.
pub struct CodeRequest<'a> {
    /// The user name as it was given.
    pub username: &'a str,
    /// Proof that the client knows its secret.
    pub secret_hash: Option<&'a str>,
    /// `ClientMetadata`, for functions.
    pub client_metadata: Option<&'a Texts>,
}

/// A code to a contact.
pub(crate) fn new_code(
    contact: Contact,
    to: &str,
    seconds: i64,
    client_id: &str,
    for_function: Option<ForFunction>,
) -> NewCode {
    NewCode {
        nonce: ids::uuid().to_string(),
        attribute: contact.attribute().to_owned(),
        medium: Medium::of(contact),
        destination: Personal::Known(to.to_owned()),
        seconds,
        client_id: client_id.to_owned(),
        for_function,
    }
}
