//! What a request says is shown as it was said, and what an update leaves out is kept or reset as at AWS.

use serde_json::{Value, json};

use super::*;

fn everything() -> Value {
    json!({
        "PoolName": "shop",
        "AccountRecoverySetting": { "RecoveryMechanisms": [
            { "Name": "verified_phone_number", "Priority": 2 }, { "Name": "verified_email", "Priority": 1 }] },
        "AdminCreateUserConfig": { "AllowAdminCreateUserOnly": true, "InviteMessageTemplate": {
            "EmailMessage": "{username} {####}", "EmailSubject": "Welcome", "SMSMessage": "{username}: {####}" } },
        "AutoVerifiedAttributes": ["email", "phone_number"],
        "DcrConfiguration": { "EnableStatus": "Disabled", "AllowedScopes": ["openid"], "OpenDcrEnabled": false },
        "DeletionProtection": "ACTIVE",
        "EmailConfiguration": { "EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:eu-west-1:1:identity/a",
            "From": "a@example.com", "ReplyToEmailAddress": "b@example.com", "ConfigurationSet": "set" },
        "IssuerConfiguration": { "Type": "UPDATED" },
        "KeyConfiguration": { "KeyType": "AWS_OWNED_KEY" },
        "Policies": { "PasswordPolicy": { "MinimumLength": 12, "PasswordHistorySize": 0, "RequireLowercase": true,
            "RequireNumbers": false, "RequireSymbols": false, "RequireUppercase": true,
            "TemporaryPasswordValidityDays": 3 } },
        "SmsAuthenticationMessage": "Code {####}",
        "SmsConfiguration": { "EumsSms": { "CallerArn": "role", "ConfigurationSetName": "set", "ExternalId": "x",
            "InEntityId": "e", "InTemplateId": "t", "OriginationIdentity": "+1", "Region": "eu-west-1" },
            "ExternalId": "y", "SnsRegion": "eu-west-1" },
        "UserAttributeUpdateSettings": { "AttributesRequireVerificationBeforeUpdate": ["email"] },
        "UserPoolAddOns": { "AdvancedSecurityMode": "OFF" },
        "UserPoolTags": { "recognito:issuer": "aws" },
        "UserPoolTier": "PLUS",
        "VerificationMessageTemplate": { "DefaultEmailOption": "CONFIRM_WITH_CODE", "EmailMessage": "Code {####}",
            "EmailMessageByLink": "{##here##}", "EmailSubject": "Code", "EmailSubjectByLink": "Link",
            "SmsMessage": "Code: {####}" },
    })
}

fn made() -> PoolConfig {
    let mut request = everything();
    request["AliasAttributes"] = json!(["email"]);
    request["UsernameConfiguration"] = json!({ "CaseSensitive": false });
    created(serde_json::from_value(request).unwrap(), "eu-west-1").unwrap()
}

fn changed(members: &Value, kept: &PoolConfig) -> Answer<PoolConfig> {
    let mut request = members.clone();
    request["UserPoolId"] = json!("eu-west-1_a");
    let request: UpdateUserPoolRequest = serde_json::from_value(request).unwrap();
    resulting(request.into(), kept, "eu-west-1")
}

fn shown_of(config: &PoolConfig) -> Value {
    serde_json::to_value(config_shown(config)).unwrap()
}

#[test]
fn all_that_a_request_says_is_shown_as_it_was_said() {
    let (mut expected, mut shown) = (everything(), shown_of(&made()));
    expected["Name"] = expected["PoolName"].take();
    expected.as_object_mut().unwrap().remove("PoolName");
    expected["AliasAttributes"] = json!(["email"]);
    expected["UsernameConfiguration"] = json!({ "CaseSensitive": false });
    // What is always shown, and the second names of what was said.
    expected["AdminCreateUserConfig"]["UnusedAccountValidityDays"] = json!(3);
    expected["Policies"]["SignInPolicy"] = json!({ "AllowedFirstAuthFactors": ["PASSWORD"] });
    expected["MfaConfiguration"] = json!("OFF");
    expected["LambdaConfig"] = json!({});
    expected["EmailVerificationMessage"] = json!("Code {####}");
    expected["EmailVerificationSubject"] = json!("Code");
    expected["SmsVerificationMessage"] = json!("Code: {####}");
    shown.as_object_mut().unwrap().remove("SchemaAttributes");
    assert_eq!(shown, expected);
}

#[test]
fn an_update_keeps_and_resets_what_it_leaves_out_as_aws_does() {
    let before = PoolConfig { verify_before_update: Some(BTreeSet::new()), ..made() };
    let after = changed(&json!({}), &before).unwrap();
    let reset = PoolConfig::named("");
    let expected = PoolConfig {
        auto_verified: reset.auto_verified,
        admin_create_user_only: reset.admin_create_user_only,
        verification: reset.verification,
        links: reset.links,
        invitation: reset.invitation,
        sms_authentication_message: reset.sms_authentication_message,
        protection: reset.protection,
        ..before
    };
    assert_eq!(after, expected);
}

#[test]
fn a_group_that_is_given_replaces_the_whole_group() {
    let members = json!({
        "Policies": { "PasswordPolicy": { "MinimumLength": 10 } }, "UserPoolTags": {}, "PoolName": "store",
        "EmailConfiguration": { "EmailSendingAccount": "COGNITO_DEFAULT" },
        "UserAttributeUpdateSettings": { "AttributesRequireVerificationBeforeUpdate": [] },
    });
    let after = changed(&members, &made()).unwrap();
    assert_eq!((after.name.as_str(), after.password_policy.minimum_length), ("store", 10));
    assert!(!after.password_policy.require_uppercase && after.password_history_size.is_none());
    assert_eq!((after.mail, after.issuer), (PoolConfig::named("").mail, IssuerForm::Own));
    assert_eq!(after.verify_before_update, Some(BTreeSet::new()), "switched off, and shown as an empty list");
}

#[test]
fn an_update_is_held_to_the_rules_together_with_what_it_keeps() {
    let said = |members: &Value, kept: &PoolConfig| {
        changed(members, kept).err().map_or_else(String::new, |fault| fault.to_string())
    };
    let verifying = "AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes";
    assert!(said(&json!({}), &made()).contains(verifying));
    let phones = json!({ "AutoVerifiedAttributes": ["email", "phone_number"] });
    assert_eq!(said(&phones, &made()), "", "the sender of text messages is kept");
    assert!(said(&phones, &PoolConfig::named("shop")).contains("SMS configuration is required"));
}
