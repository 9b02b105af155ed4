//! Members that shape 1 kept as they came are read into their groups.

use super::*;
use crate::{
    Event,
    user_pools::user_pool::{
        AwsIssuer, Created, DormantRegistration, EumsSender, KeyCustody, LinkTexts, MailSender, MessageTexts,
        PoolConfig, RecoveryBy, RecoverySetting, RecoveryWay, SmsSender, ThreatProtection, UserPoolEvent,
    },
    values::contact::Contact,
};

/// A pool of shape 1: the effective values were resolved, and the request's own lay beside them.
fn lifted(verbatim: &Value, recovery: &Value) -> PoolConfig {
    let named = serde_json::to_value(PoolConfig::named("shop")).unwrap();
    let mut old = json!({
        "auto_verified": [], "verify_before_update": [], "admin_create_user_only": true,
        "verification": { "email_subject": "S", "email_message": "M", "sms_message": "T" },
        "invitation": { "email_subject": "S", "email_message": "M", "sms_message": "T" },
        "recovery": recovery, "deletion_protection": true, "issuer": "aws", "tier": "plus",
        "tags": { "team": "a" }, "verbatim": verbatim,
    });
    for same in ["name", "password_policy", "schema", "naming", "mfa", "devices"] {
        old[same] = named[same].clone();
    }
    let data = UserPoolEvent::upcast("user_pool.created", 1, json!({ "config": old, "at": 7 }));
    let created: Created = serde_json::from_value(data).unwrap();
    *created.config
}

/// What every pool of these tests has.
fn base() -> PoolConfig {
    PoolConfig {
        admin_create_user_only: true,
        deletion_protection: true,
        issuer: crate::user_pools::user_pool::IssuerForm::Aws,
        tier: crate::user_pools::user_pool::Tier::Plus,
        tags: [("team".to_owned(), "a".to_owned())].into(),
        ..PoolConfig::named("shop")
    }
}

#[test]
fn what_the_request_said_is_read_into_its_groups() {
    let verbatim = json!({
        "Policies": { "PasswordPolicy": { "PasswordHistorySize": 0 } },
        "UsernameConfiguration": { "CaseSensitive": true },
        "UserAttributeUpdateSettings": { "AttributesRequireVerificationBeforeUpdate": ["email"] },
        "VerificationMessageTemplate":
            { "EmailMessage": "new", "EmailMessageByLink": "link", "DefaultEmailOption": "CONFIRM_WITH_CODE" },
        "EmailVerificationMessage": "old", "SmsVerificationMessage": "sms", "SmsAuthenticationMessage": "mfa",
        "AdminCreateUserConfig": { "InviteMessageTemplate": { "SMSMessage": "welcome" } },
        "EmailConfiguration": { "EmailSendingAccount": "DEVELOPER", "SourceArn": "arn", "From": "a@b" },
        "SmsConfiguration": { "ExternalId": "x", "EumsSms": { "CallerArn": "role", "Region": "eu-west-1" } },
        "AccountRecoverySetting": { "RecoveryMechanisms": [{ "Name": "verified_phone_number", "Priority": 2 }] },
        "UserPoolAddOns": { "AdvancedSecurityMode": "OFF" }, "IssuerConfiguration": { "Type": "UPDATED" },
        "KeyConfiguration": { "KeyType": "AWS_OWNED_KEY" },
        "DcrConfiguration": { "EnableStatus": "Disabled", "OpenDcrEnabled": false },
    });
    let eums = EumsSender {
        caller_arn: "role".into(),
        region: Some("eu-west-1".to_owned()),
        ..EumsSender::default()
    };
    let expected = PoolConfig {
        password_history_size: Some(0),
        shows_case: true,
        verify_before_update: Some([Contact::Email].into()),
        verification: MessageTexts {
            email_message: Some("new".to_owned()),
            sms_message: Some("sms".to_owned()),
            email_subject: None,
        },
        links: LinkTexts { email_message: Some("link".to_owned()), ..LinkTexts::default() },
        invitation: MessageTexts { sms_message: Some("welcome".to_owned()), ..MessageTexts::default() },
        sms_authentication_message: Some("mfa".to_owned()),
        mail: MailSender {
            is_own: true,
            source_arn: Some("arn".to_owned()),
            from: Some("a@b".to_owned()),
            ..MailSender::default()
        },
        sms: Some(SmsSender { external_id: Some("x".to_owned()), eums: Some(eums), ..SmsSender::default() }),
        recovery: RecoverySetting(vec![RecoveryWay { by: RecoveryBy::Phone, priority: 2 }]),
        protection: Some(ThreatProtection::Off),
        aws_issuer: Some(AwsIssuer::Updated),
        keys: Some(KeyCustody::Service),
        registration: Some(DormantRegistration { is_open: Some(false), ..DormantRegistration::default() }),
        ..base()
    };
    assert_eq!(lifted(&verbatim, &json!({ "in_order": ["phone_number"] })), expected);
}

#[test]
fn what_the_request_did_not_say_is_unset_and_the_way_of_recovery_stays() {
    let way = |by, priority| RecoveryWay { by, priority };
    let cases = [
        (json!("phone_first"), vec![]),
        (json!("admin_only"), vec![way(RecoveryBy::Administrator, 1)]),
        (
            json!({ "in_order": ["email", "phone_number"] }),
            vec![way(RecoveryBy::Email, 1), way(RecoveryBy::Phone, 2)],
        ),
    ];
    for (old, ways) in cases {
        assert_eq!(lifted(&json!({}), &old), PoolConfig { recovery: RecoverySetting(ways), ..base() });
    }
}
