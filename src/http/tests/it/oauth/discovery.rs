//! Where the endpoints of a pool are, as its discovery document says.

use serde_json::json;

use super::{Call, of};
use crate::{desk::Sheet, user_pools::People};

#[test]
fn endpoints_are_named_once_the_pool_has_a_domain() {
    of("discovery", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let document = || {
            let path = format!("/{}/.well-known/openid-configuration", people.pool);
            Call { path, ..Call::new(sheet, "GET", "") }
        };
        document().good("no domain").await;
        let prefix = json!({ "UserPoolId": people.pool, "Domain": "people" });
        sheet.ask("cognito-idp:CreateUserPoolDomain", prefix).await;
        document().good("a prefix: by host for browsers, by path for programs").await;
        let certificate = "arn:aws:acm:us-east-1:123456789012:certificate/1";
        let custom = json!({ "UserPoolId": people.pool, "Domain": "login.example.com",
            "CustomDomainConfig": { "CertificateArn": certificate } });
        sheet.ask("cognito-idp:CreateUserPoolDomain", custom).await;
        document().good("a custom domain").await;
    });
}
