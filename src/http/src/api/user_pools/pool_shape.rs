//! Between the configuration of a user pool and its shapes. What the service does not act upon is kept and told as it came.

use app::{Answer, App, Fault, Kind, user_pools::pools::OpenPool};
use domain::{
    user_pools::user_pool::{IssuerForm, MessageTemplate, PoolConfig},
    values::{
        contact::{Contact, Recovery},
        password_policy::{self, PasswordPolicy},
        username::{NameKind, Naming},
    },
};
use serde_json::{Map, Value, json};
use wire::cognito_idp::{
    AccountRecoverySettingType, CreateUserPoolRequest, MessageTemplateType, PasswordPolicyType, UserPoolType,
};

use super::{
    pool_rules, schema_shape,
    shapes::{self, contacts},
};

/// A tag of our own: `aws` makes tokens name the issuer that the pool would have at AWS.
const ISSUER_TAG: &str = "recognito:issuer";

/// The configuration that a request asks for.
pub(super) fn config(request: CreateUserPoolRequest) -> Answer<PoolConfig> {
    let verbatim = verbatim(&request)?;
    let mut config = PoolConfig::named(request.pool_name.clone());
    config.password_policy =
        policy(request.policies.as_ref().and_then(|policies| policies.password_policy.as_ref()));
    config.schema = schema_shape::schema(request.schema.clone())?;
    config.naming = naming(&request);
    config.auto_verified = contacts(request.auto_verified_attributes.as_ref());
    let update = request.user_attribute_update_settings.as_ref();
    config.verify_before_update =
        contacts(update.and_then(|update| update.attributes_require_verification_before_update.as_ref()));
    config.verification = verification(&request);
    if let Some(admin) = request.admin_create_user_config {
        // The old name of the policy's member; a rule refuses both at once.
        if let Some(days) = admin.unused_account_validity_days {
            config.password_policy.temporary_validity_days = validity_days(Some(days));
        }
        config.admin_create_user_only = admin.allow_admin_create_user_only.unwrap_or(false);
        config.invitation = invitation(admin.invite_message_template.unwrap_or_default());
    }
    config.recovery = recovery(request.account_recovery_setting);
    config.deletion_protection = request.deletion_protection.as_deref() == Some("ACTIVE");
    config.tier = request.user_pool_tier.as_deref().map(pool_rules::tier).unwrap_or_default();
    config.tags = request.user_pool_tags.unwrap_or_default();
    if config.tags.get(ISSUER_TAG).is_some_and(|form| form == "aws") {
        config.issuer = IssuerForm::Aws;
    }
    config.verbatim = verbatim;
    Ok(config)
}

fn naming(request: &CreateUserPoolRequest) -> Naming {
    let aliases = request.alias_attributes.iter().flatten();
    Naming {
        alias_attributes: aliases.filter_map(|name| NameKind::of_scope(name)).collect(),
        username_attributes: contacts(request.username_attributes.as_ref()),
        case_sensitive: request
            .username_configuration
            .as_ref()
            .is_none_or(|username| username.case_sensitive),
    }
}

/// What messages with a code say: by the template's members, by their old names, or in our own words.
fn verification(request: &CreateUserPoolRequest) -> MessageTemplate {
    let own = MessageTemplate::verification();
    let template = request.verification_message_template.clone().unwrap_or_default();
    let subject = template.email_subject.or_else(|| request.email_verification_subject.clone());
    let message = template.email_message.or_else(|| request.email_verification_message.clone());
    let text = template.sms_message.or_else(|| request.sms_verification_message.clone());
    MessageTemplate {
        email_subject: subject.unwrap_or(own.email_subject),
        email_message: message.unwrap_or(own.email_message),
        sms_message: text.unwrap_or(own.sms_message),
    }
}

fn invitation(given: MessageTemplateType) -> MessageTemplate {
    let own = MessageTemplate::invitation();
    MessageTemplate {
        email_subject: given.email_subject.unwrap_or(own.email_subject),
        email_message: given.email_message.unwrap_or(own.email_message),
        sms_message: given.sms_message.unwrap_or(own.sms_message),
    }
}

/// All members as they came, but for those that are told from the configuration.
fn verbatim(request: &CreateUserPoolRequest) -> Answer<Value> {
    let told = ["PoolName", "Schema", "UserPoolTags", "DeletionProtection", "UserPoolTier", "Policies"];
    let value = serde_json::to_value(request)
        .map_err(|_| Fault::new(Kind::InternalError, "The request cannot be kept."))?;
    let Value::Object(mut members) = value else { return Ok(Value::Object(Map::new())) };
    members.retain(|name, _| !told.contains(&name.as_str()));
    if let Some(policies) = &request.policies {
        let history = policies.password_policy.as_ref().and_then(|policy| policy.password_history_size);
        let mut kept = Map::new();
        kept.extend(
            policies.sign_in_policy.as_ref().map(|policy| ("SignInPolicy".to_owned(), json!(policy))),
        );
        kept.extend(
            history.map(|size| ("PasswordPolicy".to_owned(), json!({ "PasswordHistorySize": size }))),
        );
        members.insert("Policies".to_owned(), Value::Object(kept));
    }
    Ok(Value::Object(members))
}

