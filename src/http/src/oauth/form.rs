//! Parameters of a request: a form in its body.

use std::collections::{BTreeMap, btree_map::Entry};

use actix_web::{HttpRequest, http::header::CONTENT_TYPE};
use percent_encoding::percent_decode_str;

use crate::doors::meaning::{FORM_TYPE, is_type};

/// Parameters by name. Those that an endpoint does not know have no effect.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Form(BTreeMap<String, String>);

/// A body that cannot be read as a form: it is of another type, or has a parameter twice.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotAForm;

impl Form {
    /// The parameters of a body.
    pub(super) fn read(http: &HttpRequest, body: &[u8]) -> Result<Self, NotAForm> {
        let content_type = http.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !content_type.is_some_and(|given| is_type(given, FORM_TYPE)) {
            return Err(NotAForm);
        }
        Self::parse(std::str::from_utf8(body).map_err(|_| NotAForm)?)
    }

    fn parse(text: &str) -> Result<Self, NotAForm> {
        let mut parameters = BTreeMap::new();
        for part in text.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            match parameters.entry(decoded(name).ok_or(NotAForm)?) {
                Entry::Vacant(place) => place.insert(decoded(value).ok_or(NotAForm)?),
                Entry::Occupied(_) => return Err(NotAForm),
            };
        }
        Ok(Self(parameters))
    }

    /// A parameter's value.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The same; an empty value counts as none.
    pub(super) fn filled(&self, name: &str) -> Option<String> {
        self.get(name).filter(|value| !value.is_empty()).map(ToOwned::to_owned)
    }
}

/// Text as a form spells it; `None` where that is no text.
pub(super) fn decoded(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn parameters_are_decoded_and_one_that_comes_twice_is_none() {
        let form = Form::parse("scope=a%2Fb+c%20d&state=&flag&").unwrap();
        assert_eq!(
            (form.get("scope"), form.get("state"), form.get("flag")),
            (Some("a/b c d"), Some(""), Some(""))
        );
        assert_eq!((form.filled("scope"), form.filled("state")), (Some("a/b c d".to_owned()), None));
        for wrong in ["a=1&a=1", "a=1&%61=2", "a=%FF", "%C3=1"] {
            assert_eq!(Form::parse(wrong), Err(NotAForm), "{wrong}");
        }
    }

    #[test]
    fn nothing_but_a_form_is_read() {
        let read = |content_type: &str| {
            let http = TestRequest::post().insert_header((CONTENT_TYPE, content_type)).to_http_request();
            Form::read(&http, b"a=1").is_ok()
        };
        assert!(read(FORM_TYPE) && read("application/x-www-form-urlencoded; charset=utf-8"));
        assert!(!read("application/json") && !read("multipart/form-data") && !read(""));
    }
}
