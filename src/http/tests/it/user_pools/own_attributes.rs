//! Attributes of users, as users write and verify their own.

use serde_json::{Value, json};

use super::{People, no_token};
use crate::desk::{Sheet, of, of_part, text, with};

const UPDATE: &str = "cognito-idp:UpdateUserAttributes";
const VERIFY: &str = "cognito-idp:VerifyUserAttribute";
const SEND: &str = "cognito-idp:GetUserAttributeVerificationCode";

/// A call with the access token of these tokens.
fn by(tokens: &Value, input: Value) -> Value {
    with(&json!({ "AccessToken": tokens["AccessToken"] }), input)
}

fn writing(tokens: &Value, attributes: &[(&str, &str)]) -> Value {
    let attribute = |(name, value): &(&str, &str)| json!({ "Name": name, "Value": value });
    let attributes: Vec<_> = attributes.iter().map(attribute).collect();
    by(tokens, json!({ "UserAttributes": attributes }))
}

fn verifying(tokens: &Value, code: &str) -> Value {
    by(tokens, json!({ "AttributeName": "email", "Code": code }))
}

fn sending(tokens: &Value) -> Value {
    by(tokens, json!({ "AttributeName": "email" }))
}

/// The values of attributes of the user; null where there is none.
async fn values<const N: usize>(sheet: &Sheet, tokens: &Value, names: [&str; N]) -> [Value; N] {
    let user = sheet.ask("cognito-idp:GetUser", by(tokens, json!({}))).await;
    let found = user["UserAttributes"].as_array().unwrap();
    names.map(|name| {
        found.iter().find(|one| one["Name"] == name).map_or(Value::Null, |one| one["Value"].clone())
    })
}

/// A pool in which addresses are names.
async fn with_aliases(sheet: &Sheet) -> People<'_> {
    People::with(sheet, json!({ "AliasAttributes": ["email"] }), json!({})).await
}

#[test]
fn update_user_attributes() {
    of(UPDATE, async |sheet: &Sheet| {
        let schema = json!([{ "Name": "shoe", "AttributeDataType": "String", "Mutable": false }]);
        let readable = json!(["name", "nickname", "email", "email_verified", "custom:shoe"]);
        let writable = json!(["name", "nickname", "email", "custom:shoe"]);
        let client = json!({ "ReadAttributes": readable, "WriteAttributes": writable });
        let people = People::with(sheet, json!({ "Schema": schema }), client).await;
        let tokens = people.member("ada").await;
        sheet.good("two attributes", writing(&tokens, &[("name", "Ada"), ("nickname", "A")])).await;
        sheet.good("one is taken away", writing(&tokens, &[("nickname", "")])).await;
        assert_eq!(values(sheet, &tokens, ["name", "nickname"]).await, [json!("Ada"), Value::Null]);
        sheet.good("another address", writing(&tokens, &[("email", "countess@example.com")])).await;
        let email = values(sheet, &tokens, ["email", "email_verified"]).await;
        assert_eq!(email, [json!("countess@example.com"), json!("false")]);
        sheet.good("the same address", writing(&tokens, &[("email", "countess@example.com")])).await;
        for (title, name, value) in [
            ("no address", "email", "ada"),
            ("an attribute that the client may not write", "family_name", "King"),
            ("an address that is verified by saying so", "email_verified", "true"),
            ("an attribute that cannot be changed", "custom:shoe", "42"),
            ("the sub", "sub", "1"),
        ] {
            sheet.refused(title, writing(&tokens, &[(name, value)])).await;
        }
        sheet.refused("an attribute twice", writing(&tokens, &[("name", "Ada"), ("name", "Eve")])).await;
        for n in 0..4 {
            sheet.ask(UPDATE, writing(&tokens, &[("email", &format!("a{n}@example.com"))])).await;
        }
        sheet.refused("too many new addresses", writing(&tokens, &[("email", "b@example.com")])).await;
        no_token(sheet, &people, "ada", &tokens, &writing(&tokens, &[("name", "Ada")])).await;
    });
}

#[test]
fn an_alias_that_is_taken_is_not_written() {
    of_part(UPDATE, "alias", async |sheet: &Sheet| {
        let pool = json!({ "AliasAttributes": ["preferred_username"] });
        let people = People::with(sheet, pool, json!({})).await;
        let (ada, bob) = (people.member("ada").await, people.member("bob").await);
        sheet.good("a name", writing(&ada, &[("preferred_username", "countess")])).await;
        sheet.refused("the name of another user", writing(&bob, &[("preferred_username", "countess")])).await;
    });
}

