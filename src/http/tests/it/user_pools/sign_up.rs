//! Signing up and confirming.

use serde_json::json;

use super::{PASSWORD, People, UNKNOWN_CLIENT, no_user, simulated};
use crate::desk::{Sheet, of, of_part, with};

const DAY: u64 = 86_400;

#[test]
fn sign_up() {
    of("cognito-idp:SignUp", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let (ada, bob) = (people.applicant("ada"), people.applicant("bob"));
        sheet.good("a user signs up", ada.clone()).await;
        let email = |value: &str| json!({ "UserAttributes": [{ "Name": "email", "Value": value }] });
        sheet
            .good("without an address", with(&people.applicant("eve"), json!({ "UserAttributes": null })))
            .await;
        sheet.refused("nothing is given", json!({})).await;
        sheet.refused("the name is taken", ada).await;
        sheet.refused("a password that breaks the policy", with(&bob, json!({ "Password": "short" }))).await;
        sheet.refused("without a password", with(&bob, json!({ "Password": null }))).await;
        sheet.refused("no address", with(&bob, email("bob"))).await;
        for (title, attribute) in [
            ("an attribute that the pool does not have", "custom:shoe"),
            ("an attribute that no client writes", "email_verified"),
            ("the sub", "sub"),
        ] {
            let attributes = json!({ "UserAttributes": [{ "Name": attribute, "Value": "true" }] });
            sheet.refused(title, with(&bob, attributes)).await;
        }
        sheet.refused("the client is not there", with(&bob, json!({ "ClientId": UNKNOWN_CLIENT }))).await;
        sheet.refused("a hash and no secret", with(&bob, json!({ "SecretHash": "aGFzaA==" }))).await;
        let (client, hash) = people.secret_client("bob").await;
        let bob = with(&bob, json!({ "ClientId": client }));
        sheet.refused("a secret and no hash", bob.clone()).await;
        sheet.refused("a wrong hash", with(&bob, json!({ "SecretHash": "aGFzaA==" }))).await;
        sheet.good("a right hash", with(&bob, json!({ "SecretHash": hash }))).await;
        let only = json!({ "AdminCreateUserConfig": { "AllowAdminCreateUserOnly": true } });
        let closed = People::with(sheet, only, json!({})).await;
        sheet.refused("only administrators make users", closed.applicant("bob")).await;
    });
}

#[test]
fn sign_up_where_users_are_named_by_their_address() {
    of_part("cognito-idp:SignUp", "by_address", async |sheet: &Sheet| {
        let people = People::with(sheet, json!({ "UsernameAttributes": ["email"] }), json!({})).await;
        let ada = json!({ "ClientId": people.client, "Username": "ada@example.com", "Password": PASSWORD });
        sheet.good("a user signs up", ada.clone()).await;
        sheet.refused("the address is taken", ada.clone()).await;
        sheet.refused("a name that is no address", with(&ada, json!({ "Username": "ada" }))).await;
        let other = json!({ "Username": "bob@example.com",
            "UserAttributes": [{ "Name": "email", "Value": "eve@example.com" }] });
        sheet.refused("another address beside it", with(&ada, other)).await;
    });
}

#[test]
fn confirm_sign_up() {
    of("cognito-idp:ConfirmSignUp", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let confirm = |name: &str, code: &str| json!({ "ClientId": people.client, "Username": name, "ConfirmationCode": code });
        people.sign_up("ada").await;
        sheet.refused("nothing is given", json!({})).await;
        sheet.refused("a wrong code", confirm("ada", "000000")).await;
        sheet.good("the code", confirm("ada", "123456")).await;
        sheet.refused("again", confirm("ada", "123456")).await;
        sheet.refused("again, with a wrong code", confirm("ada", "000000")).await;
        sheet.refused("an unknown user", confirm("nobody", "123456")).await;
        let telling = people.telling_client().await;
        let told = |name: &str| with(&confirm(name, "123456"), json!({ "ClientId": telling }));
        sheet.refused("an unknown user, by a client that tells who exists", told("nobody")).await;
        sheet.refused("again, by a client that tells who exists", told("ada")).await;
        people.sign_up("bob").await;
        sheet.desk.pass(DAY + 1);
        sheet.refused("a day later", confirm("bob", "123456")).await;
        sheet.refused("a day later, by a client that tells who exists", told("bob")).await;
        people.sign_up("eve").await;
        for _ in 0..15 {
            sheet.desk.answer("cognito-idp:ConfirmSignUp", &confirm("eve", "000000")).await;
        }
        sheet.refused("the code after too many wrong ones", confirm("eve", "123456")).await;
        sheet
            .refused("the client is not there", with(&told("eve"), json!({ "ClientId": UNKNOWN_CLIENT })))
            .await;
        let hash = json!({ "SecretHash": "aGFzaA==" });
        sheet.refused("a hash and no secret", with(&confirm("eve", "123456"), hash)).await;
    });
}

