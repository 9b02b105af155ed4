//! Which second factors a pool asks for.

use serde_json::{Value, json};

use super::{People, no_pool};
use crate::desk::{Sheet, of, of_part, with};

/// A sender of text messages.
pub(crate) fn texts() -> Value {
    json!({ "SnsCallerArn": "arn:aws:iam::123456789012:role/texts", "ExternalId": "x" })
}

/// A mail sender of the pool's own.
pub(crate) fn own_mail() -> Value {
    json!({ "EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a" })
}

/// Something of every block.
fn everything() -> Value {
    json!({
        "MfaConfiguration": "OPTIONAL",
        "SmsMfaConfiguration": { "SmsAuthenticationMessage": "Code {####}", "SmsConfiguration": texts() },
        "SoftwareTokenMfaConfiguration": { "Enabled": true },
        "EmailMfaConfiguration": { "Message": "Your code: {####}", "Subject": "Code" },
        "WebAuthnConfiguration": { "RelyingPartyId": "example.com", "UserVerification": "required",
            "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION" },
    })
}

#[test]
fn set_user_pool_mfa_config() {
    of("cognito-idp:SetUserPoolMfaConfig", async |sheet: &Sheet| {
        let people = People::with(sheet, json!({ "EmailConfiguration": own_mail() }), json!({})).await;
        let pool = json!({ "UserPoolId": people.pool });
        let set = |changes: Value| with(&pool, changes);
        sheet.refused_as_signed(&pool).await;
        let app = json!({ "SoftwareTokenMfaConfiguration": { "Enabled": true } });
        sheet.refused("a factor, and MFA is switched off", set(app.clone())).await;
        let disabled = json!({ "SoftwareTokenMfaConfiguration": { "Enabled": false } });
        sheet.refused("one that is not enabled, and MFA is switched off", set(disabled)).await;
        sheet.refused("MFA without a factor", set(json!({ "MfaConfiguration": "ON" }))).await;
        let by_text = json!({ "MfaConfiguration": "ON", "SmsMfaConfiguration": {} });
        sheet.refused("texts without a sender", set(by_text.clone())).await;
        sheet.refused("no such setting", set(json!({ "MfaConfiguration": "SOMETIMES" }))).await;
        let message = json!({ "MfaConfiguration": "ON", "EmailMfaConfiguration": { "Message": "no code" } });
        sheet.refused("a mail without its code", set(message)).await;
        let none = json!({ "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {} });
        sheet.good("an app's block that says nothing", set(none)).await;
        sheet.good("passkeys alone", set(json!({ "WebAuthnConfiguration": {} }))).await;
        sheet.good("everything", set(everything())).await;
        sheet.good("texts by the sender that is kept", set(by_text)).await;
        let app = with(&app, json!({ "MfaConfiguration": "OPTIONAL" }));
        sheet.refused("texts are left out, and their sender is kept", set(app)).await;
        sheet.good("all is switched off", pool.clone()).await;
        no_pool(sheet, &pool).await;
    });
}

#[test]
fn set_user_pool_mfa_config_without_what_mails_need() {
    of_part("cognito-idp:SetUserPoolMfaConfig", "mail", async |sheet: &Sheet| {
        let by_mail = json!({ "MfaConfiguration": "ON", "EmailMfaConfiguration": {} });
        let people = People::new(sheet).await;
        let set = with(&by_mail, json!({ "UserPoolId": people.pool }));
        sheet.refused("the service's own sender", set).await;
        let lite = json!({ "EmailConfiguration": own_mail(), "UserPoolTier": "LITE" });
        let people = People::with(sheet, lite, json!({})).await;
        sheet.refused("a tier without it", with(&by_mail, json!({ "UserPoolId": people.pool }))).await;
    });
}

#[test]
fn get_user_pool_mfa_config() {
    of("cognito-idp:GetUserPoolMfaConfig", async |sheet: &Sheet| {
        let people = People::with(sheet, json!({ "EmailConfiguration": own_mail() }), json!({})).await;
        let pool = json!({ "UserPoolId": people.pool });
        sheet.refused_as_signed(&pool).await;
        sheet.good("nothing was set", pool.clone()).await;
        sheet.ask("cognito-idp:SetUserPoolMfaConfig", with(&everything(), pool.clone())).await;
        sheet.good("everything was set", pool.clone()).await;
        let described = sheet.ask("cognito-idp:DescribeUserPool", pool.clone()).await;
        assert_eq!(described["UserPool"]["MfaConfiguration"], "OPTIONAL");
        assert_eq!(described["UserPool"]["SmsAuthenticationMessage"], "Code {####}");
        let update = json!({ "MfaConfiguration": "ON", "EmailConfiguration": own_mail() });
        sheet.ask("cognito-idp:UpdateUserPool", with(&pool, update)).await;
        sheet.good("UpdateUserPool demands a factor, and keeps which there are", pool.clone()).await;
        let made =
            json!({ "PoolName": "texts", "MfaConfiguration": "OPTIONAL", "SmsConfiguration": texts() });
        let made = sheet.ask("cognito-idp:CreateUserPool", made).await;
        let other = json!({ "UserPoolId": made["UserPool"]["Id"] });
        sheet.good("a pool that was made with a sender of texts", other).await;
        no_pool(sheet, &pool).await;
    });
}
