//! STS: each operation's calls.

use serde_json::json;

use crate::{
    desk::{Caller, Sheet, of, text, with},
    identity_pools::{ALLOW_SYNC, Estate, role_arn},
};

#[test]
fn assume_role_with_web_identity() {
    of("sts:AssumeRoleWithWebIdentity", async |sheet: &Sheet| {
        let estate = Estate::new(sheet).await;
        let guest = json!({ "IdentityId": estate.identity(&json!({})).await });
        let token = sheet.ask("cognito-identity:GetOpenIdToken", guest).await["Token"].clone();
        let assume =
            json!({ "RoleArn": role_arn("guest"), "RoleSessionName": "phone", "WebIdentityToken": token });
        sheet.good("a session", assume.clone()).await;
        let narrowed = json!({ "Policy": ALLOW_SYNC, "DurationSeconds": 900 });
        sheet.good("with a policy, for a quarter of an hour", with(&assume, narrowed)).await;
        sheet.refused("nothing is given", json!({})).await;
        let changed = async |title: &str, changes| sheet.refused(title, with(&assume, changes)).await;
        changed("a role that does not trust guests", json!({ "RoleArn": role_arn("known") })).await;
        changed("a role that is not there", json!({ "RoleArn": role_arn("nobody") })).await;
        changed("no token", json!({ "WebIdentityToken": "garbage" })).await;
        changed("longer than the role allows", json!({ "DurationSeconds": 7_200 })).await;
        changed("no policy", json!({ "Policy": "garbage" })).await;
        changed("a token of another kind", json!({ "ProviderId": "www.amazon.com" })).await;
        let ada = estate.people.member("ada").await;
        let ada = json!({ "WebIdentityToken": text(&ada["IdToken"]) });
        changed("a token of a user pool", ada).await;
        sheet.desk.pass(3_600);
        changed("a token that has expired", json!({})).await;
    });
}

#[test]
fn get_caller_identity() {
    of("sts:GetCallerIdentity", async |sheet: &Sheet| {
        let estate = Estate::new(sheet).await;
        sheet.good("the administrator", json!({})).await;
        let guest = estate.identity(&json!({})).await;
        let guest = estate.session(&guest, &json!({})).await;
        sheet.good_by(&guest, "a session, whatever its role may do", json!({})).await;
        sheet.refused_by(&Caller::Nobody, "not signed", json!({})).await;
        sheet.desk.pass(3_600);
        sheet.refused_by(&guest, "a session that has expired", json!({})).await;
    });
}
