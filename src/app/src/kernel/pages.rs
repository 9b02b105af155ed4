//! Where a page of a list ended. Its token reveals nothing, works on any node for an hour, and is refused by every other list, by the same
//! list of another pool and by the same list with another selection.

use domain::Timestamp;
use projections::Listed;
use serde::{Deserialize, Serialize};

use super::{
    fault::Answer,
    sealer::{Form, Sealer, Token, Unopened},
};

/// How long a page's token is valid.
const SECONDS: i64 = 3_600;

#[derive(Serialize, Deserialize)]
struct Place {
    after: String,
    expires_at: Timestamp,
}

impl Token for Place {
    const KEY: &'static str = "page";
    const PURPOSE: &'static str = "page";
    // The row that a page ends with is in the answer anyway. IAM's `Marker` has 320 characters at the most.
    const FORM: Form = Form::Bare;

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

/// Which list a page belongs to. Its text is part of the key that seals the page's token, and is stored nowhere.
pub(crate) struct ListOf(String);

impl ListOf {
    /// A list by its kind, and by all that selects its rows. Each part follows its length: different selections give different texts.
    pub(crate) fn new<'a>(kind: &str, selection: impl IntoIterator<Item = &'a str>) -> Self {
        let mut text = kind.to_owned();
        for part in selection {
            text.extend([" ", part.len().to_string().as_str(), ":", part]);
        }
        Self(text)
    }

    /// A text that no other list has.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl Sealer {
    /// The key that a page begins after.
    pub(crate) fn page_after(&self, list: &ListOf, text: &str) -> Result<String, Unopened> {
        self.open::<Place>(list.text(), text).map(|place| place.after)
    }

    /// The page, with the token that requests the next one.
    pub(crate) fn with_next_page<T>(&self, list: &ListOf, listed: Listed<T>) -> Answer<Listed<T>> {
        let seal =
            |after| self.seal(list.text(), &Place { after, expires_at: self.now().plus_seconds(SECONDS) });
        Ok(Listed { rows: listed.rows, next: listed.next.map(seal).transpose()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_selections_are_never_the_same_list() {
        let lists = [
            ListOf::new("users", ["a"]),
            ListOf::new("users", ["a", "b"]),
            ListOf::new("users", ["a 1:b"]),
            ListOf::new("users", ["ab"]),
            ListOf::new("clients", ["a"]),
        ];
        let texts: std::collections::BTreeSet<_> = lists.iter().map(ListOf::text).collect();
        assert_eq!(texts.len(), lists.len());
    }
}
