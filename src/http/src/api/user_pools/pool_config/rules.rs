//! Reads what the rules between a pool's members look at, and applies them. What a request leaves out and the pool keeps counts too.

use std::collections::BTreeSet;

use app::Answer;
use domain::{
    user_pools::{
        sign_in,
        user_pool::{
            PoolConfig,
            rules::{self, Factors, Features, FirstFactor, Triggers},
        },
    },
    values::contact::Contact,
};
use wire::cognito_idp::{LambdaConfigType, PasswordPolicyType};

use super::{TIERS, members::Members, mfa, senders};
use crate::api::user_pools::shapes::contacts;

/// Refuses what AWS refuses of a request to create or to update a pool. `kept` is what holds where the request says nothing.
pub(super) fn check(members: &Members, kept: &PoolConfig, region: &str) -> Answer<()> {
    check_contacts(members, kept)?;
    rules::check_factors(&factors(members, kept))?;
    check_passwords(members)?;
    check_messages(members)?;
    let triggers = members.lambda_config.as_ref().map(triggers).unwrap_or_default();
    rules::check_triggers(&triggers, region)?;
    if let Some(tier) = members.user_pool_tier.as_deref().and_then(|name| TIERS.value(name)) {
        rules::check_tier(tier, features(members, kept))?;
    }
    Ok(rules::check_tags(members.user_pool_tags.iter().flat_map(|tags| tags.keys()))?)
}

/// What contacts are verified, and how an account is recovered.
fn check_contacts(members: &Members, kept: &PoolConfig) -> Answer<()> {
    let auto_verified = contacts(members.auto_verified_attributes.as_ref());
    let before_update = super::verify_before_update(members, kept).unwrap_or_default();
    rules::check_updates(&auto_verified, &before_update)?;
    let recovery = members.account_recovery_setting.as_ref();
    let mechanisms = recovery.and_then(|setting| setting.recovery_mechanisms.as_ref()).into_iter().flatten();
    let mechanisms = mechanisms.map(|one| (one.name.as_str(), one.priority)).collect::<Vec<_>>();
    Ok(rules::check_recovery(&mechanisms)?)
}

fn factors(members: &Members, kept: &PoolConfig) -> Factors {
    let sms = members.sms_configuration.clone().map(senders::sms).or_else(|| kept.sms.clone());
    let mfa = mfa::asked(members.mfa_configuration.as_deref()).unwrap_or(kept.mfa);
    let first = allowed_first(members).cloned().unwrap_or_else(|| first_factors_shown(kept));
    Factors {
        texts: senders::text_sender(sms.as_ref()),
        verifies_phones: contacts(members.auto_verified_attributes.as_ref()).contains(&Contact::Phone),
        mfa,
        other_factor: !kept.mfa_factors.is_empty(),
        first: first.iter().filter_map(|name| FirstFactor::of_name(name)).collect(),
        passkey_counts_as_two: kept.passkey_counts_as_two(),
    }
}

/// `AllowedFirstAuthFactors`, if it is given.
fn allowed_first(members: &Members) -> Option<&Vec<String>> {
    let policy = members.policies.as_ref().and_then(|policies| policies.sign_in_policy.as_ref());
    policy.and_then(|policy| policy.allowed_first_auth_factors.as_ref())
}

/// The codes among the first factors, if these are given.
pub(super) fn first_codes(members: &Members) -> Option<BTreeSet<Contact>> {
    let allowed = allowed_first(members)?;
    let codes = allowed.iter().filter_map(|name| sign_in::FirstFactor::of_name(name)?.contact());
    Some(codes.collect())
}

/// Whether a passkey is among the first factors, if these are given.
pub(super) fn passkey_first(members: &Members) -> Option<bool> {
    let passkey = sign_in::FirstFactor::WebAuthn;
    Some(allowed_first(members)?.iter().any(|name| name == passkey.name()))
}

/// `AllowedFirstAuthFactors` of a pool.
pub(super) fn first_factors_shown(config: &PoolConfig) -> Vec<String> {
    let codes = config.first_codes.iter().map(|contact| sign_in::FirstFactor::of_contact(*contact));
    let passkey = config.passkey_first.then_some(sign_in::FirstFactor::WebAuthn);
    let all = std::iter::once(sign_in::FirstFactor::Password).chain(codes).chain(passkey);
    all.map(|factor| factor.name().to_owned()).collect()
}

