//! Attributes that a pool gets after it was made.

use serde_json::{Value, json};

use super::{People, no_pool};
use crate::desk::{Sheet, of, of_part, text, with};

/// The input that adds one attribute.
fn adding(people: &People<'_>, attribute: &Value) -> Value {
    json!({ "UserPoolId": people.pool, "CustomAttributes": [attribute] })
}

#[test]
fn add_custom_attributes() {
    of("cognito-idp:AddCustomAttributes", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let tier = json!({ "Name": "tier", "AttributeDataType": "String" });
        let add = |attribute: Value| adding(&people, &with(&tier, attribute));
        sheet.refused_as_signed(&add(json!({}))).await;
        sheet.good("an attribute", add(json!({}))).await;
        sheet.refused("again", add(json!({}))).await;
        sheet.good("by the name of a standard one", add(json!({ "Name": "email" }))).await;
        sheet.good("for developers only", add(json!({ "DeveloperOnlyAttribute": true }))).await;
        let two = json!([tier, { "Name": "shoe", "AttributeDataType": "Number" }]);
        let two = json!({ "UserPoolId": people.pool, "CustomAttributes": two });
        sheet.refused("one that is there and one that is not", two).await;
        for (title, attribute) in refused_attributes() {
            let shoe = with(&tier, json!({ "Name": "shoe" }));
            sheet.refused(title, adding(&people, &with(&shoe, attribute))).await;
        }
        let many = |from: usize, to: usize| {
            let attributes = (from..to).map(|n| with(&tier, json!({ "Name": format!("a{n}") })));
            json!({ "UserPoolId": people.pool, "CustomAttributes": attributes.collect::<Vec<_>>() })
        };
        sheet.refused("more than 25 at once", many(0, 26)).await;
        sheet.ask("cognito-idp:AddCustomAttributes", many(0, 25)).await;
        sheet.refused("more than 50 of a pool", many(25, 48)).await;
        sheet.ask("cognito-idp:AddCustomAttributes", many(25, 47)).await;
        no_pool(sheet, &add(json!({}))).await;
    });
}

/// What is refused of an attribute, by what is refused of it.
fn refused_attributes() -> Vec<(&'static str, Value)> {
    vec![
        ("without a type", json!({ "AttributeDataType": null })),
        ("without a name", json!({ "Name": null })),
        ("a long name", json!({ "Name": "longer-than-20-signs-" })),
        ("required", json!({ "Required": true })),
        (
            "a longest length below the shortest",
            json!({ "StringAttributeConstraints": { "MinLength": "3", "MaxLength": "2" } }),
        ),
        (
            "a greatest number below the least",
            json!({ "AttributeDataType": "Number", "NumberAttributeConstraints": { "MinValue": "3", "MaxValue": "2" } }),
        ),
        ("longer than any text", json!({ "StringAttributeConstraints": { "MaxLength": "2049" } })),
        ("a bound that is no number", json!({ "StringAttributeConstraints": { "MaxLength": "long" } })),
    ]
}

/// A client without lists of attributes reads and writes what is added; one with a list keeps to its list.
#[test]
fn a_client_without_lists_sees_what_is_added() {
    of_part("cognito-idp:GetUser", "custom_attributes", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let listed = json!({ "WriteAttributes": ["email"], "ReadAttributes": ["email"] });
        let listed = text(&people.client_with(listed).await["ClientId"]);
        let shoe = json!({ "Name": "shoe", "AttributeDataType": "Number" });
        sheet.ask("cognito-idp:AddCustomAttributes", adding(&people, &shoe)).await;
        let mut ada = people.applicant("ada");
        ada["UserAttributes"].as_array_mut().unwrap().push(json!({ "Name": "custom:shoe", "Value": "38" }));
        let by_listed = with(&ada, json!({ "ClientId": listed }));
        let refused = sheet.desk.answer("cognito-idp:SignUp", &by_listed).await.json();
        assert_eq!(refused["__type"], "NotAuthorizedException", "{refused}");
        sheet.ask("cognito-idp:SignUp", ada).await;
        sheet.ask("cognito-idp:AdminConfirmSignUp", people.user("ada")).await;
        let token = |tokens: &Value| json!({ "AccessToken": tokens["AccessToken"] });
        sheet.good("by a client without lists", token(&people.sign_in("ada").await)).await;
        let by_listed = with(&people.by_password("ada"), json!({ "ClientId": listed }));
        let signed_in = sheet.ask("cognito-idp:InitiateAuth", by_listed).await;
        sheet.good("by a client with lists", token(&signed_in["AuthenticationResult"])).await;
    });
}

#[test]
fn a_pool_shows_what_was_added() {
    of_part("cognito-idp:DescribeUserPool", "custom_attributes", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let shoe = json!({
            "Name": "shoe", "AttributeDataType": "Number", "Mutable": false,
            "NumberAttributeConstraints": { "MinValue": "10", "MaxValue": "60" },
        });
        sheet.desk.pass(60);
        sheet.ask("cognito-idp:AddCustomAttributes", adding(&people, &shoe)).await;
        sheet.good("an attribute more", json!({ "UserPoolId": people.pool })).await;
        sheet.ask("cognito-idp:UpdateUserPool", json!({ "UserPoolId": people.pool })).await;
        let described = sheet.ask("cognito-idp:DescribeUserPool", json!({ "UserPoolId": people.pool })).await;
        let attributes = described["UserPool"]["SchemaAttributes"].as_array().unwrap();
        assert_eq!(attributes.last().unwrap()["Name"], "custom:shoe", "an update keeps it");
    });
}
