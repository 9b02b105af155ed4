//! Upcasts what older versions wrote about pools. Their `user_pool.created` of shape 1 kept much of the request as it came.

use serde_json::{Value, json};

/// The payload in today's shape.
pub(super) fn upcast(kind: &str, shape: u16, mut data: Value) -> Value {
    if let ("user_pool.created", 1, Some(config)) = (kind, shape, data.get_mut("config")) {
        *config = config_of_1(config);
    }
    data
}

fn config_of_1(old: &Value) -> Value {
    let request = &old["verbatim"];
    json!({
        "name": old["name"],
        "password_policy": old["password_policy"],
        "password_history_size": request["Policies"]["PasswordPolicy"]["PasswordHistorySize"],
        "schema": old["schema"],
        "naming": old["naming"],
        "shows_case": request["UsernameConfiguration"].is_object(),
        "auto_verified": old["auto_verified"],
        "verify_before_update": request["UserAttributeUpdateSettings"]["AttributesRequireVerificationBeforeUpdate"],
        "admin_create_user_only": old["admin_create_user_only"],
        "verification": verification_of_1(request),
        "links": {
            "email_subject": request["VerificationMessageTemplate"]["EmailSubjectByLink"],
            "email_message": request["VerificationMessageTemplate"]["EmailMessageByLink"],
        },
        "invitation": invitation_of_1(request),
        "sms_authentication_message": request["SmsAuthenticationMessage"],
        "mail": mail_of_1(&request["EmailConfiguration"]),
        "sms": sms_of_1(&request["SmsConfiguration"]),
        "mfa": old["mfa"],
        "recovery": recovery_of_1(old, request),
        "devices": old["devices"],
        "protection": request["UserPoolAddOns"].is_object().then_some("off"),
        "deletion_protection": old["deletion_protection"],
        "issuer": old["issuer"],
        "aws_issuer": request["IssuerConfiguration"]["Type"].as_str().map(str::to_ascii_lowercase),
        "keys": request["KeyConfiguration"]["KeyType"].is_string().then_some("service"),
        "registration": registration_of_1(&request["DcrConfiguration"]),
        "tier": old["tier"],
        "tags": old["tags"],
    })
}

/// The template's members outrank their older names.
fn verification_of_1(request: &Value) -> Value {
    let template = &request["VerificationMessageTemplate"];
    let or = |new: &Value, old: &Value| if new.is_null() { old.clone() } else { new.clone() };
    json!({
        "email_subject": or(&template["EmailSubject"], &request["EmailVerificationSubject"]),
        "email_message": or(&template["EmailMessage"], &request["EmailVerificationMessage"]),
        "sms_message": or(&template["SmsMessage"], &request["SmsVerificationMessage"]),
    })
}

fn invitation_of_1(request: &Value) -> Value {
    let template = &request["AdminCreateUserConfig"]["InviteMessageTemplate"];
    json!({
        "email_subject": template["EmailSubject"],
        "email_message": template["EmailMessage"],
        "sms_message": template["SMSMessage"],
    })
}

fn mail_of_1(said: &Value) -> Value {
    json!({
        "is_own": said["EmailSendingAccount"] == "DEVELOPER",
        "source_arn": said["SourceArn"],
        "from": said["From"],
        "reply_to": said["ReplyToEmailAddress"],
        "configuration_set": said["ConfigurationSet"],
    })
}

fn sms_of_1(said: &Value) -> Value {
    if said.is_null() {
        return Value::Null;
    }
    let eums = &said["EumsSms"];
    json!({
        "sns_caller_arn": said["SnsCallerArn"],
        "external_id": said["ExternalId"],
        "sns_region": said["SnsRegion"],
        "eums": eums.is_object().then(|| json!({
            "caller_arn": eums["CallerArn"],
            "configuration_set": eums["ConfigurationSetName"],
            "external_id": eums["ExternalId"],
            "in_entity_id": eums["InEntityId"],
            "in_template_id": eums["InTemplateId"],
            "origination_identity": eums["OriginationIdentity"],
            "region": eums["Region"],
        })),
    })
}

/// As the request said it; where the request is not kept, the contacts in their order.
fn recovery_of_1(old: &Value, request: &Value) -> Value {
    let said = request["AccountRecoverySetting"]["RecoveryMechanisms"].as_array();
    if let Some(said) = said {
        return said.iter().map(|way| recovery_way(&way["Name"], &way["Priority"])).collect();
    }
    if old["recovery"] == "admin_only" {
        return json!([recovery_way(&json!("admin_only"), &json!(1))]);
    }
    let contacts = old["recovery"]["in_order"].as_array().into_iter().flatten();
    contacts.zip(1..).map(|(contact, priority)| json!({ "by": contact, "priority": priority })).collect()
}

fn recovery_way(name: &Value, priority: &Value) -> Value {
    let by = match name.as_str() {
        Some("verified_email") => json!("email"),
        Some("verified_phone_number") => json!("phone_number"),
        Some("admin_only") => json!("administrator"),
        // No version ever wrote another name: it is left as it is, and cannot be read.
        _ => name.clone(),
    };
    json!({ "by": by, "priority": priority })
}

fn registration_of_1(said: &Value) -> Value {
    if said.is_null() {
        return Value::Null;
    }
    json!({
        "scopes": said["AllowedScopes"],
        "authenticated_grants": said["AuthenticatedGrantTypes"],
        "is_open": said["OpenDcrEnabled"],
        "open_grants": said["OpenDcrGrantTypes"],
    })
}

#[cfg(test)]
#[path = "upcast_tests.rs"]
mod tests;
