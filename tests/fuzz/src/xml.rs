//! XML of messages and metadata: what the service's reader takes, a reader of another kind takes too, as the same tree.

use outward::saml::testing::{Tree, message, metadata};

use crate::{input::text, saml::second};

pub(crate) fn run(data: &[u8]) {
    let text = text(data);
    same(&text, message(&text));
    same(&text, metadata(&text));
}

fn same(text: &str, ours: Option<Tree>) {
    if let Some(ours) = ours {
        assert_eq!(Ok(ours), second::tree(text), "{text:?}");
    }
}
