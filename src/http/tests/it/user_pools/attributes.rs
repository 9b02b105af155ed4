//! Attributes of users, as administrators write them.

use serde_json::{Value, json};

use super::{People, no_user};
use crate::desk::{Sheet, of, of_part, with};

/// The input that writes these attributes of `ada`.
fn writing(people: &People<'_>, attributes: &[(&str, &str)]) -> Value {
    let attribute = |(name, value): &(&str, &str)| json!({ "Name": name, "Value": value });
    let attributes: Vec<_> = attributes.iter().map(attribute).collect();
    with(&people.user("ada"), json!({ "UserAttributes": attributes }))
}

/// The value of an attribute of `ada`; null where there is none.
async fn value(sheet: &Sheet, people: &People<'_>, name: &str) -> Value {
    let ada = sheet.ask("cognito-idp:AdminGetUser", people.user("ada")).await;
    let found = ada["UserAttributes"].as_array().unwrap().iter().find(|one| one["Name"] == name);
    found.map_or(Value::Null, |one| one["Value"].clone())
}

#[test]
fn admin_update_user_attributes() {
    of("cognito-idp:AdminUpdateUserAttributes", async |sheet: &Sheet| {
        let schema = json!([{ "Name": "shoe", "AttributeDataType": "String", "Mutable": false }]);
        let pool = json!({ "AliasAttributes": ["email"], "Schema": schema });
        let people = People::with(sheet, pool, json!({})).await;
        people.join("ada").await;
        people.join("bob").await;
        let named = writing(&people, &[("name", "Ada"), ("nickname", "A")]);
        sheet.refused_as_signed(&named).await;
        sheet.good("two attributes", named.clone()).await;
        sheet.good("one is taken away", writing(&people, &[("nickname", "")])).await;
        assert_eq!(
            (value(sheet, &people, "name").await, value(sheet, &people, "nickname").await),
            (json!("Ada"), Value::Null)
        );
        let verified = |email: &str| writing(&people, &[("email", email), ("email_verified", "true")]);
        sheet.good("another address, verified", verified("countess@example.com")).await;
        let by_alias = json!({ "Username": "countess@example.com" });
        sheet.ask("cognito-idp:AdminGetUser", with(&people.user("ada"), by_alias)).await;
        sheet.refused("the address of another user", verified("bob@example.com")).await;
        sheet.good("another address, not verified", writing(&people, &[("email", "a@example.com")])).await;
        for n in 0..4 {
            let next = writing(&people, &[("email", &format!("a{n}@example.com"))]);
            sheet.ask("cognito-idp:AdminUpdateUserAttributes", next).await;
        }
        sheet.refused("too many new addresses", writing(&people, &[("email", "b@example.com")])).await;
        sheet.refused("no address", verified("ada")).await;
        sheet.refused("no address, not verified", writing(&people, &[("email", "ada")])).await;
        for (title, name, value) in [
            ("an attribute that the pool does not have", "custom:hat", "42"),
            ("an attribute that cannot be changed", "custom:shoe", "42"),
            ("the sub", "sub", "1"),
        ] {
            sheet.refused(title, writing(&people, &[(name, value)])).await;
        }
        sheet.refused("an attribute twice", writing(&people, &[("name", "Ada"), ("name", "Eve")])).await;
        no_user(sheet, &named).await;
    });
}

#[test]
fn admin_delete_user_attributes() {
    of("cognito-idp:AdminDeleteUserAttributes", async |sheet: &Sheet| {
        let schema = json!([{ "Name": "email", "Required": true, "Mutable": true }]);
        let people = People::with(sheet, json!({ "Schema": schema }), json!({})).await;
        people.join("ada").await;
        let deleting = |names: &[&str]| with(&people.user("ada"), json!({ "UserAttributeNames": names }));
        sheet.ask("cognito-idp:AdminUpdateUserAttributes", writing(&people, &[("name", "Ada")])).await;
        sheet.refused_as_signed(&deleting(&["name"])).await;
        sheet.good("an attribute", deleting(&["name", "nickname"])).await;
        sheet.good("again", deleting(&["name"])).await;
        assert_eq!(value(sheet, &people, "name").await, Value::Null);
        sheet.refused("an attribute that the pool requires", deleting(&["email"])).await;
        sheet.refused("the sub", deleting(&["sub"])).await;
        no_user(sheet, &deleting(&["name"])).await;
    });
}

#[test]
fn an_address_that_is_no_longer_verified_gets_no_code() {
    of_part("cognito-idp:ForgotPassword", "address_removed", async |sheet: &Sheet| {
        let people = People::with(sheet, json!({}), json!({ "PreventUserExistenceErrors": "LEGACY" })).await;
        people.join("ada").await;
        let forgot = json!({ "ClientId": people.client, "Username": "ada" });
        sheet.good("to the verified address", forgot.clone()).await;
        let other = [("email", "countess@example.com"), ("email_verified", "false")];
        sheet.ask("cognito-idp:AdminUpdateUserAttributes", writing(&people, &other)).await;
        sheet.refused("another address that is not verified", forgot.clone()).await;
        let verified = [("email_verified", "true")];
        sheet.ask("cognito-idp:AdminUpdateUserAttributes", writing(&people, &verified)).await;
        sheet.good("once it is verified", forgot).await;
    });
}
