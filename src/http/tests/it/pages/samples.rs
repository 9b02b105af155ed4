//! One page of each kind, in each of its states.

use std::sync::Arc;

use domain::{
    user_pools::{
        identity_provider::ProviderType,
        sign_in::{FirstFactor, SecondFactor},
    },
    values::{contact::Contact, password_policy::PasswordPolicy},
};
use http_front::pages::{
    AddPasskey, AttributeField, Body, ChooseFactor, Chrome, Code, CodeSource, Confirm, ConfirmLink,
    Confirmed, Continue, FactorChoice, Failed, Failure, Field, Forgot, Language, Look, MfaAddress, MfaChoice,
    NewPassword, Notice, Page, PageError, Passkey, Password, Problem, Provider, Resend, Reset, SelectMfa,
    SetUpMfa, SetUpTotp, SignIn, SignInName, SignUp, SignedOut, Terms, ToProvider, UsePasskey,
};

const ADA: &str = "ada@example.com";
const GET: &str = r#"{"challenge":"AAECAwQFBgcICQoLDA0ODw","rpId":"localhost","timeout":180000,"userVerification":"preferred","allowCredentials":[]}"#;
const CREATE: &str = r#"{"challenge":"AAECAwQFBgcICQoLDA0ODw","rp":{"id":"localhost","name":"localhost"},"user":{"id":"YWRh","name":"ada","displayName":"ada"},"pubKeyCredParams":[{"type":"public-key","alg":-7}],"authenticatorSelection":{"residentKey":"required","requireResidentKey":true,"userVerification":"preferred"},"timeout":60000,"excludeCredentials":[]}"#;

/// Every sample with its name.
pub(crate) fn all(language: Language, look: &Arc<Look>) -> Vec<(&'static str, Page)> {
    let chrome = chrome(language, look);
    let wrong = |errors: Vec<PageError>| Chrome { errors, ..chrome.clone() };
    let mut samples = of_bodies(&chrome);
    samples.extend([
        ("sign_in_wrong", page(&wrong(vec![of_form(Problem::WrongCredentials)]), sign_in(full()))),
        ("sign_in_locked", page(&wrong(vec![of_form(Problem::TooMany(Some(240)))]), sign_in(full()))),
        ("code_wrong", page(&wrong(vec![of_field(Field::Code, Problem::WrongCode)]), code())),
        (
            "sign_in_unknown_domain",
            page(&wrong(vec![of_field(Field::WorkAddress, Problem::UnknownDomain)]), sign_in(by_domain())),
        ),
        ("sign_up_wrong", page(&wrong(wrong_sign_up()), sign_up())),
        (
            "confirmed",
            page(
                &Chrome { notice: Some(Notice::AccountConfirmed), ..chrome.clone() },
                Body::Confirmed(Confirmed { sign_in: true }),
            ),
        ),
        (
            "sign_in_password_changed",
            page(
                &Chrome { notice: Some(Notice::PasswordChanged), ..chrome.clone() },
                sign_in(SignIn { providers: Vec::new(), ..full() }),
            ),
        ),
    ]);
    samples
}

fn of_bodies(chrome: &Chrome) -> Vec<(&'static str, Page)> {
    let bodies = [
        ("sign_in", sign_in(full())),
        ("sign_in_name_first", sign_in(SignIn { asks_password: false, name: SignInName::Any, ..full() })),
        ("sign_in_plain", sign_in(plain())),
        ("sign_in_providers", sign_in(SignIn { own_users: false, sign_up: false, ..full() })),
        ("sign_in_by_domain", sign_in(by_domain())),
        ("to_provider", Body::ToProvider(ToProvider { provider: found() })),
        ("password", Body::Password(Password { username: ADA.into(), forgot: true, other_ways: true })),
        ("choose_factor", choose_factor()),
        (
            "use_passkey",
            Body::UsePasskey(UsePasskey { username: ADA.into(), options: GET.into(), other_ways: true }),
        ),
        ("continue", Body::Continue(Continue { username: ADA.into() })),
        ("code", code()),
        ("code_of_app", code_of_app()),
        ("select_mfa", Body::SelectMfa(SelectMfa { username: ADA.into(), choices: mfa_choices() })),
        ("set_up_mfa", Body::SetUpMfa(SetUpMfa { username: ADA.into(), choices: new_mfa_choices() })),
        (
            "mfa_address",
            Body::MfaAddress(MfaAddress {
                username: ADA.into(),
                contact: Contact::Phone,
                address: String::new(),
            }),
        ),
        ("set_up_totp", set_up_totp()),
        ("new_password", new_password()),
        ("sign_up", sign_up()),
        (
            "confirm",
            Body::Confirm(Confirm {
                username: ADA.into(),
                destination: Some("a***@e***".into()),
                resend: Resend::In(0),
            }),
        ),
        ("confirm_link", Body::ConfirmLink(ConfirmLink)),
        ("forgot", Body::Forgot(Forgot { name: SignInName::Email, username: String::new() })),
        ("reset", reset()),
        (
            "add_passkey",
            Body::AddPasskey(AddPasskey { username: ADA.into(), options: CREATE.into(), may_skip: true }),
        ),
        ("signed_out", Body::SignedOut(SignedOut { sign_in: true })),
        ("failed", failed(Failure::BadRequest, false)),
        ("failed_no_style", failed(Failure::NoStyle, false)),
        ("failed_provider", failed(Failure::Of(Problem::ProviderFailed), true)),
    ];
    bodies.into_iter().map(|(name, body)| (name, page(chrome, body))).collect()
}

