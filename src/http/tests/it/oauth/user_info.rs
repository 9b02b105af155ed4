//! `/oauth2/userInfo`

use serde_json::{Value, json};

use super::{Call, of, people, people_with_function, with_scopes};
use crate::{
    desk::{Sheet, text, with},
    user_pools::People,
};

fn info<'a>(sheet: &'a Sheet, token: &str) -> Call<'a> {
    Call::new(sheet, "GET", "userInfo").header("authorization", &format!("Bearer {token}"))
}

/// A user with attributes; gives the access token, which has these scopes.
async fn ada(people: &People<'_>, sheet: &Sheet) -> String {
    people.join("ada").await;
    let attribute = |name: &str, value: &str| json!({ "Name": name, "Value": value });
    let attributes = [
        attribute("name", "Ada"),
        attribute("phone_number", "+12025550100"),
        attribute("custom:tenant", "7"),
        attribute("email_verified", "true"),
    ];
    let update = with(&people.user("ada"), json!({ "UserAttributes": attributes }));
    sheet.ask("cognito-idp:AdminUpdateUserAttributes", update).await;
    text(&people.sign_in("ada").await["AccessToken"])
}

async fn add_tenant(people: &People<'_>, sheet: &Sheet) {
    let tenant = json!({ "Name": "tenant", "AttributeDataType": "String", "Mutable": true });
    let added = json!({ "UserPoolId": people.pool, "CustomAttributes": [tenant] });
    sheet.ask("cognito-idp:AddCustomAttributes", added).await;
}

#[test]
fn what_is_told_is_what_the_scopes_name_as_it_is_now() {
    of("userInfo", async |sheet: &Sheet| {
        let people = people_with_function(sheet, "V2_0", with_scopes(&["openid"])).await;
        add_tenant(&people, sheet).await;
        let token = ada(&people, sheet).await;
        info(sheet, &token).good("openid alone tells all").await;
        let nobody = [("access_token", token.as_str())];
        Call::form(sheet, "userInfo", &nobody).good("the token in a form").await;
        let post = Call::new(sheet, "POST", "userInfo");
        post.header("authorization", &format!("Bearer {token}"))
            .good("posted, with the token in the header")
            .await;
        let name = json!([{ "Name": "name", "Value": "Ada Lovelace" }]);
        let update = with(&people.user("ada"), json!({ "UserAttributes": name }));
        sheet.ask("cognito-idp:AdminUpdateUserAttributes", update).await;
        assert_eq!(info(sheet, &token).good("after a change").await["name"], "Ada Lovelace");
        for scopes in [["openid", "email"], ["openid", "phone"], ["openid", "profile"]] {
            sheet.desk.house.functions.on("PreTokenGeneration", move |_| Ok(with_scopes(&scopes)));
            let token = text(&people.sign_in("ada").await["AccessToken"]);
            info(sheet, &token).good(&scopes.join(" and ")).await;
        }
    });
}

#[test]
fn a_client_is_told_what_it_may_read() {
    of("userInfo_readable", async |sheet: &Sheet| {
        let people = people_with_function(sheet, "V2_0", with_scopes(&["openid", "email", "profile"])).await;
        add_tenant(&people, sheet).await;
        ada(&people, sheet).await;
        let client = people.client_with(json!({ "ReadAttributes": ["email", "custom:tenant"] })).await;
        let password = with(&people.by_password("ada"), json!({ "ClientId": client["ClientId"] }));
        let tokens: Value = sheet.ask("cognito-idp:InitiateAuth", password).await;
        info(sheet, &text(&tokens["AuthenticationResult"]["AccessToken"])).good("two attributes").await;
    });
}

#[test]
fn nothing_is_told_for_another_token() {
    of("userInfo_refused", async |sheet: &Sheet| {
        let people = people(sheet).await;
        let tokens = people.member("ada").await;
        let access = text(&tokens["AccessToken"]);
        Call::new(sheet, "GET", "userInfo").refused("no token").await;
        info(sheet, "none").refused("no token at all").await;
        info(sheet, &text(&tokens["RefreshToken"])).refused("a refresh token").await;
        info(sheet, &text(&tokens["IdToken"])).refused("an ID token").await;
        info(sheet, &access).refused("a token of the API").await;
        people.api("api", &["read"]).await;
        let program = people.program(&["api/read"]).await;
        let own = sheet.ask("cognito-idp:GetClientToken", program).await;
        let own = text(&own["ClientAuthenticationResult"]["AccessToken"]);
        info(sheet, &own).refused("a client's own token").await;
        let (start, _) = access.rsplit_once('.').unwrap();
        let forged = format!("{start}.AAAA");
        sheet.learn(&forged, "ForgedToken");
        info(sheet, &forged).refused("a forged one").await;
        let other = People::new(sheet).await.member("ada").await;
        info(sheet, &text(&other["AccessToken"])).refused("one of another pool").await;
        Call::new(sheet, "PUT", "userInfo").refused("another method").await;
        let ended = people.member("bob").await;
        sheet.ask("cognito-idp:AdminUserGlobalSignOut", people.user("bob")).await;
        info(sheet, &text(&ended["AccessToken"])).refused("signed out").await;
        sheet.ask("cognito-idp:AdminDisableUser", people.user("ada")).await;
        info(sheet, &access).refused("disabled").await;
        sheet.ask("cognito-idp:AdminDeleteUser", people.user("ada")).await;
        info(sheet, &access).refused("deleted").await;
        let late = text(&people.member("eve").await["AccessToken"]);
        sheet.desk.pass(3_600);
        info(sheet, &late).refused("expired").await;
    });
}
