//! Users, as administrators and as they themselves see them.

use ports::mail::MailFault;
use serde_json::{Value, json};

use super::{PASSWORD, People, no_pool, no_token, no_user};
use crate::desk::{Sheet, of, of_part, with};

#[test]
fn admin_create_user() {
    of("cognito-idp:AdminCreateUser", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let email = json!([{ "Name": "email", "Value": "ada@example.com" }, { "Name": "email_verified", "Value": "true" }]);
        let ada =
            with(&people.user("ada"), json!({ "TemporaryPassword": PASSWORD, "UserAttributes": email }));
        sheet.refused_as_signed(&ada).await;
        sheet.good("an invitation by mail", ada.clone()).await;
        let silent = with(&people.user("bob"), json!({ "MessageAction": "SUPPRESS" }));
        sheet.good("no invitation", silent.clone()).await;
        sheet.refused("the name is taken", ada.clone()).await;
        let eve = with(&ada, json!({ "Username": "eve" }));
        sheet
            .refused("a password that breaks the policy", with(&eve, json!({ "TemporaryPassword": "short" })))
            .await;
        for (title, name, value) in [
            ("no address", "email", "eve"),
            ("no number", "phone_number", "123"),
            ("an attribute that the pool does not have", "custom:shoe", "42"),
            ("the sub", "sub", "1"),
        ] {
            let attributes = json!({ "UserAttributes": [{ "Name": name, "Value": value }] });
            sheet.refused(title, with(&eve, attributes)).await;
        }
        let verified = json!({ "UserAttributes": [{ "Name": "email_verified", "Value": "true" }] });
        sheet.refused("a verified address that is not there", with(&eve, verified)).await;
        let reachable = json!([{ "Name": "email", "Value": "eve@example.com" }, { "Name": "phone_number", "Value": "+14325551212" }]);
        let both = json!({ "DesiredDeliveryMediums": ["SMS", "EMAIL"], "UserAttributes": reachable });
        sheet.good("an invitation by mail and by text", with(&eve, both)).await;
        no_pool(sheet, &eve).await;
        sheet.desk.house.outbox.fail_mails(Some(MailFault::Unavailable));
        sheet.refused("the mail server is away", with(&ada, json!({ "Username": "eva" }))).await;
    });
}

#[test]
fn an_invitation_is_sent_once_more() {
    of_part("cognito-idp:AdminCreateUser", "again", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let email = json!([{ "Name": "email", "Value": "ada@example.com" }]);
        let ada =
            with(&people.user("ada"), json!({ "UserAttributes": email, "TemporaryPassword": PASSWORD }));
        sheet.ask("cognito-idp:AdminCreateUser", ada).await;
        let again = with(&people.user("ada"), json!({ "MessageAction": "RESEND" }));
        sheet.desk.pass(8 * 24 * 3_600);
        let password = json!({ "TemporaryPassword": "Battery-Staple-2" });
        sheet.good("another password", with(&again, password.clone())).await;
        let parameters = json!({ "USERNAME": "ada", "PASSWORD": "Battery-Staple-2" });
        let sign_in = with(&people.by_password("ada"), json!({ "AuthParameters": parameters }));
        let challenge = sheet.ask("cognito-idp:InitiateAuth", sign_in).await;
        assert_eq!(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED");
        let short = json!({ "TemporaryPassword": "short" });
        sheet.refused("a password that breaks the policy", with(&again, short)).await;
        sheet.refused("the user is not there", with(&again, json!({ "Username": "nobody" }))).await;
        people.join("bob").await;
        sheet.refused("a user who has joined", with(&again, json!({ "Username": "bob" }))).await;
        let named = People::with(sheet, json!({ "UsernameAttributes": ["email"] }), json!({})).await;
        let made = sheet.ask("cognito-idp:AdminCreateUser", named.user("eve@example.com")).await;
        let eve = with(&named.user("eve@example.com"), with(&password, json!({ "MessageAction": "RESEND" })));
        sheet.good("by the address", eve.clone()).await;
        let by_sub = with(&eve, json!({ "Username": made["User"]["Username"] }));
        sheet.refused("by the user name, which is no address", by_sub).await;
    });
}

#[test]
fn an_alias_is_taken_from_another_user() {
    of_part("cognito-idp:AdminCreateUser", "alias", async |sheet: &Sheet| {
        let people = People::with(sheet, json!({ "AliasAttributes": ["email"] }), json!({})).await;
        people.join("ada").await;
        let email = json!([{ "Name": "email", "Value": "ada@example.com" }, { "Name": "email_verified", "Value": "true" }]);
        let second =
            with(&people.user("bob"), json!({ "UserAttributes": email, "MessageAction": "SUPPRESS" }));
        sheet.refused("the address is the name of another user", second.clone()).await;
        let forced = with(&second, json!({ "ForceAliasCreation": true }));
        sheet.refused("the user name is taken", with(&forced, json!({ "Username": "ada" }))).await;
        sheet.good("the address is taken over", forced).await;
        let by_alias = sheet.ask("cognito-idp:AdminGetUser", people.user("ada@example.com")).await;
        assert_eq!(by_alias["Username"], "bob");
        let ada = sheet.ask("cognito-idp:AdminGetUser", people.user("ada")).await;
        let verified = json!({ "Name": "email_verified", "Value": "false" });
        assert!(ada["UserAttributes"].as_array().unwrap().contains(&verified), "{ada}");
    });
}

