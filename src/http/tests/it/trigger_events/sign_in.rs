//! Functions around a sign-in, and the one that brings users from elsewhere.

use serde_json::json;

use super::{begin, events};
use crate::{
    desk::{Sheet, srp, with},
    user_pools::{
        People,
        custom_auth::{functions, proof},
        custom_messages::told,
        migration::{self, OLD_PASSWORD, knows},
        sign_in::flow,
        triggers::agree,
    },
};

pub(super) const FILES: [&str; 4] = [
    "PostAuthentication_Authentication",
    "PreAuthentication_Authentication",
    "UserMigration_Authentication",
    "UserMigration_ForgotPassword",
];

#[test]
fn events_of_sign_ins() {
    events(&FILES, async |sheet: &Sheet| {
        let around = ["PreAuthentication", "PostAuthentication"];
        for name in around {
            agree(sheet, name);
        }
        knows(sheet, json!({ "finalUserStatus": "CONFIRMED" }));
        let people = People::with(sheet, functions(&around), json!({})).await;
        people.join("ada").await;
        let by_srp = |name: &str| {
            let parameters = json!({ "USERNAME": name, "SRP_A": srp::client_public() });
            flow(&people.client, "USER_SRP_AUTH", parameters)
        };
        begin(sheet);
        let asked = sheet.ask("cognito-idp:InitiateAuth", told(&by_srp("ada"), "sign-in")).await;
        let proof = with(&proof(&people, &asked, json!({})), json!({ "Session": null }));
        sheet.ask("cognito-idp:RespondToAuthChallenge", told(&proof, "proof")).await;
        sheet.ask("cognito-idp:InitiateAuth", by_srp("nobody")).await;
        let tracked = json!({ "UserPoolId": people.pool, "DeviceConfiguration": {} });
        sheet.ask("cognito-idp:UpdateUserPool", with(&functions(&around[1..]), tracked)).await;
        sheet.ask("cognito-idp:InitiateAuth", people.by_password("ada")).await;
        let migrating = json!({ "UserPoolId": people.pool });
        sheet.ask("cognito-idp:UpdateUserPool", with(&functions(&["UserMigration"]), migrating)).await;
        let by_password = migration::by(&people.client, "eve", OLD_PASSWORD);
        sheet.ask("cognito-idp:InitiateAuth", told(&by_password, "sign-in")).await;
        let forgotten = json!({ "ClientId": people.client, "Username": "kim" });
        sheet.ask("cognito-idp:ForgotPassword", told(&forgotten, "forgotten")).await;
    });
}
