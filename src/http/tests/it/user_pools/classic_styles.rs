//! The style of the classic sign-in pages, and the certificate of SAML messages.

use serde_json::{Value, json};

use super::{People, UNKNOWN_CLIENT, no_pool};
use crate::desk::{Caller, Request, Sheet, of, text, unwritten, with};

/// The first bytes of a PNG.
const PNG: &str = "iVBORw0KGgo=";

/// A pool with a domain and a client, and how that is named.
async fn client(sheet: &Sheet) -> Value {
    let people = People::new(sheet).await;
    let domain = json!({ "UserPoolId": people.pool, "Domain": "people" });
    sheet.ask("cognito-idp:CreateUserPoolDomain", domain).await;
    json!({ "UserPoolId": people.pool, "ClientId": people.client })
}

fn css(colour: &str) -> Value {
    json!({ "CSS": format!(".banner-customizable {{ background-color: {colour}; }}") })
}

#[test]
fn set_ui_customization() {
    of("cognito-idp:SetUICustomization", async |sheet: &Sheet| {
        let web = client(sheet).await;
        let all = with(&web, json!({ "ClientId": null }));
        sheet.refused_as_signed(&with(&all, css("red"))).await;
        sheet.good("for all clients", with(&all, css("red"))).await;
        sheet.good("for one of them, with a logo", with(&web, json!({ "ImageFile": PNG }))).await;
        sheet.good("what is left out goes", with(&web, css("blue"))).await;
        sheet.good("nothing of its own", web.clone()).await;
        sheet
            .refused(
                "a class that the pages do not have",
                with(&all, json!({ "CSS": "body { color: red }" })),
            )
            .await;
        sheet.refused("no image", with(&all, json!({ "ImageFile": "R0lGODlh" }))).await;
        sheet.refused("the client is not there", with(&web, json!({ "ClientId": UNKNOWN_CLIENT }))).await;
        let plain = sheet.ask("cognito-idp:CreateUserPool", json!({ "PoolName": "plain" })).await;
        let plain = json!({ "UserPoolId": plain["UserPool"]["Id"] });
        sheet.refused("the pool has no domain", with(&plain, css("red"))).await;
        no_pool(sheet, &with(&all, css("red"))).await;
    });
}

#[test]
fn get_ui_customization() {
    of("cognito-idp:GetUICustomization", async |sheet: &Sheet| {
        let web = client(sheet).await;
        let all = with(&web, json!({ "ClientId": null }));
        sheet.refused_as_signed(&all).await;
        sheet.good("nothing is set", all.clone()).await;
        sheet.ask("cognito-idp:SetUICustomization", with(&all, css("red"))).await;
        sheet.good("that of all", all.clone()).await;
        sheet.good("a client that has none has that of all", web.clone()).await;
        sheet.ask("cognito-idp:SetUICustomization", with(&web, css("blue"))).await;
        sheet.good("a client's own", web.clone()).await;
        sheet.ask("cognito-idp:SetUICustomization", web.clone()).await;
        sheet.good("it is taken away again", web.clone()).await;
        sheet.refused("the client is not there", with(&web, json!({ "ClientId": UNKNOWN_CLIENT }))).await;
        no_pool(sheet, &all).await;
    });
}

#[test]
fn the_address_of_a_logo_leads_to_it_until_there_is_another() {
    unwritten(async |sheet: &Sheet| {
        let web = client(sheet).await;
        let set = async |image: &str| {
            let input = with(&web, json!({ "ImageFile": image }));
            let shown = sheet.ask("cognito-idp:SetUICustomization", input).await;
            let address = text(&shown["UICustomization"]["ImageUrl"]);
            address.strip_prefix("http://localhost:9229").expect("an address of the service").to_owned()
        };
        let got = async |address: &str| {
            sheet.desk.send_as(Request::plain("GET", address, ""), "", &Caller::Nobody).await
        };
        let png = set(PNG).await;
        let logo = got(&png).await;
        assert_eq!((logo.status, logo.header("content-type")), (200, Some("image/png")));
        assert_eq!(logo.header("content-security-policy"), Some("sandbox; default-src 'none'"));
        assert!(logo.body.contains("PNG"), "{}", logo.body);
        for wrong in
            [png.replace(".png", ".jpg"), png.replace("/20", "/19"), png.replace("us-east-1", "us-east-2")]
        {
            assert_eq!(got(&wrong).await.status, 404, "{wrong}");
        }
        sheet.desk.pass(1);
        let jpeg = set("/9j/4AAQ").await;
        assert_eq!((got(&png).await.status, got(&jpeg).await.status), (404, 200));
    });
}

#[test]
fn get_signing_certificate() {
    of("cognito-idp:GetSigningCertificate", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let pool = json!({ "UserPoolId": people.pool });
        sheet.refused_as_signed(&pool).await;
        let made = sheet.ask("cognito-idp:GetSigningCertificate", pool.clone()).await;
        sheet.learn(&text(&made["Certificate"]), "Certificate");
        sheet.good("the same each time", pool.clone()).await;
        no_pool(sheet, &pool).await;
    });
}
