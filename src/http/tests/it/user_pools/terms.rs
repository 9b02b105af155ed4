//! Legal documents of clients.

use serde_json::{Value, json};

use super::{People, UNKNOWN_CLIENT, no_pool};
use crate::desk::{Sheet, of, with};

const UNKNOWN_TERMS: &str = "00000000-0000-4000-8000-000000000000";

fn links() -> Value {
    json!({ "cognito:default": "https://example.com/terms", "cognito:french": "https://example.com/fr" })
}

/// The input that gives a client its terms of use.
async fn terms_of_use(sheet: &Sheet) -> Value {
    let people = People::new(sheet).await;
    json!({
        "UserPoolId": people.pool,
        "ClientId": people.client,
        "TermsName": "terms-of-use",
        "TermsSource": "LINK",
        "Enforcement": "NONE",
        "Links": links(),
    })
}

/// A document that was made, as it is named.
async fn made(sheet: &Sheet, document: &Value) -> Value {
    let made = sheet.ask("cognito-idp:CreateTerms", document.clone()).await;
    json!({ "UserPoolId": document["UserPoolId"], "TermsId": made["Terms"]["TermsId"] })
}

fn policy() -> Value {
    json!({ "TermsName": "privacy-policy" })
}

#[test]
fn create_terms() {
    of("cognito-idp:CreateTerms", async |sheet: &Sheet| {
        let document = terms_of_use(sheet).await;
        sheet.refused_as_signed(&document).await;
        sheet.good("terms of use", document.clone()).await;
        sheet.refused("another one", document.clone()).await;
        sheet.good("a privacy policy", with(&document, policy())).await;
        let french = json!({ "Links": { "cognito:french": "https://example.com/fr" } });
        sheet.refused("not for every language", with(&document, french)).await;
        sheet.refused("no links", with(&document, json!({ "Links": null }))).await;
        sheet.refused("a name of one's own", with(&document, json!({ "TermsName": "rules" }))).await;
        sheet
            .refused("the client is not there", with(&document, json!({ "ClientId": UNKNOWN_CLIENT })))
            .await;
        no_pool(sheet, &document).await;
    });
}

#[test]
fn describe_terms() {
    of("cognito-idp:DescribeTerms", async |sheet: &Sheet| {
        let document = terms_of_use(sheet).await;
        let named = made(sheet, &document).await;
        sheet.refused_as_signed(&named).await;
        sheet.good("a document", named.clone()).await;
        sheet.refused("it is not there", with(&named, json!({ "TermsId": UNKNOWN_TERMS }))).await;
        let client = json!({ "UserPoolId": named["UserPoolId"], "ClientId": document["ClientId"] });
        sheet.ask("cognito-idp:DeleteUserPoolClient", client).await;
        sheet.refused("its client was deleted", named.clone()).await;
        no_pool(sheet, &named).await;
    });
}

#[test]
fn describe_terms_by_client() {
    of("cognito-idp:DescribeTermsByClient", async |sheet: &Sheet| {
        let document = terms_of_use(sheet).await;
        made(sheet, &document).await;
        let named = with(&document, json!({ "TermsSource": null, "Enforcement": null, "Links": null }));
        sheet.refused_as_signed(&named).await;
        sheet.good("a document", named.clone()).await;
        sheet.refused("it has none of this kind", with(&named, policy())).await;
        sheet.refused("the client is not there", with(&named, json!({ "ClientId": UNKNOWN_CLIENT }))).await;
        no_pool(sheet, &named).await;
    });
}

#[test]
fn update_terms() {
    of("cognito-idp:UpdateTerms", async |sheet: &Sheet| {
        let document = terms_of_use(sheet).await;
        let named = made(sheet, &document).await;
        sheet.refused_as_signed(&named).await;
        sheet.desk.pass(60);
        sheet.good("what is left out stays", named.clone()).await;
        let english = json!({ "Links": { "cognito:default": "https://example.com/new" } });
        sheet.good("other links", with(&named, english)).await;
        sheet.good("a document of the other kind", with(&named, policy())).await;
        made(sheet, &document).await;
        let back = json!({ "TermsName": "terms-of-use" });
        sheet.refused("there is one of that kind again", with(&named, back)).await;
        let french = json!({ "Links": { "cognito:french": "https://example.com/fr" } });
        sheet.refused("not for every language", with(&named, french)).await;
        sheet.refused("it is not there", with(&named, json!({ "TermsId": UNKNOWN_TERMS }))).await;
        no_pool(sheet, &named).await;
    });
}

#[test]
fn delete_terms() {
    of("cognito-idp:DeleteTerms", async |sheet: &Sheet| {
        let document = terms_of_use(sheet).await;
        let named = made(sheet, &document).await;
        sheet.refused_as_signed(&named).await;
        sheet.good("a document is deleted", named.clone()).await;
        sheet.refused("again", named.clone()).await;
        made(sheet, &document).await;
        no_pool(sheet, &named).await;
    });
}

#[test]
fn list_terms() {
    of("cognito-idp:ListTerms", async |sheet: &Sheet| {
        let document = terms_of_use(sheet).await;
        let list = json!({ "UserPoolId": document["UserPoolId"] });
        sheet.refused_as_signed(&list).await;
        sheet.good("none", list.clone()).await;
        made(sheet, &document).await;
        sheet.good("one", list.clone()).await;
        made(sheet, &with(&document, policy())).await;
        let first = sheet.ask("cognito-idp:ListTerms", with(&list, json!({ "MaxResults": 1 }))).await;
        let next = json!({ "MaxResults": 1, "NextToken": first["NextToken"] });
        let second = sheet.ask("cognito-idp:ListTerms", with(&list, next)).await;
        assert_ne!(first["Terms"][0]["TermsName"], second["Terms"][0]["TermsName"]);
        assert_eq!(second.get("NextToken"), None);
        sheet.refused("no page", with(&list, json!({ "NextToken": "garbage" }))).await;
        sheet.refused("too many at a time", with(&list, json!({ "MaxResults": 61 }))).await;
        no_pool(sheet, &list).await;
    });
}