fn policy(given: Option<&PasswordPolicyType>) -> PasswordPolicy {
    let Some(given) = given else { return PasswordPolicy::default() };
    PasswordPolicy {
        minimum_length: bounded(given.minimum_length, password_policy::MINIMUM_LENGTH_DEFAULT),
        require_uppercase: given.require_uppercase.unwrap_or(false),
        require_lowercase: given.require_lowercase.unwrap_or(false),
        require_numbers: given.require_numbers.unwrap_or(false),
        require_symbols: given.require_symbols.unwrap_or(false),
        temporary_validity_days: validity_days(given.temporary_password_validity_days),
    }
}

/// 0 means what is not said.
fn validity_days(given: Option<i32>) -> u32 {
    let otherwise = password_policy::TEMPORARY_VALIDITY_DAYS_DEFAULT;
    bounded(given.filter(|days| *days != 0), otherwise)
}

/// The model bounds every number, and none may be negative.
fn bounded(given: Option<i32>, otherwise: u32) -> u32 {
    given.and_then(|number| u32::try_from(number).ok()).unwrap_or(otherwise)
}

fn recovery(given: Option<AccountRecoverySettingType>) -> Recovery {
    let Some(mut mechanisms) = given.and_then(|setting| setting.recovery_mechanisms) else {
        return Recovery::PhoneFirst;
    };
    mechanisms.sort_by_key(|mechanism| mechanism.priority);
    if mechanisms.iter().any(|mechanism| mechanism.name == "admin_only") {
        return Recovery::AdminOnly;
    }
    let contact = |name: &str| Contact::of_attribute(name.strip_prefix("verified_")?);
    Recovery::InOrder(mechanisms.iter().filter_map(|mechanism| contact(&mechanism.name)).collect())
}

/// The pool as it is described.
pub(super) fn shown(app: &App, pool: &OpenPool) -> Answer<UserPoolType> {
    let unreadable = |_| Fault::new(Kind::InternalError, "The pool's configuration cannot be shown.");
    let config = &pool.config;
    let mut shown: UserPoolType = serde_json::from_value(config.verbatim.clone()).map_err(unreadable)?;
    shown.id = Some(pool.id.to_string());
    shown.arn = Some(app.core.settings.user_pool_arn(&pool.id));
    shown.name = Some(config.name.clone());
    shown.creation_date = Some(shapes::at(pool.created_at));
    shown.last_modified_date = Some(shapes::at(pool.modified_at));
    shown.schema_attributes = Some(schema_shape::shown(&config.schema));
    shown.user_pool_tags = Some(config.tags.clone());
    shown.user_pool_tier = Some(config.tier.as_str().to_owned());
    shown.deletion_protection =
        Some(if config.deletion_protection { "ACTIVE" } else { "INACTIVE" }.to_owned());
    shown.mfa_configuration = Some("OFF".to_owned());
    shown.estimated_number_of_users = Some(0);
    shown.lambda_config.get_or_insert_default();
    shown
        .email_configuration
        .get_or_insert_default()
        .email_sending_account
        .get_or_insert("COGNITO_DEFAULT".to_owned());
    show_messages(&mut shown);
    let admin = shown.admin_create_user_config.get_or_insert_default();
    admin.allow_admin_create_user_only = Some(config.admin_create_user_only);
    admin.unused_account_validity_days = i32::try_from(config.password_policy.temporary_validity_days).ok();
    let policies = shown.policies.get_or_insert_default();
    let history = policies.password_policy.take().and_then(|policy| policy.password_history_size);
    policies.password_policy =
        Some(PasswordPolicyType { password_history_size: history, ..policy_shown(&config.password_policy) });
    policies
        .sign_in_policy
        .get_or_insert_default()
        .allowed_first_auth_factors
        .get_or_insert(vec!["PASSWORD".to_owned()]);
    Ok(shown)
}

/// Messages with codes have two names each, and both are told whichever was given.
fn show_messages(shown: &mut UserPoolType) {
    let template = shown.verification_message_template.get_or_insert_default();
    template.default_email_option.get_or_insert("CONFIRM_WITH_CODE".to_owned());
    for (new, old) in [
        (&mut template.email_message, &mut shown.email_verification_message),
        (&mut template.email_subject, &mut shown.email_verification_subject),
        (&mut template.sms_message, &mut shown.sms_verification_message),
    ] {
        // What the template says is what is sent.
        *new = new.take().or(old.take());
        old.clone_from(new);
    }
}

fn policy_shown(policy: &PasswordPolicy) -> PasswordPolicyType {
    PasswordPolicyType {
        minimum_length: i32::try_from(policy.minimum_length).ok(),
        password_history_size: None,
        require_lowercase: Some(policy.require_lowercase),
        require_numbers: Some(policy.require_numbers),
        require_symbols: Some(policy.require_symbols),
        require_uppercase: Some(policy.require_uppercase),
        temporary_password_validity_days: i32::try_from(policy.temporary_validity_days).ok(),
    }
}
