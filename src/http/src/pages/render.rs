//! A page as HTML.

use askama::Template;
use domain::{user_pools::identity_provider::ProviderType, values::password_policy::PasswordPolicy};
use thiserror::Error;

use super::{
    body::{
        self, AttributeField, Body, Code, CodeSource, Forgot, MfaAddress, Provider, SignIn, SignInName,
        SignUp, ToProvider,
    },
    chrome::Chrome,
    input::{Input, NEW_PASSWORD},
    look::Picture,
    own_files, paths,
    problem::Field,
    qr,
    texts::{Language, Texts},
};

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    /// What all pages have.
    pub chrome: Chrome,
    /// What this one has.
    pub body: Body,
}

/// A page could not be written. Templates have no other reason for it than that of the writer, which is memory here.
#[derive(Debug, Error)]
#[error("a page could not be written: {0}")]
pub struct NotRendered(#[from] askama::Error);

impl Page {
    /// The page as HTML.
    pub fn html(&self) -> Result<String, NotRendered> {
        let texts = self.chrome.language.texts();
        let document =
            Document { chrome: &self.chrome, body: &self.body, t: texts, title: self.body.title(texts) };
        Ok(document.render()?)
    }
}

/// What the templates see.
#[derive(Template)]
#[template(path = "pages/document.html")]
struct Document<'a> {
    chrome: &'a Chrome,
    body: &'a Body,
    t: &'a Texts,
    title: &'a str,
}

impl<'a> Document<'a> {
    fn base_stylesheet(&self) -> String {
        self.chrome.file(&own_files::stylesheet().name)
    }

    fn script(&self) -> String {
        self.chrome.file(&own_files::script().name)
    }

    fn graphic(&self) -> Option<&Picture> {
        self.chrome.look.graphic(self.body.graphic()?)
    }

    /// The providers that have buttons, in the order that the style says; those that it does not name come last.
    fn providers(&self, providers: &'a [Provider]) -> Vec<&'a Provider> {
        let by_domain = self.finds_providers(providers);
        let mut sorted: Vec<_> = providers.iter().filter(|one| !(by_domain && one.is_findable())).collect();
        sorted.sort_by_key(|provider| self.chrome.look.place_of_provider(&provider.name));
        sorted
    }

    /// Whether the page asks for a mail address, whose domain finds a provider of SAML: on classic pages where all of them can be found, on
    /// managed ones where the style says so. One that cannot be found keeps its button.
    fn finds_providers(&self, providers: &[Provider]) -> bool {
        let is_wanted = if self.chrome.look.is_classic() {
            providers.iter().filter(|one| one.kind == ProviderType::Saml).all(Provider::is_findable)
        } else {
            self.chrome.look.asks_for_domains()
        };
        is_wanted && providers.iter().any(Provider::is_findable)
    }

    /// Whether a provider is one to which an application could post something.
    fn is_social(providers: &[Provider]) -> bool {
        providers.iter().any(|provider| provider.kind.is_social())
    }

    fn has_providers_first(&self) -> bool {
        self.chrome.look.has_providers_first()
    }

    fn code_sent(&self, destination: Option<&str>) -> String {
        body::sent(destination, self.t)
    }

    /// Where the browser goes on by itself.
    fn goes_on_to(&self) -> Option<String> {
        let Body::ToProvider(ToProvider { provider }) = self.body else { return None };
        Some(self.chrome.provider_address(&provider.name))
    }

    /// What the summary of errors calls a field.
    fn field_name<'f>(&'f self, field: &'f Field) -> &'f str {
        match (field, self.body) {
            (
                Field::Username,
                Body::SignIn(SignIn { name, .. })
                | Body::Forgot(Forgot { name, .. })
                | Body::SignUp(SignUp { name, .. }),
            ) => name.label(self.t),
            (Field::Username, _) => self.t.username,
            (Field::Password, _) => self.t.password,
            (Field::Code, _) => self.t.code,
            (Field::Address, Body::MfaAddress(form)) => form.label(self.t),
            (Field::Address, _) => self.t.email,
            (Field::WorkAddress, _) => self.t.work_address,
            (Field::Attribute(name), _) => self.t.attribute(name),
        }
    }

    /// The languages of the page, each with the page's address in it.
    fn languages(&self) -> Vec<(Language, String)> {
        let address = |language| (language, self.chrome.in_language(language));
        Language::ALL.into_iter().map(address).collect()
    }

    fn username(&self, name: SignInName, value: &'a str, autocomplete: &'static str) -> Input<'a> {
        let (page, label) = (self.chrome, name.label(self.t));
        Input::text(page, &Field::Username, label, name.input_type(), value, autocomplete)
    }

