//! Styles of the managed sign-in pages.

use serde_json::{Value, json};

use super::{People, UNKNOWN_CLIENT, no_pool};
use crate::desk::{Sheet, of, with};

/// `<svg/>`
const SVG: &str = "PHN2Zy8+";
const UNKNOWN_STYLE: &str = "00000000-0000-4000-8000-000000000000";

/// A client, as it is named.
async fn client(sheet: &Sheet) -> Value {
    let people = People::new(sheet).await;
    json!({ "UserPoolId": people.pool, "ClientId": people.client })
}

fn dark() -> Value {
    json!({ "categories": { "global": { "colorSchemeMode": "DARK" } }, "$secret": "a document's own" })
}

fn logo(extension: &str) -> Value {
    json!([{ "Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": extension, "Bytes": SVG }])
}

/// A client's style with settings of its own, as it is named.
async fn style(sheet: &Sheet, client: &Value) -> Value {
    let own = with(client, json!({ "Settings": dark(), "Assets": logo("SVG") }));
    let made = sheet.ask("cognito-idp:CreateManagedLoginBranding", own).await;
    let id = &made["ManagedLoginBranding"]["ManagedLoginBrandingId"];
    json!({ "UserPoolId": client["UserPoolId"], "ManagedLoginBrandingId": id })
}

/// What is refused of the settings of a style that is made or changed.
fn refused_settings() -> Vec<(&'static str, Value)> {
    let icon = json!([{ "Category": "FAVICON_ICO", "ColorMode": "LIGHT", "Extension": "SVG", "Bytes": SVG }]);
    let stored =
        json!([{ "Category": "FORM_LOGO", "ColorMode": "DARK", "Extension": "SVG", "ResourceId": "x" }]);
    let empty = json!([{ "Category": "FORM_LOGO", "ColorMode": "DARK", "Extension": "SVG" }]);
    vec![
        ("neither kind of settings", json!({ "Settings": null })),
        ("both kinds of settings", json!({ "UseCognitoProvidedValues": true })),
        ("settings that are no object", json!({ "Settings": "dark" })),
        ("a file that is of another type", json!({ "Assets": logo("PNG") })),
        ("a file of a type that is not shown there", json!({ "Assets": icon })),
        ("a file of AWS's", json!({ "Assets": stored })),
        ("no file", json!({ "Assets": empty })),
    ]
}

#[test]
fn create_managed_login_branding() {
    of("cognito-idp:CreateManagedLoginBranding", async |sheet: &Sheet| {
        let web = client(sheet).await;
        let provided = with(&web, json!({ "UseCognitoProvidedValues": true }));
        sheet.refused_as_signed(&provided).await;
        let own = with(&web, json!({ "Settings": dark() }));
        for (title, settings) in refused_settings() {
            sheet.refused(title, with(&own, settings)).await;
        }
        sheet
            .refused("the client is not there", with(&provided, json!({ "ClientId": UNKNOWN_CLIENT })))
            .await;
        sheet.good("the service's settings", provided.clone()).await;
        sheet.refused("the client has a style", own.clone()).await;
        let app = json!({ "UserPoolId": web["UserPoolId"], "ClientName": "app" });
        let app = sheet.ask("cognito-idp:CreateUserPoolClient", app).await;
        let app = with(&own, json!({ "ClientId": app["UserPoolClient"]["ClientId"], "Assets": logo("SVG") }));
        sheet.good("settings and a file of one's own", app).await;
        no_pool(sheet, &provided).await;
    });
}

#[test]
fn describe_managed_login_branding() {
    of("cognito-idp:DescribeManagedLoginBranding", async |sheet: &Sheet| {
        let style = style(sheet, &client(sheet).await).await;
        sheet.refused_as_signed(&style).await;
        sheet.good("a style", style.clone()).await;
        sheet
            .good("with the service's settings", with(&style, json!({ "ReturnMergedResources": true })))
            .await;
        sheet
            .refused("it is not there", with(&style, json!({ "ManagedLoginBrandingId": UNKNOWN_STYLE })))
            .await;
        no_pool(sheet, &style).await;
    });
}

#[test]
fn describe_managed_login_branding_by_client() {
    of("cognito-idp:DescribeManagedLoginBrandingByClient", async |sheet: &Sheet| {
        let web = client(sheet).await;
        sheet.refused_as_signed(&web).await;
        sheet.refused("it has no style", web.clone()).await;
        let named = style(sheet, &web).await;
        sheet.good("its style", web.clone()).await;
        sheet.refused("the client is not there", with(&web, json!({ "ClientId": UNKNOWN_CLIENT }))).await;
        sheet.ask("cognito-idp:DeleteUserPoolClient", web).await;
        let left = sheet.desk.answer("cognito-idp:DescribeManagedLoginBranding", &named).await;
        assert_eq!(left.status, 400, "a style ends with its client: {}", left.body);
        no_pool(sheet, &json!({ "UserPoolId": named["UserPoolId"], "ClientId": UNKNOWN_CLIENT })).await;
    });
}

#[test]
fn update_managed_login_branding() {
    of("cognito-idp:UpdateManagedLoginBranding", async |sheet: &Sheet| {
        let style = with(&style(sheet, &client(sheet).await).await, json!({ "Settings": dark() }));
        sheet.refused_as_signed(&style).await;
        sheet.desk.pass(60);
        let provided = json!({ "Settings": null, "UseCognitoProvidedValues": true });
        sheet.good("the service's settings, the files stay", with(&style, provided)).await;
        sheet.good("settings of one's own, and no files", with(&style, json!({ "Assets": [] }))).await;
        for (title, settings) in refused_settings() {
            sheet.refused(title, with(&style, settings)).await;
        }
        sheet.refused("no pool is named", with(&style, json!({ "UserPoolId": null }))).await;
        sheet.refused("no style is named", with(&style, json!({ "ManagedLoginBrandingId": null }))).await;
        sheet
            .refused("it is not there", with(&style, json!({ "ManagedLoginBrandingId": UNKNOWN_STYLE })))
            .await;
        no_pool(sheet, &style).await;
    });
}

#[test]
fn delete_managed_login_branding() {
    of("cognito-idp:DeleteManagedLoginBranding", async |sheet: &Sheet| {
        let web = client(sheet).await;
        let named = style(sheet, &web).await;
        sheet.refused_as_signed(&named).await;
        sheet.good("a style is deleted", named.clone()).await;
        sheet.refused("again", named.clone()).await;
        style(sheet, &web).await;
        no_pool(sheet, &named).await;
    });
}
