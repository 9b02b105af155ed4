//! Sign-ups and their confirmation, and a forgotten password.

use app::testing::CODE;
use serde_json::json;

use super::{begin, events};
use crate::{
    desk::{Sheet, with},
    user_pools::{People, custom_auth::functions, custom_messages::told, triggers::agree},
};

pub(super) const FILES: [&str; 4] = [
    "PostConfirmation_ConfirmForgotPassword",
    "PostConfirmation_ConfirmSignUp",
    "PreSignUp_AdminCreateUser",
    "PreSignUp_SignUp",
];

#[test]
fn events_of_sign_ups() {
    events(&FILES, async |sheet: &Sheet| {
        let names = ["PreSignUp", "PostConfirmation"];
        for name in names {
            agree(sheet, name);
        }
        let people = People::with(sheet, functions(&names), json!({})).await;
        begin(sheet);
        let validation = json!({ "ValidationData": [{ "Name": "captcha", "Value": "solved" }] });
        let ada = with(&people.applicant("ada"), validation.clone());
        sheet.ask("cognito-idp:SignUp", told(&ada, "sign-up")).await;
        sheet.ask("cognito-idp:SignUp", people.applicant("bob")).await;
        let name = json!({ "ClientId": people.client, "Username": "ada" });
        let code = with(&name, json!({ "ConfirmationCode": CODE }));
        sheet.ask("cognito-idp:ConfirmSignUp", told(&code, "confirmation")).await;
        sheet.ask("cognito-idp:AdminConfirmSignUp", people.user("bob")).await;
        let kim = with(&people.user("kim"), validation);
        let attributes = json!({ "UserAttributes": [{ "Name": "email", "Value": "kim@example.com" }] });
        sheet.ask("cognito-idp:AdminCreateUser", told(&with(&kim, attributes), "invitation")).await;
        sheet.ask("cognito-idp:ForgotPassword", name).await;
        let new = with(&code, json!({ "Password": "Battery-Staple-2" }));
        sheet.ask("cognito-idp:ConfirmForgotPassword", told(&new, "new password")).await;
    });
}