    /// The name of a sign-in; a browser shows passkeys among its suggestions.
    fn sign_in_name(&self, form: &'a SignIn) -> Input<'a> {
        let autocomplete = if form.passkey.is_some() { "username webauthn" } else { "username" };
        let input = self.username(form.name, &form.username, autocomplete);
        if form.begins_with_password() { input } else { input.first(self.chrome) }
    }

    /// The address whose domain finds a provider.
    fn work_address(&self) -> Input<'a> {
        let typed = match self.body {
            Body::SignIn(form) => form.work_address.as_str(),
            _ => "",
        };
        Input::text(self.chrome, &Field::WorkAddress, self.t.work_address, "text", typed, "email")
    }

    fn sign_in_password(&self, form: &'a SignIn) -> Input<'a> {
        let input = self.current_password();
        if form.begins_with_password() { input.first(self.chrome) } else { input }
    }

    fn sign_up_name(&self, form: &'a SignUp) -> Input<'a> {
        self.username(form.name, &form.username, "username").first(self.chrome)
    }

    fn forgot_name(&self, form: &'a Forgot) -> Input<'a> {
        self.username(form.name, &form.username, "username").first(self.chrome)
    }

    fn current_password(&self) -> Input<'a> {
        Input::password(self.chrome, self.t.password, "current-password")
    }

    /// The only field of its page that is empty.
    fn lone_password(&self) -> Input<'a> {
        self.current_password().first(self.chrome)
    }

    fn new_password(&self, label: &'a str) -> Input<'a> {
        Input::password(self.chrome, label, NEW_PASSWORD)
    }

    /// The first field of its page.
    fn first_new_password(&self) -> Input<'a> {
        self.new_password(self.t.new_password).first(self.chrome)
    }

    fn code(&self, label: &'a str, digits: Option<u8>) -> Input<'a> {
        Input::code(self.chrome, label, digits).first(self.chrome)
    }

    fn factor_code(&self, form: &Code) -> Input<'a> {
        self.code(self.t.code, Some(form.digits))
    }

    fn attribute(&self, attribute: &'a AttributeField) -> Input<'a> {
        let (kind, autocomplete) = (attribute.input_type(), attribute.autocomplete());
        let label = self.t.attribute(&attribute.name);
        Input::text(self.chrome, &attribute.field(), label, kind, &attribute.value, autocomplete)
    }

    fn mfa_address(&self, form: &'a MfaAddress) -> Input<'a> {
        let kind = if form.contact.attribute() == "email" { "email" } else { "tel" };
        let page = self.chrome;
        Input::text(page, &Field::Address, form.label(self.t), kind, &form.address, kind).first(page)
    }

    /// The rules of a policy, each with the `id` that AWS's pages give it.
    fn rules(&self, policy: &PasswordPolicy) -> Vec<(&'static str, String)> {
        let rules = [
            (policy.require_lowercase, "checkPassword-lowerletter", self.t.policy_lowercase),
            (policy.require_uppercase, "checkPassword-upperletter", self.t.policy_uppercase),
            (policy.require_numbers, "checkPassword-numbers", self.t.policy_number),
            (policy.require_symbols, "checkPassword-symbols", self.t.policy_symbol),
        ];
        let length = ("checkPassword-length", (self.t.policy_length)(policy.minimum_length));
        let demanded = rules.into_iter().filter(|(is_demanded, ..)| *is_demanded);
        demanded.map(|(_, id, text)| (id, text.to_owned())).chain([length]).collect()
    }
}