#[test]
fn delete_user_attributes() {
    of("cognito-idp:DeleteUserAttributes", async |sheet: &Sheet| {
        let schema = json!([{ "Name": "email", "Required": true, "Mutable": true }]);
        let client = json!({ "WriteAttributes": ["name", "nickname", "email"] });
        let people = People::with(sheet, json!({ "Schema": schema }), client).await;
        let tokens = people.member("ada").await;
        let deleting = |names: &[&str]| by(&tokens, json!({ "UserAttributeNames": names }));
        sheet.ask(UPDATE, writing(&tokens, &[("name", "Ada")])).await;
        sheet.good("an attribute", deleting(&["name", "nickname"])).await;
        sheet.good("again", deleting(&["name"])).await;
        assert_eq!(values(sheet, &tokens, ["name"]).await, [Value::Null]);
        sheet.refused("an attribute that the pool requires", deleting(&["email"])).await;
        sheet.refused("an attribute that the client may not write", deleting(&["family_name"])).await;
        sheet.refused("the sub", deleting(&["sub"])).await;
        no_token(sheet, &people, "ada", &tokens, &deleting(&["name"])).await;
    });
}

#[test]
fn get_user_attribute_verification_code() {
    of(SEND, async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let tokens = people.member("ada").await;
        sheet.good("a code", sending(&tokens)).await;
        let named = |name: &str| with(&sending(&tokens), json!({ "AttributeName": name }));
        sheet.refused("an address that the user does not have", named("phone_number")).await;
        sheet.refused("no address", named("name")).await;
        for _ in 0..4 {
            sheet.ask(SEND, sending(&tokens)).await;
        }
        sheet.refused("too many codes", sending(&tokens)).await;
        no_token(sheet, &people, "ada", &tokens, &sending(&tokens)).await;
    });
}

#[test]
fn verify_user_attribute() {
    of(VERIFY, async |sheet: &Sheet| {
        let people = with_aliases(sheet).await;
        let tokens = people.member("ada").await;
        let code = app::testing::CODE;
        sheet.refused("no code was asked for", verifying(&tokens, code)).await;
        sheet.ask(UPDATE, writing(&tokens, &[("email", "countess@example.com")])).await;
        sheet.refused("a wrong code", verifying(&tokens, "000000")).await;
        sheet.good("the code", verifying(&tokens, code)).await;
        assert_eq!(values(sheet, &tokens, ["email_verified"]).await, [json!("true")]);
        people.sign_in("countess@example.com").await;
        sheet.refused("again", verifying(&tokens, code)).await;
        let name = with(&verifying(&tokens, code), json!({ "AttributeName": "name" }));
        sheet.refused("no address", name).await;
        people.join("bob").await;
        sheet.ask(UPDATE, writing(&tokens, &[("email", "bob@example.com")])).await;
        sheet.refused("the address of another user", verifying(&tokens, code)).await;
        sheet.ask(SEND, sending(&tokens)).await;
        for _ in 0..15 {
            sheet.desk.answer(VERIFY, &verifying(&tokens, "000000")).await;
        }
        sheet.refused("the code after too many wrong ones", verifying(&tokens, code)).await;
        sheet.ask(SEND, sending(&tokens)).await;
        sheet.desk.pass(24 * 3_600);
        let tokens = people.sign_in("ada").await;
        sheet.refused("a day later", verifying(&tokens, code)).await;
        no_token(sheet, &people, "ada", &tokens, &verifying(&tokens, code)).await;
    });
}

#[test]
fn an_address_that_must_be_verified_first_keeps_its_value_until_then() {
    of_part(UPDATE, "verified_first", async |sheet: &Sheet| {
        let first = json!({ "AttributesRequireVerificationBeforeUpdate": ["email"] });
        let pool = json!({ "AliasAttributes": ["email"], "UserAttributeUpdateSettings": first });
        let people = People::with(sheet, pool, json!({})).await;
        let tokens = people.member("ada").await;
        sheet.good("another address", writing(&tokens, &[("email", "countess@example.com")])).await;
        let email = || values(sheet, &tokens, ["email", "email_verified"]);
        assert_eq!(email().await, [json!("ada@example.com"), json!("true")]);
        people.sign_in("ada@example.com").await;
        let sent = sheet.ask(SEND, sending(&tokens)).await;
        assert_eq!(text(&sent["CodeDeliveryDetails"]["Destination"]), "c***@e***");
        sheet.ask(VERIFY, verifying(&tokens, app::testing::CODE)).await;
        assert_eq!(email().await, [json!("countess@example.com"), json!("true")]);
        people.sign_in("countess@example.com").await;
        let old = with(&people.user("ada"), json!({ "Username": "ada@example.com" }));
        let answer = sheet.desk.answer("cognito-idp:AdminGetUser", &old).await;
        assert_eq!(answer.json()["__type"], "UserNotFoundException");
        let mut by_admin = people.user("ada");
        by_admin["UserAttributes"] = json!([{ "Name": "email", "Value": "admin@example.com" }]);
        sheet.ask("cognito-idp:AdminUpdateUserAttributes", by_admin).await;
        assert_eq!(email().await[0], json!("countess@example.com"));
        sheet.ask(VERIFY, verifying(&tokens, app::testing::CODE)).await;
        assert_eq!(email().await[0], json!("admin@example.com"));
    });
}
