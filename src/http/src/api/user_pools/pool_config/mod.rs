//! Between the configuration of a user pool and its shapes. Requests to create and to update a pool are read by the same code.

mod devices;
mod members;
mod messages;
mod mfa;
mod passwords;
mod protection;
mod recovery;
mod rules;
mod schema;
mod senders;
mod triggers;

use std::collections::BTreeSet;

use app::{Answer, App, user_pools::pools::OpenPool};
use domain::{
    user_pools::user_pool::{IssuerForm, PoolConfig, Tier, rules::check_names},
    values::{
        contact::Contact,
        username::{NameKind, Naming},
    },
};
use wire::cognito_idp::{
    AdminCreateUserConfigType, CreateUserPoolRequest, SignInPolicyType, UpdateUserPoolRequest,
    UserAttributeUpdateSettingsType, UserPoolPolicyType, UserPoolType, UsernameConfigurationType,
};

use self::members::Members;
pub(super) use self::mfa::{shown as mfa_shown, with_mfa};
pub(super) use self::schema::{custom_attributes, shown as schema_shown};
pub(super) use self::triggers::{check_functions, shown as functions_shown};
use super::{
    named::{Names, listed},
    shapes::{self, contacts},
};

const TIERS: Names<Tier> =
    Names(&[(Tier::Lite, "LITE"), (Tier::Essentials, "ESSENTIALS"), (Tier::Plus, "PLUS")]);
const ACTIVE: &str = "ACTIVE";
const INACTIVE: &str = "INACTIVE";

/// The configuration that a request to create a pool in a region asks for, held to AWS's rules.
pub(super) fn created(request: CreateUserPoolRequest, region: &str) -> Answer<PoolConfig> {
    let naming = naming(&request);
    check_names(!naming.alias_attributes.is_empty(), !naming.username_attributes.is_empty())?;
    let base = PoolConfig {
        schema: schema::schema(request.schema.clone())?,
        naming,
        shows_case: request.username_configuration.is_some(),
        ..PoolConfig::named(request.pool_name.clone())
    };
    resulting(request.into(), &base, region)
}

/// The configuration that a request to update a pool leads to, held to AWS's rules.
pub(super) fn updated(request: UpdateUserPoolRequest, pool: &OpenPool, region: &str) -> Answer<PoolConfig> {
    resulting(request.into(), &pool.config, region)
}

fn resulting(members: Members, kept: &PoolConfig, region: &str) -> Answer<PoolConfig> {
    rules::check(&members, kept, region)?;
    Ok(read(members, kept))
}

fn naming(request: &CreateUserPoolRequest) -> Naming {
    let aliases = request.alias_attributes.iter().flatten();
    let case = request.username_configuration.as_ref();
    Naming {
        alias_attributes: aliases.filter_map(|name| NameKind::of_scope(name)).collect(),
        username_attributes: contacts(request.username_attributes.as_ref()),
        case_sensitive: case.is_none_or(|username| username.case_sensitive),
    }
}

/// What is left out is kept where this says `kept`, and reset otherwise. AWS does so member by member.
fn read(members: Members, kept: &PoolConfig) -> PoolConfig {
    let admin = members.admin_create_user_config.clone().unwrap_or_default();
    let policies = members.policies.as_ref();
    let policy = policies.and_then(|policies| policies.password_policy.as_ref());
    let (password_policy, password_history_size) =
        passwords::read(policy, admin.unused_account_validity_days, kept);
    let tags = members.user_pool_tags.clone().unwrap_or_else(|| kept.tags.clone());
    let tier = members.user_pool_tier.as_deref().and_then(|name| TIERS.value(name));
    let protected = members.deletion_protection.as_deref().map(|name| name == ACTIVE);
    let registration = members.dcr_configuration.clone().map(protection::registration);
    PoolConfig {
        password_policy,
        password_history_size,
        schema: kept.schema.clone(),
        naming: kept.naming.clone(),
        shows_case: kept.shows_case,
        auto_verified: contacts(members.auto_verified_attributes.as_ref()),
        verify_before_update: verify_before_update(&members, kept),
        admin_create_user_only: admin.allow_admin_create_user_only.unwrap_or(false),
        verification: messages::verification(&members),
        links: messages::links(&members),
        invitation: messages::invitation(admin.invite_message_template.unwrap_or_default()),
        mfa: mfa::asked(members.mfa_configuration.as_deref()).unwrap_or(kept.mfa),
        mfa_factors: kept.mfa_factors.clone(),
        first_codes: rules::first_codes(&members).unwrap_or_else(|| kept.first_codes.clone()),
        passkey_first: rules::passkey_first(&members).unwrap_or(kept.passkey_first),
        passkeys: kept.passkeys.clone(),
        triggers: members.lambda_config.clone().map(triggers::read).unwrap_or_default(),
        devices: members.device_configuration.as_ref().map(devices::read),
        protection: protection::threat_protection(&members),
        deletion_protection: protected.unwrap_or(kept.deletion_protection),
        issuer: IssuerForm::of_tags(&tags),
        aws_issuer: protection::issuer(&members, kept),
        keys: protection::keys(&members, kept),
        registration: registration.or_else(|| kept.registration.clone()),
        tier: tier.unwrap_or_else(|| protection::tier(&members, kept.tier)),
        tags,
        sms_authentication_message: members.sms_authentication_message,
        mail: members.email_configuration.map_or_else(|| kept.mail.clone(), senders::mail),
        sms: members.sms_configuration.map(senders::sms).or_else(|| kept.sms.clone()),
        recovery: members.account_recovery_setting.map_or_else(|| kept.recovery.clone(), recovery::read),
        name: members.pool_name.unwrap_or_else(|| kept.name.clone()),
    }
}