pub(crate) fn page(chrome: &Chrome, body: Body) -> Page {
    let mut chrome = chrome.clone();
    // What is reached by a link.
    chrome.offers_languages = matches!(body, Body::SignIn(_) | Body::SignUp(_) | Body::Forgot(_));
    Page { chrome, body }
}

pub(crate) fn chrome(language: Language, look: &Arc<Look>) -> Chrome {
    Chrome {
        application: Some("Acme".to_owned()),
        query: "client_id=1example23456789&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback&response_type=code&state=a%26b".to_owned(),
        state: Some("sealed-state".to_owned()),
        ..Chrome::new(language, Arc::clone(look), "2b1d2a0c-csrf")
    }
}

const fn of_form(problem: Problem) -> PageError {
    PageError::of_form(problem)
}

const fn of_field(field: Field, problem: Problem) -> PageError {
    PageError::of_field(field, problem)
}

fn sign_in(form: SignIn) -> Body {
    Body::SignIn(form)
}

pub(crate) fn full() -> SignIn {
    SignIn {
        own_users: true,
        name: SignInName::Email,
        username: ADA.to_owned(),
        asks_password: true,
        providers: providers(),
        work_address: String::new(),
        sign_up: true,
        forgot: true,
        passkey: Some(Passkey { options: GET.to_owned(), state: "sealed-passkey".to_owned() }),
    }
}

fn plain() -> SignIn {
    let (name, username) = (SignInName::Username, String::new());
    SignIn { name, username, providers: Vec::new(), sign_up: false, forgot: false, passkey: None, ..full() }
}

fn providers() -> Vec<Provider> {
    let all = [
        ("Google", ProviderType::Google),
        ("Facebook", ProviderType::Facebook),
        ("LoginWithAmazon", ProviderType::Amazon),
        ("SignInWithApple", ProviderType::Apple),
        ("Contoso Staff", ProviderType::Oidc),
    ];
    all.map(|(name, kind)| Provider { name: name.to_owned(), kind, has_identifiers: false }).into()
}

/// A provider that is found by the domain of an address.
fn found() -> Provider {
    Provider { name: "Contoso Staff".to_owned(), kind: ProviderType::Saml, has_identifiers: true }
}

fn by_domain() -> SignIn {
    let providers = providers().into_iter().take(1).chain([found()]).collect();
    SignIn { providers, work_address: "ada@contoso.example".to_owned(), ..full() }
}

fn choose_factor() -> Body {
    let choice = |factor, destination: Option<&str>| FactorChoice {
        factor,
        destination: destination.map(str::to_owned),
    };
    let choices = vec![
        choice(FirstFactor::WebAuthn, None),
        choice(FirstFactor::Password, None),
        choice(FirstFactor::EmailOtp, Some("a***@e***")),
        choice(FirstFactor::SmsOtp, Some("+*******1234")),
    ];
    Body::ChooseFactor(ChooseFactor { username: ADA.to_owned(), choices })
}

fn code() -> Body {
    Body::Code(Code {
        username: ADA.to_owned(),
        source: CodeSource::Message {
            to: Contact::Email,
            destination: Some("a***@e***".to_owned()),
            resend: Resend::In(30),
        },
        digits: 6,
        asks_to_remember: true,
        other_ways: true,
    })
}

fn code_of_app() -> Body {
    let username = ADA.to_owned();
    Body::Code(Code {
        username,
        source: CodeSource::App,
        digits: 6,
        asks_to_remember: false,
        other_ways: false,
    })
}

fn mfa_choices() -> Vec<MfaChoice> {
    let destination = Some("+*******1234".to_owned());
    vec![
        MfaChoice { factor: SecondFactor::SoftwareToken, destination: None },
        MfaChoice { factor: SecondFactor::Sms, destination },
    ]
}

fn new_mfa_choices() -> Vec<MfaChoice> {
    let all = [SecondFactor::SoftwareToken, SecondFactor::Sms, SecondFactor::Email];
    all.map(|factor| MfaChoice { factor, destination: None }).into()
}

fn set_up_totp() -> Body {
    Body::SetUpTotp(SetUpTotp {
        username: ADA.to_owned(),
        uri: "otpauth://totp/Acme:ada%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSW&issuer=Acme".to_owned(),
        secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSW".to_owned(),
    })
}

fn new_password() -> Body {
    let attributes = vec![attribute("given_name"), attribute("birthdate")];
    Body::NewPassword(NewPassword { username: ADA.to_owned(), policy: PasswordPolicy::default(), attributes })
}

fn reset() -> Body {
    Body::Reset(Reset {
        username: ADA.to_owned(),
        destination: Some("a***@e***".to_owned()),
        policy: PasswordPolicy::default(),
        resend: Resend::In(0),
    })
}

fn sign_up() -> Body {
    Body::SignUp(SignUp {
        own_users: true,
        name: SignInName::Email,
        username: ADA.to_owned(),
        attributes: vec![attribute("name"), attribute("phone_number")],
        policy: Some(PasswordPolicy::default()),
        terms: Some(Terms {
            terms_of_use: "https://example.com/terms".to_owned(),
            privacy_policy: "https://example.com/privacy".to_owned(),
        }),
        providers: providers().into_iter().take(2).collect(),
    })
}

fn wrong_sign_up() -> Vec<PageError> {
    vec![
        of_field(Field::Username, Problem::NameTaken),
        of_field(Field::Attribute("phone_number".to_owned()), Problem::Invalid),
        of_field(Field::Password, Problem::PasswordPolicy),
    ]
}

fn attribute(name: &str) -> AttributeField {
    AttributeField { name: name.to_owned(), value: String::new() }
}

pub(crate) fn failed(failure: Failure, sign_in: bool) -> Body {
    Body::Failed(Failed { failure, sign_in })
}
