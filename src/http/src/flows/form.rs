//! A form that a page has posted: its fields, and that it is one of ours.

use std::collections::BTreeMap;

use actix_web::HttpRequest;

use crate::oauth::site::Site;

const CSRF_FIELD: &str = "_csrf";
/// Begins the name of a field for an attribute: `requiredAttributes[email]`.
const ATTRIBUTE: &str = "requiredAttributes[";

/// The fields of a form, by name. A field that comes twice counts as it came first.
pub(super) struct Form(BTreeMap<String, String>);

impl Form {
    /// A body as browsers write it.
    pub(super) fn parse(body: &[u8]) -> Self {
        let mut fields = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(body) {
            fields.entry(name.into_owned()).or_insert_with(|| value.into_owned());
        }
        Self(fields)
    }

    /// A field that holds something.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// All fields.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// A code, in which people write spaces.
    pub(super) fn code(&self) -> Option<String> {
        let code: String = self.field("code")?.chars().filter(|c| !c.is_whitespace()).collect();
        Some(code).filter(|code| !code.is_empty())
    }

    /// The attributes that were asked for.
    pub(super) fn attributes(&self) -> BTreeMap<String, String> {
        let attribute = |(name, value): (&String, &String)| {
            let name = name.strip_prefix(ATTRIBUTE)?.strip_suffix(']')?;
            (!value.is_empty()).then(|| (name.to_owned(), value.clone()))
        };
        self.0.iter().filter_map(attribute).collect()
    }

    /// Whether it was sent by one of our pages: it repeats what the browser's cookie says, and no other site has sent it.
    pub(super) fn is_ours(&self, http: &HttpRequest, site: &Site, cookie: Option<&str>) -> bool {
        let header = |name: &str| http.headers().get(name).and_then(|value| value.to_str().ok());
        let same = |(given, known): (&str, &str)| crypto::secret_hash::same(given, known);
        let repeats = self.field(CSRF_FIELD).zip(cookie).is_some_and(same);
        // Our pages send no referrer, so that browsers say "null" of where their forms come from.
        let from_here = header("origin").is_none_or(|origin| origin == "null" || origin == site.origin());
        repeats && from_here && header("sec-fetch-site").is_none_or(|from| from == "same-origin")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_browsers_write_them() {
        let form = Form::parse(
            b"username=ada+b&code=12+34%2056&requiredAttributes%5Bemail%5D=a%40b.c&username=eve&x=",
        );
        assert_eq!(form.field("username"), Some("ada b"));
        assert_eq!(form.code().as_deref(), Some("123456"));
        assert_eq!(form.attributes(), BTreeMap::from([("email".to_owned(), "a@b.c".to_owned())]));
        assert_eq!(form.field("x"), None);
    }
}