/// Contacts whose new value waits for a code. An empty list switches that off.
fn verify_before_update(members: &Members, kept: &PoolConfig) -> Option<BTreeSet<Contact>> {
    let settings = members.user_attribute_update_settings.as_ref();
    let names = settings.and_then(|settings| settings.attributes_require_verification_before_update.as_ref());
    names.map(|names| contacts(Some(names))).or_else(|| kept.verify_before_update.clone())
}

/// The pool as it is described.
pub(super) fn shown(app: &App, pool: &OpenPool) -> UserPoolType {
    let mut shown = config_shown(&pool.config);
    shown.id = Some(pool.id.to_string());
    shown.arn = Some(app.core.settings.user_pool_arn(&pool.id));
    shown.creation_date = Some(shapes::at(pool.created_at));
    shown.last_modified_date = Some(shapes::at(pool.modified_at));
    shown.estimated_number_of_users = Some(0);
    shown
}

fn config_shown(config: &PoolConfig) -> UserPoolType {
    let naming = &config.naming;
    let kinds = naming.alias_attributes.iter();
    let mut shown = UserPoolType {
        name: Some(config.name.clone()),
        schema_attributes: Some(schema::shown(&config.schema)),
        alias_attributes: listed(kinds.map(|kind| kind.scope().to_owned()).collect()),
        username_attributes: listed(names(&naming.username_attributes)),
        username_configuration: config
            .shows_case
            .then_some(UsernameConfigurationType { case_sensitive: naming.case_sensitive }),
        auto_verified_attributes: listed(names(&config.auto_verified)),
        user_attribute_update_settings: config.verify_before_update.as_ref().map(update_settings),
        policies: Some(policies_shown(config)),
        admin_create_user_config: Some(admin_shown(config)),
        sms_authentication_message: config.sms_authentication_message.clone(),
        email_configuration: Some(senders::mail_shown(config.mail.clone())),
        sms_configuration: config.sms.clone().map(senders::sms_shown),
        mfa_configuration: Some(mfa::name(config.mfa)),
        account_recovery_setting: recovery::shown(&config.recovery),
        device_configuration: config.devices.map(devices::shown),
        lambda_config: Some(triggers::shown(&config.triggers)),
        deletion_protection: Some(if config.deletion_protection { ACTIVE } else { INACTIVE }.to_owned()),
        user_pool_tier: Some(TIERS.name(config.tier)),
        user_pool_tags: Some(config.tags.clone()),
        ..UserPoolType::default()
    };
    messages::show_verification(config, &mut shown);
    protection::show(config, &mut shown);
    shown
}

fn names(contacts: &BTreeSet<Contact>) -> Vec<String> {
    contacts.iter().map(|contact| contact.attribute().to_owned()).collect()
}

fn update_settings(contacts: &BTreeSet<Contact>) -> UserAttributeUpdateSettingsType {
    UserAttributeUpdateSettingsType { attributes_require_verification_before_update: Some(names(contacts)) }
}

fn policies_shown(config: &PoolConfig) -> UserPoolPolicyType {
    UserPoolPolicyType {
        password_policy: Some(passwords::shown(&config.password_policy, config.password_history_size)),
        sign_in_policy: Some(SignInPolicyType {
            allowed_first_auth_factors: Some(rules::first_factors_shown(config)),
        }),
    }
}

fn admin_shown(config: &PoolConfig) -> AdminCreateUserConfigType {
    AdminCreateUserConfigType {
        allow_admin_create_user_only: Some(config.admin_create_user_only),
        invite_message_template: messages::invitation_shown(&config.invitation),
        unused_account_validity_days: i32::try_from(config.password_policy.temporary_validity_days).ok(),
    }
}

#[cfg(test)]
mod tests;