#[test]
fn confirm_sign_up_with_an_alias() {
    of_part("cognito-idp:ConfirmSignUp", "alias", async |sheet: &Sheet| {
        let people = People::with(sheet, json!({ "AliasAttributes": ["email"] }), json!({})).await;
        people.join("ada").await;
        let second = with(
            &people.applicant("bob"),
            json!({ "UserAttributes": people.applicant("ada")["UserAttributes"] }),
        );
        sheet.ask("cognito-idp:SignUp", second).await;
        let bob = json!({ "ClientId": people.client, "Username": "bob", "ConfirmationCode": "123456" });
        sheet.refused("the address is somebody's alias", bob.clone()).await;
        let forced = with(&bob, json!({ "ForceAliasCreation": true }));
        let wrong = with(&forced, json!({ "ConfirmationCode": "000000" }));
        sheet.refused("a wrong code takes no alias", wrong).await;
        assert_eq!(
            sheet.ask("cognito-idp:AdminGetUser", people.user("ada@example.com")).await["Username"],
            "ada"
        );
        sheet.good("the address is taken over", forced).await;
        assert_eq!(
            sheet.ask("cognito-idp:AdminGetUser", people.user("ada@example.com")).await["Username"],
            "bob"
        );
        people.sign_up("eve").await;
        sheet.good("an address that is nobody's alias", with(&bob, json!({ "Username": "eve" }))).await;
    });
}

#[test]
fn resend_confirmation_code() {
    of("cognito-idp:ResendConfirmationCode", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let resend = |name: &str| json!({ "ClientId": people.client, "Username": name });
        people.sign_up("ada").await;
        sheet.good("a code once more", resend("ada")).await;
        simulated(sheet, "cognito-idp:ResendConfirmationCode", &resend("nobody")).await;
        people.join("bob").await;
        sheet.good("for a confirmed user: the same answer, and no mail", resend("bob")).await;
        let telling = people.telling_client().await;
        let told = |name: &str| with(&resend(name), json!({ "ClientId": telling }));
        sheet.refused("an unknown user, by a client that tells who exists", told("nobody")).await;
        sheet.refused("a confirmed user, by a client that tells who exists", told("bob")).await;
        sheet.refused("nothing is given", json!({})).await;
        sheet
            .refused("the client is not there", with(&resend("ada"), json!({ "ClientId": UNKNOWN_CLIENT })))
            .await;
        let silent = People::with(sheet, json!({ "AutoVerifiedAttributes": null }), json!({})).await;
        silent.sign_up("ada").await;
        let nothing = json!({ "ClientId": silent.client, "Username": "ada" });
        sheet.refused("the pool verifies nothing", nothing).await;
        people.sign_up("eve").await;
        sheet.desk.pass(60);
        for _ in 0..5 {
            sheet.ask("cognito-idp:ResendConfirmationCode", resend("eve")).await;
        }
        sheet.refused("too many codes", resend("eve")).await;
        let (client, hash) = people.secret_client("ada").await;
        let by_secret = json!({ "ClientId": client, "Username": "ada" });
        sheet.refused("a secret and no hash", by_secret.clone()).await;
        sheet.good("a right hash", with(&by_secret, json!({ "SecretHash": hash }))).await;
    });
}

#[test]
fn admin_confirm_sign_up() {
    of("cognito-idp:AdminConfirmSignUp", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        people.sign_up("ada").await;
        sheet.refused_as_signed(&people.user("ada")).await;
        sheet.good("a user is confirmed", people.user("ada")).await;
        sheet.refused("again", people.user("ada")).await;
        people.invite("bob").await;
        sheet.refused("a user with a temporary password", people.user("bob")).await;
        no_user(sheet, &people.user("ada")).await;
    });
}
