//! Between the configuration of a user pool and its shapes. What the service does not act upon is kept and told as it came.

use std::collections::BTreeSet;

use app::{Answer, App, Fault, Kind, pools::OpenPool};
use domain::{
    user_pool::{DeviceConfig, IssuerForm, MessageTemplate, PoolConfig, Tier},
    values::{
        contact::{Contact, Recovery},
        password_policy::{self, PasswordPolicy},
        schema::{AttributeType, CUSTOM_PREFIX, Schema, SchemaAttribute, is_standard},
        username::{NameKind, Naming},
    },
};
use serde_json::{Map, Value, json};
use wire::cognito_idp::{
    AccountRecoverySettingType, CreateUserPoolRequest, PasswordPolicyType, SchemaAttributeType, UserPoolType,
};

use super::shapes;

/// A tag of our own: `aws` makes tokens name the issuer that the pool would have at AWS.
const ISSUER_TAG: &str = "recognito:issuer";

/// The configuration that a request asks for.
pub(super) fn config(request: CreateUserPoolRequest) -> Answer<PoolConfig> {
    refuse_unbuilt(&request)?;
    let verbatim = verbatim(&request)?;
    let mut config = PoolConfig::named(request.pool_name);
    config.password_policy = policy(request.policies.and_then(|policies| policies.password_policy))?;
    let given = request.schema.unwrap_or_default().into_iter().map(attribute).collect::<Answer<Vec<_>>>()?;
    config.schema = Schema::with(given).map_err(|error| Fault::invalid(error.to_string()))?;
    config.naming = Naming {
        alias_attributes: request
            .alias_attributes
            .iter()
            .flatten()
            .filter_map(|n| NameKind::of_scope(n))
            .collect(),
        username_attributes: contacts(request.username_attributes.as_ref()),
        case_sensitive: request.username_configuration.is_none_or(|username| username.case_sensitive),
    };
    config.auto_verified = contacts(request.auto_verified_attributes.as_ref());
    let update = request.user_attribute_update_settings;
    config.verify_before_update =
        contacts(update.and_then(|update| update.attributes_require_verification_before_update).as_ref());
    if let Some(admin) = request.admin_create_user_config {
        config.admin_create_user_only = admin.allow_admin_create_user_only.unwrap_or(false);
        let own = MessageTemplate::invitation();
        if let Some(invite) = admin.invite_message_template {
            config.invitation = MessageTemplate {
                email_subject: invite.email_subject.unwrap_or(own.email_subject),
                email_message: invite.email_message.unwrap_or(own.email_message),
                sms_message: invite.sms_message.unwrap_or(own.sms_message),
            };
        }
    }
    let own = MessageTemplate::verification();
    let template = request.verification_message_template.unwrap_or_default();
    config.verification = MessageTemplate {
        email_subject: template
            .email_subject
            .or(request.email_verification_subject)
            .unwrap_or(own.email_subject),
        email_message: template
            .email_message
            .or(request.email_verification_message)
            .unwrap_or(own.email_message),
        sms_message: template.sms_message.or(request.sms_verification_message).unwrap_or(own.sms_message),
    };
    config.recovery = recovery(request.account_recovery_setting);
    config.devices = request.device_configuration.map(|devices| DeviceConfig {
        challenge_required_on_new_device: devices.challenge_required_on_new_device.unwrap_or(false),
        only_remembered_on_user_prompt: devices.device_only_remembered_on_user_prompt.unwrap_or(false),
    });
    config.deletion_protection = request.deletion_protection.as_deref() == Some("ACTIVE");
    config.tier = match request.user_pool_tier.as_deref() {
        Some("LITE") => Tier::Lite,
        Some("PLUS") => Tier::Plus,
        _ => Tier::Essentials,
    };
    config.tags = request.user_pool_tags.unwrap_or_default();
    if config.tags.get(ISSUER_TAG).is_some_and(|form| form == "aws") {
        config.issuer = IssuerForm::Aws;
    }
    config.verbatim = verbatim;
    Ok(config)
}

/// What would change how users sign in is not taken without being done.
fn refuse_unbuilt(request: &CreateUserPoolRequest) -> Answer<()> {
    if request.mfa_configuration.as_deref().is_some_and(|mfa| mfa != "OFF") {
        return Err(Fault::not_implemented("MfaConfiguration other than OFF"));
    }
    let triggers = request.lambda_config.as_ref().and_then(|config| serde_json::to_value(config).ok());
    if triggers.is_some_and(|config| config.as_object().is_some_and(|members| !members.is_empty())) {
        return Err(Fault::not_implemented("LambdaConfig"));
    }
    Ok(())
}

/// All members as they came, but for those that are told from the configuration.
fn verbatim(request: &CreateUserPoolRequest) -> Answer<Value> {
    let told = ["PoolName", "Schema", "UserPoolTags", "DeletionProtection", "UserPoolTier", "Policies"];
    let value = serde_json::to_value(request)
        .map_err(|_| Fault::new(Kind::InternalError, "The request cannot be kept."))?;
    let Value::Object(mut members) = value else { return Ok(Value::Object(Map::new())) };
    members.retain(|name, _| !told.contains(&name.as_str()));
    if let Some(policy) = request.policies.as_ref().and_then(|policies| policies.sign_in_policy.as_ref()) {
        members.insert("Policies".to_owned(), json!({ "SignInPolicy": policy }));
    }
    Ok(Value::Object(members))
}

