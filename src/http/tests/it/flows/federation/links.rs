//! Accounts at providers that are linked to users.

use serde_json::json;

use super::{
    federated, foreign,
    functions::{called, functions},
    held::{Gate, held},
    sign_in, tokens,
};
use crate::{
    desk::{Sheet, unwritten, with},
    flows::claims,
};

#[test]
fn a_linked_account_signs_the_users_own_profile_in() {
    unwritten(async |sheet: &Sheet| {
        let (people, client) = federated(sheet, json!({})).await;
        people.join("ada").await;
        let link = json!({
            "UserPoolId": people.pool,
            "DestinationUser": { "ProviderName": "Cognito", "ProviderAttributeValue": "ada" },
            "SourceUser": {
                "ProviderName": "Work", "ProviderAttributeName": "mail", "ProviderAttributeValue": "ada@work.example",
            },
        });
        sheet.ask("cognito-idp:AdminLinkProviderForUser", link).await;
        let said = [("mail", "ada@work.example"), ("full_name", "Ada Lovelace")];
        let id = claims(&tokens(sheet, &client, foreign("7", &said)).await["id_token"]);
        assert_eq!((&id["cognito:username"], &id["email"]), (&json!("ada"), &json!("ada@work.example")));
        assert_eq!(
            (&id["identities"][0]["userId"], &id["identities"][0]["primary"]),
            (&json!("7"), &json!("false"))
        );
        let again = tokens(sheet, &client, foreign("7", &[("mail", "changed@work.example")])).await;
        assert_eq!(claims(&again["id_token"])["sub"], id["sub"], "known by the provider's own id since");
    });
}

#[test]
fn the_account_of_a_federated_user_is_linked_to_no_other_and_disabled_signs_no_one_in() {
    unwritten(async |sheet: &Sheet| {
        let (people, client) = federated(sheet, json!({})).await;
        people.join("ada").await;
        tokens(sheet, &client, foreign("1", &[])).await;
        let account = |value: &str| json!({ "ProviderName": "Work", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": value });
        let link = json!({
            "UserPoolId": people.pool,
            "DestinationUser": { "ProviderName": "Cognito", "ProviderAttributeValue": "ada" },
            "SourceUser": account("1"),
        });
        let refused = sheet.desk.answer("cognito-idp:AdminLinkProviderForUser", &link).await;
        assert_eq!(
            (refused.status, &refused.json()["__type"]),
            (400, &json!("AliasExistsException")),
            "{}",
            refused.body
        );
        let more = with(&link, json!({ "DestinationUser": account("1"), "SourceUser": account("2") }));
        sheet.ask("cognito-idp:AdminLinkProviderForUser", more).await;
        let by_second = tokens(sheet, &client, foreign("2", &[])).await;
        assert_eq!(claims(&by_second["id_token"])["cognito:username"], json!("work_1"));
        let disable = json!({ "UserPoolId": people.pool, "User": account("1") });
        sheet.ask("cognito-idp:AdminDisableProviderForUser", disable).await;
        let told = sign_in(sheet, &client, foreign("1", &[])).await;
        assert_eq!(told["error_description"], "Already found an entry for username work_1");
    });
}

#[test]
fn a_function_that_links_the_account_at_its_first_sign_in_has_the_linked_user_sign_in() {
    held("PreSignUp_ExternalProvider", async |sheet: &Sheet, gate: &Gate| {
        let (people, client) = federated(sheet, functions(sheet)).await;
        people.join("ada").await;
        called(sheet);
        let link = json!({
            "UserPoolId": people.pool,
            "DestinationUser": { "ProviderName": "Cognito", "ProviderAttributeValue": "ada" },
            "SourceUser": {
                "ProviderName": "Work", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "1",
            },
        });
        let by_function = async {
            gate.arrived(1).await;
            sheet.ask("cognito-idp:AdminLinkProviderForUser", link).await;
            gate.open();
        };
        let ada = foreign("1", &[("mail", "ada@work.example")]);
        let (first, ()) = tokio::join!(tokens(sheet, &client, ada.clone()), by_function);
        let id = claims(&first["id_token"]);
        assert_eq!((&id["cognito:username"], &id["email"]), (&json!("ada"), &json!("ada@work.example")));
        let sources = [
            "InboundFederation_ExternalProvider",
            "PreSignUp_ExternalProvider",
            "PreAuthentication_Authentication",
            "PostAuthentication_Authentication",
        ];
        assert_eq!(called(sheet), sources, "no user is confirmed: none is made");
        let made = sheet.desk.answer("cognito-idp:AdminGetUser", &people.user("work_1")).await;
        assert_eq!(made.status, 400, "{}", made.body);
        let later = tokens(sheet, &client, ada).await;
        assert_eq!(claims(&later["id_token"])["sub"], id["sub"]);
    });
}
