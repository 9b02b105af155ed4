//! A field of a form, with its label, its hint and its error.

use askama::Template;

use super::{chrome::Chrome, problem::Field, texts::Texts};

/// A field of a form, with its label, its hint and its error. It is markup by itself: templates show it as it is.
#[derive(Template)]
#[template(path = "pages/input.html")]
pub(super) struct Input<'a> {
    id: String,
    name: String,
    label: &'a str,
    kind: &'static str,
    value: &'a str,
    autocomplete: &'static str,
    error: Option<String>,
    /// `id` of an element that describes it.
    described_by: Option<&'static str>,
    /// How many digits a code has.
    digits: Option<u8>,
    autofocus: bool,
    texts: &'a Texts,
}

impl askama::filters::HtmlSafe for Input<'_> {}

impl<'a> Input<'a> {
    fn new(page: &'a Chrome, field: &Field, label: &'a str, kind: &'static str) -> Self {
        let texts = page.language.texts();
        Self {
            id: field.id().into_owned(),
            name: field.name().into_owned(),
            label,
            kind,
            value: "",
            autocomplete: "off",
            error: page.error_of(field).map(|error| error.problem.text(texts).into_owned()),
            described_by: None,
            digits: None,
            autofocus: false,
            texts,
        }
    }

    /// Text that is shown again when something is wrong with the form.
    pub(super) fn text(
        page: &'a Chrome,
        field: &Field,
        label: &'a str,
        kind: &'static str,
        value: &'a str,
        autocomplete: &'static str,
    ) -> Self {
        Self { value, autocomplete, ..Self::new(page, field, label, kind) }
    }

    /// A password, which is never shown again.
    pub(super) fn password(page: &'a Chrome, label: &'a str, autocomplete: &'static str) -> Self {
        let described_by = (autocomplete == NEW_PASSWORD).then_some("password-policy");
        Self { autocomplete, described_by, ..Self::new(page, &Field::Password, label, "password") }
    }

    /// A code: one field, which the device may fill from the message.
    pub(super) fn code(page: &'a Chrome, label: &'a str, digits: Option<u8>) -> Self {
        Self { autocomplete: "one-time-code", digits, ..Self::new(page, &Field::Code, label, "text") }
    }

    /// The field that the page begins with; where there are errors, they come first.
    #[must_use]
    pub(super) fn first(self, page: &Chrome) -> Self {
        Self { autofocus: page.errors.is_empty(), ..self }
    }

    fn is_code(&self) -> bool {
        self.autocomplete == "one-time-code"
    }

    /// Whether it is the name at sign-in, which phones must not write as if it began a sentence.
    fn is_username(&self) -> bool {
        self.autocomplete.starts_with("username")
    }

    fn is_password(&self) -> bool {
        self.kind == "password"
    }

    /// `aria-describedby`
    fn descriptions(&self) -> Option<String> {
        let error = self.error.is_some().then(|| format!("{}-error", self.id));
        let all: Vec<String> = error.into_iter().chain(self.described_by.map(str::to_owned)).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }
}

/// `autocomplete` of a new password.
pub(super) const NEW_PASSWORD: &str = "new-password";
