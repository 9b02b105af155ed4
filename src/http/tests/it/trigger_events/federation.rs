//! Functions that are asked of users whom identity providers sign in.

use app::testing::federation::ForeignUser;
use serde_json::{Value, json};

use super::{begin, events};
use crate::{
    desk::{Sheet, with},
    flows::{
        browser::Browser,
        federation::{federated, foreign, sign_in},
        saml,
    },
    user_pools::{custom_auth, triggers::agree},
};

pub(super) const OIDC: [&str; 2] = ["InboundFederation_ExternalProvider_OIDC", "PreSignUp_ExternalProvider"];

pub(super) const SAML: [&str; 1] = ["InboundFederation_ExternalProvider_SAML"];

fn functions(names: &[&str]) -> Value {
    let inbound = "arn:aws:lambda:us-east-1:123456789012:function:InboundFederation";
    let inbound = json!({ "InboundFederation": { "LambdaVersion": "V1_0", "LambdaArn": inbound } });
    let others = custom_auth::functions(names);
    with(&others, json!({ "LambdaConfig": with(&others["LambdaConfig"], inbound) }))
}

#[test]
fn events_of_a_sign_in_at_an_oidc_provider() {
    events(&OIDC, async |sheet: &Sheet| {
        for name in ["InboundFederation", "PreSignUp"] {
            agree(sheet, name);
        }
        let (_, client) = federated(sheet, functions(&["PreSignUp"])).await;
        begin(sheet);
        let parts = json!({
            "tokenResponse": { "access_token": "at", "token_type": "Bearer", "expires_in": "3600" },
            "idToken": { "sub": "Ada-1", "mail": "ada@work.example", "verified": "true" },
            "userInfo": { "sub": "Ada-1", "full_name": "Ada" },
        });
        let Value::Object(parts) = parts else { panic!("an object") };
        let said = [("mail", "ada@work.example"), ("full_name", "Ada")];
        sign_in(sheet, &client, ForeignUser { parts, ..foreign("Ada-1", &said) }).await;
    });
}

#[test]
fn events_of_a_sign_in_at_a_saml_provider() {
    events(&SAML, async |sheet: &Sheet| {
        agree(sheet, "InboundFederation");
        let people = saml::school(sheet, json!({})).await;
        let update = with(&functions(&[]), json!({ "UserPoolId": people.pool }));
        sheet.ask("cognito-idp:UpdateUserPool", update).await;
        begin(sheet);
        saml::sign_in(sheet, &people, &mut Browser::new(sheet), "_a1").await;
    });
}
