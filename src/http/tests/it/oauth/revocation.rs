//! `/oauth2/revoke`

use serde_json::json;

use super::{Call, of, people, refresh_token};
use crate::{
    desk::{Sheet, text, with},
    user_pools::UNKNOWN_CLIENT,
};

fn revoke<'a>(sheet: &'a Sheet, parameters: &[(&str, &str)]) -> Call<'a> {
    Call::form(sheet, "revoke", parameters)
}

#[test]
fn a_refresh_token_is_revoked_by_its_client() {
    of("revoke", async |sheet: &Sheet| {
        let people = people(sheet).await;
        let (public, tokens) = (("client_id", people.client.as_str()), people.member("ada").await);
        let (refresh, access) = (text(&tokens["RefreshToken"]), text(&tokens["AccessToken"]));
        revoke(sheet, &[]).refused("no token comes first").await;
        revoke(sheet, &[public, ("token", "")]).refused("an empty one").await;
        revoke(sheet, &[("token", &refresh)]).refused("no client").await;
        revoke(sheet, &[("token", &refresh), ("client_id", UNKNOWN_CLIENT)]).refused("no such client").await;
        revoke(sheet, &[("token", &refresh)]).basic(&people.client, "").refused("in the header").await;
        let other = text(&people.client_with(json!({})).await["ClientId"]);
        revoke(sheet, &[("token", &refresh), ("client_id", &other)]).refused("another client's").await;
        revoke(sheet, &[("token", &access), public]).refused("an access token").await;
        let alive = sheet.desk.answer("cognito-idp:GetUser", &json!({ "AccessToken": access })).await;
        assert_eq!(alive.status, 200, "nothing is revoked so far: {}", alive.body);
        revoke(sheet, &[("token", "none"), public]).good("no token of ours").await;
        revoke(sheet, &[("token", &refresh), public]).good("the token, and what came from it").await;
        let ended = sheet.desk.answer("cognito-idp:GetUser", &json!({ "AccessToken": access })).await;
        assert_eq!(ended.json()["message"], "Access Token has been revoked");
        revoke(sheet, &[("token", &refresh), public]).good("again").await;
        Call::new(sheet, "GET", "revoke").refused("another method").await;
    });
}

#[test]
fn a_client_with_a_secret_gives_it_in_the_header() {
    of("revoke_confidential", async |sheet: &Sheet| {
        let people = people(sheet).await;
        people.join("ada").await;
        let (client, secret) = people.client_and_secret().await;
        let hash = people.hash(&client, &secret, "ada");
        let parameters =
            json!({ "USERNAME": "ada", "PASSWORD": crate::user_pools::PASSWORD, "SECRET_HASH": hash });
        let by_password = json!({ "ClientId": client, "AuthParameters": parameters });
        let signed_in =
            sheet.ask("cognito-idp:InitiateAuth", with(&people.by_password("ada"), by_password)).await;
        let token = text(&signed_in["AuthenticationResult"]["RefreshToken"]);
        let token = ("token", token.as_str());
        let in_body = [token, ("client_id", client.as_str()), ("client_secret", secret.as_str())];
        revoke(sheet, &in_body).refused("in the body").await;
        revoke(sheet, &[token]).basic(&client, "").refused("an empty one").await;
        revoke(sheet, &[token]).basic(&client, "wrong").refused("a wrong one").await;
        revoke(sheet, &[token]).basic(&client, &secret).good("in the header").await;
    });
}

#[test]
fn a_client_that_lets_no_token_be_revoked_revokes_none() {
    of("revoke_off", async |sheet: &Sheet| {
        let people = people(sheet).await;
        let token = refresh_token(&people, "ada").await;
        let client = text(&people.client_with(json!({ "EnableTokenRevocation": false })).await["ClientId"]);
        revoke(sheet, &[("token", "none"), ("client_id", &client)]).refused("it is off").await;
        revoke(sheet, &[("token", &token), ("client_id", &client)]).refused("another client's").await;
    });
}