fn password_policy(members: &Members) -> Option<&PasswordPolicyType> {
    members.policies.as_ref().and_then(|policies| policies.password_policy.as_ref())
}

fn check_passwords(members: &Members) -> Answer<()> {
    let days = password_policy(members).and_then(|policy| policy.temporary_password_validity_days);
    let legacy = members.admin_create_user_config.as_ref();
    let legacy = legacy.and_then(|admin| admin.unused_account_validity_days);
    Ok(rules::check_temporary_validity(days.is_some(), legacy.is_some())?)
}

/// Who sends, and what invitations say.
fn check_messages(members: &Members) -> Answer<()> {
    if let Some(mail) = &members.email_configuration {
        let is_own = mail.email_sending_account.as_deref() == Some(senders::OWN);
        rules::check_mail_sender(is_own, mail.source_arn.is_some())?;
    }
    let admin = members.admin_create_user_config.as_ref();
    if let Some(invitation) = admin.and_then(|admin| admin.invite_message_template.as_ref()) {
        rules::check_invitation("emailMessage", invitation.email_message.as_deref())?;
        rules::check_invitation("smsMessage", invitation.sms_message.as_deref())?;
    }
    Ok(())
}

fn triggers(config: &LambdaConfigType) -> Triggers<'_> {
    let token_config = config.pre_token_generation_config.as_ref().map(|trigger| &trigger.lambda_arn);
    let mail = config.custom_email_sender.as_ref().map(|trigger| &trigger.lambda_arn);
    let texts = config.custom_sms_sender.as_ref().map(|trigger| &trigger.lambda_arn);
    let federation = config.inbound_federation.as_ref().map(|trigger| &trigger.lambda_arn);
    let functions = [
        config.create_auth_challenge.as_ref(),
        config.custom_message.as_ref(),
        config.define_auth_challenge.as_ref(),
        config.post_authentication.as_ref(),
        config.post_confirmation.as_ref(),
        config.pre_authentication.as_ref(),
        config.pre_sign_up.as_ref(),
        config.pre_token_generation.as_ref(),
        config.user_migration.as_ref(),
        config.verify_auth_challenge_response.as_ref(),
        token_config,
        mail,
        texts,
        federation,
    ];
    Triggers {
        functions: functions.into_iter().flatten().map(String::as_str).collect(),
        token: config.pre_token_generation.as_deref(),
        token_config: token_config.map(String::as_str),
        sends: mail.is_some() || texts.is_some(),
        has_key: config.kms_key_id.is_some(),
    }
}

