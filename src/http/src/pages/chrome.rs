//! What every page has around its body.

use std::sync::Arc;

use super::{
    look::Look,
    paths,
    problem::{Field, PageError},
    texts::{Language, Texts},
};

/// What every page has around its body.
#[derive(Clone, Debug)]
pub struct Chrome {
    /// In which language the page speaks.
    pub language: Language,
    /// How it looks.
    pub look: Arc<Look>,
    /// The application that the person comes from, where it has a name that people know.
    pub application: Option<String>,
    /// `_csrf` of every form.
    pub csrf: String,
    /// What stands before every path: nothing, or `/d/<prefix>`.
    pub prefix: String,
    /// The query, without `?`, that every link and form of the page carries on; as it was in the request, still encoded.
    pub query: String,
    /// The hidden `state` of every form: which sign-in it goes on with.
    pub state: Option<String>,
    /// Whether the page, fetched again by GET with another `lang`, is the same page: then it offers other languages.
    pub offers_languages: bool,
    /// What has just succeeded.
    pub notice: Option<Notice>,
    /// What is wrong with what was sent.
    pub errors: Vec<PageError>,
}

/// What has just succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A new code was sent.
    CodeResent,
    /// The password was changed; the person may sign in with it.
    PasswordChanged,
    /// The sign-up was confirmed; the person may sign in.
    AccountConfirmed,
    /// A passkey was registered.
    PasskeyAdded,
}

impl Notice {
    pub(super) const fn text(self, texts: &Texts) -> &'static str {
        match self {
            Self::CodeResent => texts.code_resent,
            Self::PasswordChanged => texts.password_changed,
            Self::AccountConfirmed => texts.account_confirmed,
            Self::PasskeyAdded => texts.passkey_added,
        }
    }
}

impl Chrome {
    /// A page at the root of its origin, of which nothing else is known.
    pub fn new(language: Language, look: Arc<Look>, csrf: impl Into<String>) -> Self {
        Self {
            language,
            look,
            application: None,
            csrf: csrf.into(),
            prefix: String::new(),
            query: String::new(),
            state: None,
            offers_languages: true,
            notice: None,
            errors: Vec::new(),
        }
    }

    /// The address of a path, with the query that is carried on.
    pub(super) fn address(&self, path: &str) -> String {
        let question = if self.query.is_empty() { "" } else { "?" };
        format!("{}{path}{question}{}", self.prefix, self.query)
    }

    /// The address of a file.
    pub(super) fn file(&self, name: &str) -> String {
        format!("{}{}{name}", self.prefix, paths::ASSETS)
    }

    /// The address at which a sign-in at a provider begins.
    pub(super) fn provider_address(&self, name: &str) -> String {
        let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        let rest = self.query_without("identity_provider");
        let and = if rest.is_empty() { "" } else { "&" };
        format!("{}{}?identity_provider={name}{and}{rest}", self.prefix, paths::AUTHORIZE)
    }

    /// The same page in another language.
    pub(super) fn in_language(&self, language: Language) -> String {
        let rest = self.query_without("lang");
        let and = if rest.is_empty() { "" } else { "&" };
        format!("?lang={}{and}{rest}", language.tag())
    }

    pub(super) fn error_of(&self, field: &Field) -> Option<&PageError> {
        self.errors.iter().find(|error| error.field.as_ref() == Some(field))
    }

    fn query_without(&self, name: &str) -> String {
        let is_other = |part: &&str| part.split('=').next() != Some(name);
        self.query.split('&').filter(is_other).collect::<Vec<_>>().join("&")
    }
}
