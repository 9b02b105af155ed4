//! The members that the requests to create and to update a pool have in common.

use std::collections::BTreeMap;

use wire::cognito_idp::{
    AccountRecoverySettingType, AcrLevelConfigType, AdminCreateUserConfigType, CreateUserPoolRequest,
    DcrConfigurationType, DeviceConfigurationType, EmailConfigurationType, IssuerConfigurationType,
    KeyConfigurationType, LambdaConfigType, SmsConfigurationType, UpdateUserPoolRequest,
    UserAttributeUpdateSettingsType, UserPoolAddOnsType, UserPoolPolicyType, VerificationMessageTemplateType,
};

/// Declares the common members once, and takes them out of both requests. Every member of a request is named, so that one that a newer
/// model adds does not compile until it is handled.
macro_rules! members {
    ($($(#[$meta:meta])* $member:ident: $type:ty,)+) => {
        /// What both requests say.
        pub(super) struct Members {
            pub(super) pool_name: Option<String>,
            $($(#[$meta])* pub(super) $member: Option<$type>,)+
        }

        impl From<CreateUserPoolRequest> for Members {
            fn from(request: CreateUserPoolRequest) -> Self {
                let CreateUserPoolRequest {
                    $($member,)+
                    pool_name,
                    alias_attributes: _,
                    schema: _,
                    username_attributes: _,
                    username_configuration: _,
                } = request;
                Self { $($member,)+ pool_name: Some(pool_name) }
            }
        }

        impl From<UpdateUserPoolRequest> for Members {
            fn from(request: UpdateUserPoolRequest) -> Self {
                let UpdateUserPoolRequest { $($member,)+ pool_name, user_pool_id: _ } = request;
                Self { $($member,)+ pool_name }
            }
        }
    };
}

members! {
    account_recovery_setting: AccountRecoverySettingType,
    #[expect(dead_code, reason = "refused by name")]
    acr_configuration: BTreeMap<String, AcrLevelConfigType>,
    admin_create_user_config: AdminCreateUserConfigType,
    auto_verified_attributes: Vec<String>,
    dcr_configuration: DcrConfigurationType,
    deletion_protection: String,
    device_configuration: DeviceConfigurationType,
    email_configuration: EmailConfigurationType,
    email_verification_message: String,
    email_verification_subject: String,
    issuer_configuration: IssuerConfigurationType,
    key_configuration: KeyConfigurationType,
    lambda_config: LambdaConfigType,
    mfa_configuration: String,
    policies: UserPoolPolicyType,
    sms_authentication_message: String,
    sms_configuration: SmsConfigurationType,
    sms_verification_message: String,
    user_attribute_update_settings: UserAttributeUpdateSettingsType,
    user_pool_add_ons: UserPoolAddOnsType,
    user_pool_tags: BTreeMap<String, String>,
    user_pool_tier: String,
    verification_message_template: VerificationMessageTemplateType,
}