fn policy(given: Option<PasswordPolicyType>) -> Answer<PasswordPolicy> {
    let Some(given) = given else { return Ok(PasswordPolicy::default()) };
    let minimum_length = bounded(given.minimum_length, password_policy::MINIMUM_LENGTH_DEFAULT);
    let days =
        bounded(given.temporary_password_validity_days, password_policy::TEMPORARY_VALIDITY_DAYS_DEFAULT);
    let lengths = password_policy::MINIMUM_LENGTH_MIN..=password_policy::MINIMUM_LENGTH_MAX;
    if !lengths.contains(&minimum_length) || days > password_policy::TEMPORARY_VALIDITY_DAYS_MAX {
        return Err(Fault::invalid("The password policy is out of bounds."));
    }
    Ok(PasswordPolicy {
        minimum_length,
        require_uppercase: given.require_uppercase.unwrap_or(false),
        require_lowercase: given.require_lowercase.unwrap_or(false),
        require_numbers: given.require_numbers.unwrap_or(false),
        require_symbols: given.require_symbols.unwrap_or(false),
        // 0 means what is not said.
        temporary_validity_days: if days == 0 {
            password_policy::TEMPORARY_VALIDITY_DAYS_DEFAULT
        } else {
            days
        },
    })
}

/// The model has bounds of its own for every number; none is negative here.
fn bounded(given: Option<i32>, otherwise: u32) -> u32 {
    given.and_then(|number| u32::try_from(number).ok()).unwrap_or(otherwise)
}

fn contacts(names: Option<&Vec<String>>) -> BTreeSet<Contact> {
    names.into_iter().flatten().filter_map(|name| Contact::of_attribute(name)).collect()
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

fn attribute(given: SchemaAttributeType) -> Answer<SchemaAttribute> {
    let name = given.name.ok_or_else(|| Fault::invalid("An attribute of the schema needs a name."))?;
    let text = given.string_attribute_constraints.unwrap_or_default();
    let number = given.number_attribute_constraints.unwrap_or_default();
    let kind = match given.attribute_data_type.as_deref() {
        Some("Number") => AttributeType::Number {
            min: parsed(number.min_value.as_deref())?,
            max: parsed(number.max_value.as_deref())?,
        },
        Some("DateTime") => AttributeType::DateTime,
        Some("Boolean") => AttributeType::Boolean,
        _ => AttributeType::String {
            min_length: parsed(text.min_length.as_deref())?,
            max_length: parsed(text.max_length.as_deref())?,
        },
    };
    let name = if is_standard(&name) { name } else { format!("{CUSTOM_PREFIX}{name}") };
    Ok(SchemaAttribute {
        name,
        kind,
        mutable: given.mutable.unwrap_or(true),
        required: given.required.unwrap_or(false),
        developer_only: given.developer_only_attribute.unwrap_or(false),
    })
}

/// Bounds travel as text.
fn parsed<N: std::str::FromStr>(text: Option<&str>) -> Answer<Option<N>> {
    let not_a_number = || Fault::invalid("A constraint of the schema is not a number.");
    text.map(|text| text.parse().map_err(|_| not_a_number())).transpose()
}

/// The pool as it is described.
pub(super) fn shown(app: &App, pool: &OpenPool) -> Answer<UserPoolType> {
    let unreadable = |_| Fault::new(Kind::InternalError, "The pool's configuration cannot be shown.");
    let config = &pool.config;
    let mut shown: UserPoolType = serde_json::from_value(config.verbatim.clone()).map_err(unreadable)?;
    shown.id = Some(pool.id.to_string());
    shown.arn = Some(app.settings.user_pool_arn(&pool.id));
    shown.name = Some(config.name.clone());
    shown.creation_date = Some(shapes::at(pool.created_at));
    shown.last_modified_date = Some(shapes::at(pool.modified_at));
    shown.schema_attributes = Some(config.schema.attributes().iter().map(attribute_shown).collect());
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
    let template = shown.verification_message_template.get_or_insert_default();
    template.default_email_option.get_or_insert("CONFIRM_WITH_CODE".to_owned());
    let admin = shown.admin_create_user_config.get_or_insert_default();
    admin.allow_admin_create_user_only = Some(config.admin_create_user_only);
    admin.unused_account_validity_days.get_or_insert(7);
    let policies = shown.policies.get_or_insert_default();
    policies.password_policy = Some(policy_shown(&config.password_policy));
    policies
        .sign_in_policy
        .get_or_insert_default()
        .allowed_first_auth_factors
        .get_or_insert(vec!["PASSWORD".to_owned()]);
    Ok(shown)
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

fn attribute_shown(attribute: &SchemaAttribute) -> SchemaAttributeType {
    let mut shown = SchemaAttributeType {
        attribute_data_type: Some(attribute.kind.name().to_owned()),
        developer_only_attribute: Some(attribute.developer_only),
        mutable: Some(attribute.mutable),
        name: Some(attribute.name.clone()),
        required: Some(attribute.required),
        ..SchemaAttributeType::default()
    };
    match &attribute.kind {
        AttributeType::String { min_length, max_length } => {
            let text = shown.string_attribute_constraints.get_or_insert_default();
            text.min_length = min_length.map(|bound| bound.to_string());
            text.max_length = max_length.map(|bound| bound.to_string());
        }
        AttributeType::Number { min, max } => {
            let number = shown.number_attribute_constraints.get_or_insert_default();
            number.min_value = min.map(|bound| bound.to_string());
            number.max_value = max.map(|bound| bound.to_string());
        }
        AttributeType::DateTime | AttributeType::Boolean => {}
    }
    shown
}