#[test]
fn admin_create_user_where_users_are_named_by_their_address() {
    of_part("cognito-idp:AdminCreateUser", "by_address", async |sheet: &Sheet| {
        let people = People::with(sheet, json!({ "UsernameAttributes": ["email"] }), json!({})).await;
        let ada = with(&people.user("ada@example.com"), json!({ "TemporaryPassword": PASSWORD }));
        sheet.good("an invitation by mail", ada.clone()).await;
        sheet.refused("the address is taken", ada).await;
        sheet.refused("a name that is no address", people.user("ada")).await;
    });
}

#[test]
fn admin_get_user() {
    of("cognito-idp:AdminGetUser", async |sheet: &Sheet| {
        let people = People::with(sheet, json!({ "AliasAttributes": ["email"] }), json!({})).await;
        people.join("ada").await;
        people.sign_up("bob").await;
        people.invite("eve").await;
        sheet.refused_as_signed(&people.user("ada")).await;
        sheet.good("a confirmed user", people.user("ada")).await;
        sheet.good("by an alias", people.user("ada@example.com")).await;
        sheet.good("an unconfirmed user", people.user("bob")).await;
        sheet.good("a user with a temporary password", people.user("eve")).await;
        no_user(sheet, &people.user("ada")).await;
    });
}

#[test]
fn admin_delete_user() {
    of("cognito-idp:AdminDeleteUser", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        sheet.refused_as_signed(&people.user("ada")).await;
        sheet.good("a user is deleted", people.user("ada")).await;
        sheet.refused("again", people.user("ada")).await;
        no_user(sheet, &people.user("ada")).await;
        let listed = sheet.ask("cognito-idp:ListUsers", json!({ "UserPoolId": people.pool })).await;
        assert_eq!(listed["Users"], json!([]));
        people.join("ada").await;
    });
}

#[test]
fn get_user() {
    of("cognito-idp:GetUser", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let tokens = people.member("ada").await;
        let input = json!({ "AccessToken": tokens["AccessToken"] });
        sheet.good("the user", input.clone()).await;
        no_token(sheet, &people, "ada", &tokens, &input).await;
    });
}

#[test]
fn get_user_by_a_client_that_may_read_little() {
    of_part("cognito-idp:GetUser", "read_attributes", async |sheet: &Sheet| {
        let people = People::with(sheet, json!({}), json!({ "ReadAttributes": ["name"] })).await;
        let tokens = people.member("ada").await;
        sheet.good("without the address", json!({ "AccessToken": tokens["AccessToken"] })).await;
    });
}

#[test]
fn delete_user() {
    of("cognito-idp:DeleteUser", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let tokens = people.member("ada").await;
        no_token(sheet, &people, "ada", &tokens, &json!({ "AccessToken": tokens["AccessToken"] })).await;
        let tokens = people.member("bob").await;
        sheet.good("the user is deleted", json!({ "AccessToken": tokens["AccessToken"] })).await;
        sheet.refused("again", json!({ "AccessToken": tokens["AccessToken"] })).await;
    });
}

#[test]
fn list_users() {
    of("cognito-idp:ListUsers", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.join("ada").await;
        people.sign_up("bob").await;
        let list = json!({ "UserPoolId": people.pool });
        let filtered = |filter: &str| with(&list, json!({ "Filter": filter }));
        sheet.refused_as_signed(&list).await;
        sheet.good("by name", filtered("username = \"ada\"")).await;
        sheet.good("by the beginning of an address", filtered("email ^= \"BOB@\"")).await;
        sheet.good("by status", filtered("cognito:user_status = \"CONFIRMED\"")).await;
        sheet.good("nobody", filtered("name = \"Ada\"")).await;
        let shown = with(&filtered("username = \"ada\""), json!({ "AttributesToGet": ["email"] }));
        sheet.good("one attribute of each", shown).await;
        let first = sheet.ask("cognito-idp:ListUsers", with(&list, json!({ "Limit": 1 }))).await;
        let token = &first["PaginationToken"];
        let second = with(&list, json!({ "Limit": 1, "PaginationToken": token }));
        let second = sheet.ask("cognito-idp:ListUsers", second).await;
        assert_ne!(first["Users"], second["Users"]);
        assert_eq!(second["PaginationToken"], Value::Null);
        let other = with(&filtered("username = \"ada\""), json!({ "PaginationToken": token }));
        sheet.refused("the page of another list", other).await;
        sheet.refused("no page", with(&list, json!({ "PaginationToken": "garbage" }))).await;
        sheet.refused("no filter", filtered("ada")).await;
        sheet.refused("a filter by what cannot be searched", filtered("custom:shoe = \"42\"")).await;
        let unknown = with(&list, json!({ "AttributesToGet": ["custom:shoe"] }));
        sheet.refused("an attribute that the pool does not have", unknown).await;
        sheet.refused("too many at a time", with(&list, json!({ "Limit": 61 }))).await;
        no_pool(sheet, &list).await;
    });
}
