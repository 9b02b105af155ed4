//! What a pool or a client wants to be done about risks.

use serde_json::{Value, json};

use super::{People, UNKNOWN_CLIENT, no_pool};
use crate::desk::{Sheet, of, of_part, with};

/// A pool that records risks, and a client of it.
async fn protected(sheet: &Sheet) -> People<'_> {
    let audit = json!({ "UserPoolAddOns": { "AdvancedSecurityMode": "AUDIT" } });
    People::with(sheet, audit, json!({})).await
}

/// All that can be set.
fn rules() -> Value {
    let mail = json!({ "Subject": "Your account", "TextBody": "Was it you?" });
    json!({
        "AccountTakeoverRiskConfiguration": {
            "Actions": {
                "LowAction": { "EventAction": "NO_ACTION", "Notify": false },
                "MediumAction": { "EventAction": "MFA_IF_CONFIGURED", "Notify": true },
                "HighAction": { "EventAction": "BLOCK", "Notify": true },
            },
            "NotifyConfiguration": {
                "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/shop@example.com",
                "From": "shop@example.com", "ReplyTo": "help@example.com",
                "BlockEmail": mail, "MfaEmail": mail, "NoActionEmail": mail,
            },
        },
        "CompromisedCredentialsRiskConfiguration": {
            "Actions": { "EventAction": "BLOCK" }, "EventFilter": ["SIGN_IN", "SIGN_UP"],
        },
        "RiskExceptionConfiguration": {
            "BlockedIPRangeList": ["203.0.113.0/24"], "SkippedIPRangeList": ["2001:db8::/32"],
        },
    })
}

/// What is refused, by what is refused of it.
fn refused_rules() -> Vec<(&'static str, Value)> {
    let notify = json!({ "HighAction": { "EventAction": "BLOCK", "Notify": true } });
    let source = "arn:aws:ses:us-east-1:123456789012:identity/shop@example.com";
    vec![
        ("a notice and no mails", json!({ "AccountTakeoverRiskConfiguration": { "Actions": notify } })),
        (
            "a mail without a body",
            json!({ "AccountTakeoverRiskConfiguration": { "Actions": notify, "NotifyConfiguration": {
                "SourceArn": source, "BlockEmail": { "Subject": "Your account" },
            } } }),
        ),
        (
            "an address that is no block",
            json!({ "RiskExceptionConfiguration": { "BlockedIPRangeList": ["203.0.113.0"] } }),
        ),
        (
            "an action that is none",
            json!({ "CompromisedCredentialsRiskConfiguration": { "Actions": { "EventAction": "ASK" } } }),
        ),
    ]
}

/// What both operations refuse.
async fn unprotected(sheet: &Sheet, input: &Value) {
    let open = People::new(sheet).await;
    let of_open = with(input, json!({ "UserPoolId": open.pool, "ClientId": null }));
    sheet.refused("a pool without threat protection", of_open).await;
    sheet.refused("the client is not there", with(input, json!({ "ClientId": UNKNOWN_CLIENT }))).await;
    sheet.refused("the client is of another pool", with(input, json!({ "ClientId": open.client }))).await;
    no_pool(sheet, input).await;
}

#[test]
fn set_risk_configuration() {
    of("cognito-idp:SetRiskConfiguration", async |sheet: &Sheet| {
        let people = protected(sheet).await;
        let pool = json!({ "UserPoolId": people.pool });
        sheet.refused_as_signed(&pool).await;
        sheet.good("all that can be set", with(&pool, rules())).await;
        let client = with(&pool, json!({ "ClientId": people.client }));
        let own = json!({ "CompromisedCredentialsRiskConfiguration": { "Actions": { "EventAction": "NO_ACTION" } } });
        sheet.good("for a client", with(&client, own)).await;
        sheet.good("the client leaves it to the pool", client.clone()).await;
        sheet.good("the defaults", pool.clone()).await;
        for (title, rules) in refused_rules() {
            sheet.refused(title, with(&pool, rules)).await;
        }
        let (title, rules) = refused_rules().remove(0);
        sheet.refused(&format!("of a client, {title}"), with(&client, rules)).await;
        unprotected(sheet, &pool).await;
    });
}

#[test]
fn describe_risk_configuration() {
    of("cognito-idp:DescribeRiskConfiguration", async |sheet: &Sheet| {
        let people = protected(sheet).await;
        let pool = json!({ "UserPoolId": people.pool });
        let client = with(&pool, json!({ "ClientId": people.client }));
        sheet.refused_as_signed(&pool).await;
        sheet.good("nothing is set", pool.clone()).await;
        sheet.desk.pass(60);
        sheet.ask("cognito-idp:SetRiskConfiguration", with(&pool, rules())).await;
        sheet.good("something is set", pool.clone()).await;
        sheet.good("a client that leaves it to the pool", client.clone()).await;
        let own = json!({ "RiskExceptionConfiguration": { "SkippedIPRangeList": ["10.0.0.0/8"] } });
        sheet.ask("cognito-idp:SetRiskConfiguration", with(&client, own)).await;
        sheet.good("a client that says it for itself", client.clone()).await;
        unprotected(sheet, &pool).await;
    });
}

/// A pool that asks for a record of risks is of the tier that has it, unless the request names a tier that has not.
#[test]
fn threat_protection_takes_its_tier() {
    of_part("cognito-idp:UpdateUserPool", "threat_protection", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let pool = json!({ "UserPoolId": people.pool });
        let mode = |mode: &str| with(&pool, json!({ "UserPoolAddOns": { "AdvancedSecurityMode": mode } }));
        sheet.good("risks are recorded", mode("AUDIT")).await;
        let described = sheet.ask("cognito-idp:DescribeUserPool", pool.clone()).await;
        assert_eq!(described["UserPool"]["UserPoolTier"], "PLUS");
        assert_eq!(described["UserPool"]["UserPoolAddOns"]["AdvancedSecurityMode"], "AUDIT");
        let essentials = with(&mode("AUDIT"), json!({ "UserPoolTier": "ESSENTIALS" }));
        sheet.refused("in a tier that has it not", essentials).await;
        sheet.good("risks are acted upon", mode("ENFORCED")).await;
        let described = sheet.ask("cognito-idp:DescribeUserPool", pool).await;
        assert_eq!(described["UserPool"]["UserPoolAddOns"]["AdvancedSecurityMode"], "ENFORCED");
    });
}
