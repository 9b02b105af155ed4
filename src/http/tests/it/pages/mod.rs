//! The sign-in pages: each of them in English as a snapshot, all of them in every language, and what strangers' text becomes in them.

mod looks;
mod samples;

use std::{path::Path, sync::Arc};

use domain::user_pools::{classic_style, identity_provider::ProviderType};
use http_front::pages::{
    Body, Chrome, Confirm, ConfirmLink, Failure, Field, Language, Page, PageError, Problem, Provider, Resend,
    SignIn, Style, own_files,
};

use crate::desk::SNAPSHOTS;

/// What a page, with all files that it refers to, may weigh.
const WEIGHT_MAX: usize = 60_000;

fn plain() -> Style {
    Style::classic(&classic_style::Look::default())
}

/// Hashes in names change with every byte of the files; the files themselves are no part of a page's snapshot.
fn without_hashes(html: &str, style: &Style) -> String {
    let files = own_files().iter().chain(&style.files);
    files.fold(html.to_owned(), |html, file| {
        let extension = Path::new(&file.name).extension().unwrap().to_str().unwrap();
        html.replace(&file.name, &format!("<hash>.{extension}"))
    })
}

fn keep_snapshots(folder: &str, style: &Style) {
    let look = Arc::new(style.look.clone());
    let mut settings = insta::Settings::clone_current();
    settings
        .set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join(SNAPSHOTS).join("pages").join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, page) in samples::all(Language::English, &look) {
            insta::assert_snapshot!(name, without_hashes(&page.html().unwrap(), style));
        }
    });
}

#[test]
fn pages_of_the_classic_look() {
    keep_snapshots("classic", &looks::classic());
}

#[test]
fn pages_of_the_managed_look() {
    keep_snapshots("managed", &looks::managed());
}

/// The heading of a page.
fn heading(html: &str) -> &str {
    let (_, rest) = html.split_once("<h1 class=\"title\">").unwrap();
    rest.split_once("</h1>").unwrap().0
}

#[test]
fn every_page_speaks_every_language() {
    let look = Arc::new(plain().look);
    let english = samples::all(Language::English, &look);
    for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
        for ((name, page), (_, in_english)) in samples::all(language, &look).into_iter().zip(&english) {
            let html = page.html().unwrap();
            assert!(html.contains(&format!("<html lang=\"{}\"", language.tag())), "{name}");
            assert_eq!(html.matches("<h1").count(), 1, "{name} in {}", language.tag());
            assert_ne!(heading(&html), heading(&in_english.html().unwrap()), "{name} in {}", language.tag());
        }
    }
}

#[test]
fn no_page_has_script_style_or_handlers_of_its_own() {
    let look = Arc::new(looks::managed().look);
    for (name, page) in samples::all(Language::English, &look) {
        let html = page.html().unwrap();
        for wrong in ["<style", " style=", "javascript:", " onclick", " onload", " onsubmit"] {
            assert!(!html.contains(wrong), "{name} has {wrong}");
        }
        assert_eq!(html.matches("<script").count(), html.matches("<script src=").count(), "{name}");
    }
}

#[test]
fn a_page_is_light() {
    let style = looks::managed();
    let files: usize = own_files().iter().chain(&style.files).map(|file| file.bytes.len()).sum();
    for (name, page) in samples::all(Language::Japanese, &Arc::new(style.look)) {
        let weight = files + page.html().unwrap().len();
        assert!(weight < WEIGHT_MAX, "{name} weighs {weight} bytes");
    }
}

const MARKUP: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

/// Pages that show what strangers have written, each in as many places as there are.
fn pages_with_markup() -> Vec<Page> {
    let given = || MARKUP.to_owned();
    let chrome = Chrome {
        application: Some(given()),
        csrf: given(),
        query: given(),
        state: Some(given()),
        errors: vec![
            PageError::of_form(Problem::Message(given())),
            PageError::of_field(Field::Attribute(given()), Problem::Message(given())),
        ],
        ..samples::chrome(Language::English, &Arc::new(plain().look))
    };
    let provider = Provider { name: given(), kind: ProviderType::Oidc, has_identifiers: false };
    let sign_in = SignIn { username: given(), providers: vec![provider], ..samples::full() };
    let confirm = Confirm { username: given(), destination: Some(given()), resend: Resend::In(0) };
    let bodies = [
        Body::SignIn(sign_in),
        Body::Confirm(confirm),
        Body::ConfirmLink(ConfirmLink),
        samples::failed(Failure::Of(Problem::Message(given())), true),
    ];
    bodies.into_iter().map(|body| samples::page(&chrome, body)).collect()
}

#[test]
fn text_of_strangers_is_shown_and_never_markup() {
    for page in pages_with_markup() {
        let html = page.html().unwrap();
        assert!(!html.contains("<script>alert") && !html.contains("<img src=x"), "{html}");
        assert!(!html.contains("\"'>"), "an attribute was left: {html}");
        assert!(html.contains("&#60;script&#62;alert(1)"), "{html}");
    }
}

#[test]
fn links_to_legal_documents_lead_to_pages_of_the_web_alone() {
    let look = Arc::new(plain().look);
    let html = |terms_of_use: &str| {
        let sign_up = samples::all(Language::English, &look).into_iter().find(|(name, _)| *name == "sign_up");
        let mut page = sign_up.unwrap().1;
        let Body::SignUp(form) = &mut page.body else { panic!("another page") };
        form.terms.as_mut().unwrap().terms_of_use = terms_of_use.to_owned();
        page.html().unwrap()
    };
    assert!(html("https://example.com/terms").contains("https://example.com/terms"));
    assert!(!html("javascript:alert(1)").contains("class=\"terms"));
}

#[test]
fn a_page_with_errors_says_so_first_and_keeps_what_was_typed_but_no_password() {
    let look = Arc::new(plain().look);
    let pages = samples::all(Language::English, &look);
    let html = |wanted: &str| pages.iter().find(|(name, _)| *name == wanted).unwrap().1.html().unwrap();
    let wrong = html("sign_up_wrong");
    assert!(wrong.contains("<title>Error: Create your account – Acme</title>"), "{wrong}");
    assert!(wrong.contains("role=\"alert\" tabindex=\"-1\" autofocus"));
    assert!(wrong.contains("href=\"#attribute-phone_number\""));
    assert!(
        wrong.contains("aria-invalid=\"true\" aria-describedby=\"signInFormPassword-error password-policy\"")
    );
    assert!(wrong.contains("value=\"ada@example.com\""));
    assert_eq!(wrong.matches(" autofocus").count(), 1);
    let inputs = wrong.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap());
    let passwords: Vec<_> = inputs.filter(|input| input.contains("type=\"password\"")).collect();
    assert!(passwords.len() == 1 && !passwords[0].contains("value="), "{passwords:?}");
    assert!(!html("sign_up").contains("Error:"));
}

#[test]
fn every_link_and_form_carries_the_query_below_the_prefix() {
    let look = Arc::new(plain().look);
    for (name, mut page) in samples::all(Language::English, &look) {
        page.chrome.prefix = "/d/acme".to_owned();
        let html = page.html().unwrap();
        let addresses = html.split(" href=\"").chain(html.split(" action=\"")).skip(1);
        for address in
            addresses.map(|rest| rest.split('"').next().unwrap()).filter(|address| address.starts_with('/'))
        {
            assert!(address.starts_with("/d/acme/"), "{name}: {address}");
            let carries = address.contains("client_id=1example23456789") || address.contains("/assets/");
            assert!(carries, "{name}: {address}");
        }
    }
}