fn features(members: &Members, kept: &PoolConfig) -> Features {
    let trigger =
        members.lambda_config.as_ref().and_then(|config| config.pre_token_generation_config.as_ref());
    let history = password_policy(members).and_then(|policy| policy.password_history_size);
    let protection = members.user_pool_add_ons.as_ref();
    Features {
        passwordless: factors(members, kept).first.iter().any(|factor| *factor != FirstFactor::Password),
        mail_factor: false,
        token_customization: trigger.is_some_and(|trigger| trigger.lambda_version != "V1_0"),
        password_history: history.is_some_and(|size| size > 0),
        threat_protection: protection.is_some_and(|add_ons| add_ons.advanced_security_mode != "OFF"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::created;

    fn said(request: &Value) -> String {
        let mut request = request.clone();
        request["PoolName"] = json!("shop");
        let request = serde_json::from_value(request).unwrap();
        created(request, "eu-west-1").err().map_or_else(String::new, |fault| fault.to_string())
    }

    /// One request for each rule: it shows that the rule is applied to the values that it checks. What the rule says is tested beside it.
    #[test]
    fn every_rule_between_members_is_asked_at_creation() {
        let arn = |name: &str| json!(format!("arn:aws:lambda:eu-west-1:123456789012:function:{name}"));
        let recovery = |one: &str, other: &str| {
            json!({ "AccountRecoverySetting": { "RecoveryMechanisms":
                [{ "Name": one, "Priority": 1 }, { "Name": other, "Priority": 2 }] } })
        };
        let texts = json!({ "SnsCallerArn": "arn:aws:iam::123456789012:role/texts" });
        let invitation = |text: Value| json!({ "AdminCreateUserConfig": { "InviteMessageTemplate": text } });
        let cases = [
            (json!({ "AliasAttributes": ["email"], "UsernameAttributes": ["email"] }), "Only one of the"),
            (
                json!({ "Schema": [{ "Name": "a", "AttributeDataType": "String", "Required": true }] }),
                "Required custom",
            ),
            (json!({ "AutoVerifiedAttributes": ["email", "phone_number"] }), "SMS configuration is required"),
            (
                json!({ "AutoVerifiedAttributes": ["phone_number"], "SmsConfiguration": { "SnsCallerArn": "" } }),
                "SMS configuration is required",
            ),
            (json!({ "MfaConfiguration": "OPTIONAL" }), "SMS configuration and Auto verification"),
            (
                json!({ "Policies": { "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "SMS_OTP"] } } }),
                "SMS_OTP can not be configured",
            ),
            (
                json!({ "MfaConfiguration": "ON", "SmsConfiguration": texts, "Policies": { "SignInPolicy":
                    { "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"] } } }),
                "Only PASSWORD and WEB_AUTHN",
            ),
            (
                json!({ "UserAttributeUpdateSettings":
                    { "AttributesRequireVerificationBeforeUpdate": ["email"] } }),
                "All attributes in AttributesRequireVerificationBeforeUpdate",
            ),
            (
                json!({ "Policies": { "PasswordPolicy": { "TemporaryPasswordValidityDays": 3 } },
                    "AdminCreateUserConfig": { "UnusedAccountValidityDays": 3 } }),
                "Please use TemporaryPasswordValidityDays",
            ),
            (recovery("verified_email", "verified_email"), "cannot have duplicate"),
            (recovery("verified_email", "admin_only"), "cannot use admin_only"),
            (
                json!({ "EmailConfiguration": { "EmailSendingAccount": "DEVELOPER" } }),
                "Source ARN is required",
            ),
            (
                json!({ "EmailConfiguration": { "SourceArn": "arn:aws:ses:eu-west-1:123456789012:identity/a" } }),
                "Cognito is not allowed",
            ),
            (invitation(json!({ "EmailMessage": "Welcome, {username}" })), "inviteMessage.emailMessage"),
            (invitation(json!({ "SMSMessage": "Password {####}" })), "inviteMessage.smsMessage"),
            (
                json!({ "LambdaConfig": { "PreTokenGeneration": arn("a"),
                    "PreTokenGenerationConfig": { "LambdaArn": arn("b"), "LambdaVersion": "V2_0" } } }),
                "Cannot use PreTokenGenerationLambda",
            ),
            (
                json!({ "LambdaConfig": { "CustomEmailSender":
                    { "LambdaArn": arn("a"), "LambdaVersion": "V1_0" } } }),
                "KMSKeyId parameter is required",
            ),
            (
                json!({ "LambdaConfig": { "PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:a" } }),
                "Cross-region",
            ),
            (
                json!({ "UserPoolTier": "LITE",
                    "Policies": { "PasswordPolicy": { "PasswordHistorySize": 3 } } }),
                "FeatureUnavailableInTier: The following features need to be disabled for the LITE",
            ),
            (
                json!({ "UserPoolTier": "ESSENTIALS", "UserPoolAddOns": { "AdvancedSecurityMode": "AUDIT" } }),
                "Threat Protection",
            ),
            (json!({ "UserPoolTags": { "aws:made-by": "us" } }), "UserPoolTagging: "),
        ];
        for (request, expected) in cases {
            assert!(said(&request).contains(expected), "{request}: {}", said(&request));
        }
    }

    #[test]
    fn what_tools_always_send_breaks_no_rule() {
        let harmless = json!({
            "AliasAttributes": [], "UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"],
            "UserAttributeUpdateSettings": { "AttributesRequireVerificationBeforeUpdate": ["email"] },
            "MfaConfiguration": "OFF", "LambdaConfig": {}, "UserPoolAddOns": { "AdvancedSecurityMode": "OFF" },
            "Policies": { "PasswordPolicy": { "PasswordHistorySize": 0, "TemporaryPasswordValidityDays": 7 },
                "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD"] } },
            "AdminCreateUserConfig": { "AllowAdminCreateUserOnly": false },
            "EmailConfiguration": { "EmailSendingAccount": "COGNITO_DEFAULT" }, "UserPoolTier": "LITE",
            "UserPoolTags": {},
        });
        assert_eq!(said(&harmless), "");
    }
}
