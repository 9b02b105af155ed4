//! The operations of user pools that are built, a file each.

mod add_custom_attributes;
mod add_user_pool_client_secret;
mod admin_add_user_to_group;
mod admin_confirm_sign_up;
mod admin_create_user;
mod admin_delete_software_token;
mod admin_delete_user;
mod admin_delete_user_attributes;
mod admin_disable_provider_for_user;
mod admin_disable_user;
mod admin_enable_user;
mod admin_forget_device;
mod admin_get_device;
mod admin_get_user;
mod admin_get_user_auth_factors;
mod admin_initiate_auth;
mod admin_link_provider_for_user;
mod admin_list_devices;
mod admin_list_groups_for_user;
mod admin_list_user_auth_events;
mod admin_list_user_sessions;
mod admin_remove_user_from_group;
mod admin_reset_user_password;
mod admin_respond_to_auth_challenge;
mod admin_revoke_user_session;
mod admin_set_user_mfa_preference;
mod admin_set_user_password;
mod admin_set_user_settings;
mod admin_update_auth_event_feedback;
mod admin_update_device_status;
mod admin_update_user_attributes;
mod admin_user_global_sign_out;
mod associate_software_token;
mod authenticator_holder;
mod branding_shape;
mod change_password;
mod classic_style_shape;
mod client_config;
mod complete_web_authn_registration;
mod confirm_device;
mod confirm_forgot_password;
mod confirm_sign_up;
mod create_group;
mod create_identity_provider;
mod create_managed_login_branding;
mod create_resource_server;
mod create_terms;
mod create_user_import_job;
mod create_user_pool;
mod create_user_pool_client;
mod create_user_pool_domain;
mod create_user_pool_replica;
mod delete_group;
mod delete_identity_provider;
mod delete_managed_login_branding;
mod delete_resource_server;
mod delete_terms;
mod delete_user;
mod delete_user_attributes;
mod delete_user_pool;
mod delete_user_pool_client;
mod delete_user_pool_client_secret;
mod delete_user_pool_domain;
mod delete_user_pool_replica;
mod delete_web_authn_credential;
mod describe_identity_provider;
mod describe_managed_login_branding;
mod describe_managed_login_branding_by_client;
mod describe_resource_server;
mod describe_risk_configuration;
mod describe_terms;
mod describe_terms_by_client;
mod describe_user_import_job;
mod describe_user_pool;
mod describe_user_pool_client;
mod describe_user_pool_domain;
mod device_shape;
mod domain_shape;
mod feedback_shape;
mod forget_device;
mod forgot_password;
mod get_client_token;
mod get_csv_header;
mod get_derived_token;
mod get_device;
mod get_group;
mod get_identity_provider_by_identifier;
mod get_log_delivery_configuration;
mod get_provisioned_limit;
mod get_signing_certificate;
mod get_tokens_from_refresh_token;
mod get_ui_customization;
mod get_user;
mod get_user_attribute_verification_code;
mod get_user_auth_factors;
mod get_user_pool_client_session_configuration;
mod get_user_pool_mfa_config;
mod get_user_pool_session_configuration;
mod global_sign_out;
mod group_shape;
mod identity_provider_shape;
mod initiate_auth;
mod limit_shape;
mod list_devices;
mod list_groups;
mod list_identity_providers;
mod list_resource_servers;
mod list_tags_for_resource;
mod list_terms;
mod list_user_import_jobs;
mod list_user_pool_client_secrets;
mod list_user_pool_clients;
mod list_user_pool_replicas;
mod list_user_pools;
mod list_user_sessions;
mod list_users;
mod list_users_in_group;
mod list_web_authn_credentials;
mod log_delivery_shape;
mod mfa_options_shape;
mod mfa_preference_shape;
mod named;
pub(crate) mod passkey_shape;
mod pool_config;
mod provider_details;
mod replica_shape;
mod resend_confirmation_code;
mod resource_server_shape;
mod respond_to_auth_challenge;
mod revoke_token;
mod revoke_user_session;
mod risk_shape;
pub(crate) mod seeded;
mod session_rules_shape;
mod session_shape;
mod set_log_delivery_configuration;
mod set_risk_configuration;
mod set_ui_customization;
mod set_user_mfa_preference;
mod set_user_pool_client_session_configuration;
mod set_user_pool_mfa_config;
mod set_user_pool_session_configuration;
mod set_user_settings;
mod shapes;
mod sign_in_shape;
mod sign_up;
mod start_user_import_job;
mod start_web_authn_registration;
mod stop_user_import_job;
mod tag_resource;
mod terms_shape;
mod untag_resource;
mod update_auth_event_feedback;
mod update_device_status;
mod update_group;
mod update_identity_provider;
mod update_managed_login_branding;
mod update_provisioned_limit;
mod update_resource_server;
mod update_terms;
mod update_user_attributes;
mod update_user_pool;
mod update_user_pool_client;
mod update_user_pool_domain;
mod update_user_pool_replica;
pub(crate) mod user_context;
mod user_import_shape;
mod verify_software_token;
mod verify_user_attribute;

use wire::cognito_idp::operations as ops;

use crate::api::operation::{Entry, entry};

/// All that are built.
pub(crate) const OPERATIONS: &[Entry] = &[
    entry::<ops::AddCustomAttributes>(),
    entry::<ops::AddUserPoolClientSecret>(),
    entry::<ops::AdminAddUserToGroup>(),
    entry::<ops::AdminConfirmSignUp>(),
    entry::<ops::AdminCreateUser>(),
    entry::<ops::AdminDeleteSoftwareToken>(),
    entry::<ops::AdminDeleteUser>(),
    entry::<ops::AdminDeleteUserAttributes>(),
    entry::<ops::AdminDisableProviderForUser>(),
    entry::<ops::AdminDisableUser>(),
    entry::<ops::AdminEnableUser>(),
    entry::<ops::AdminForgetDevice>(),
    entry::<ops::AdminGetDevice>(),
    entry::<ops::AdminGetUser>(),
    entry::<ops::AdminGetUserAuthFactors>(),
    entry::<ops::AdminInitiateAuth>(),
    entry::<ops::AdminLinkProviderForUser>(),
    entry::<ops::AdminListDevices>(),
    entry::<ops::AdminListGroupsForUser>(),
    entry::<ops::AdminListUserAuthEvents>(),
    entry::<ops::AdminListUserSessions>(),
    entry::<ops::AdminRemoveUserFromGroup>(),
    entry::<ops::AdminResetUserPassword>(),
    entry::<ops::AdminRespondToAuthChallenge>(),
    entry::<ops::AdminRevokeUserSession>(),
    entry::<ops::AdminSetUserMFAPreference>(),
    entry::<ops::AdminSetUserPassword>(),
    entry::<ops::AdminSetUserSettings>(),
    entry::<ops::AdminUpdateAuthEventFeedback>(),
    entry::<ops::AdminUpdateDeviceStatus>(),
    entry::<ops::AdminUpdateUserAttributes>(),
    entry::<ops::AdminUserGlobalSignOut>(),
    entry::<ops::AssociateSoftwareToken>(),
    entry::<ops::ChangePassword>(),
    entry::<ops::CompleteWebAuthnRegistration>(),
    entry::<ops::ConfirmDevice>(),
    entry::<ops::ConfirmForgotPassword>(),
    entry::<ops::ConfirmSignUp>(),
    entry::<ops::CreateGroup>(),
    entry::<ops::CreateIdentityProvider>(),
    entry::<ops::CreateManagedLoginBranding>(),
    entry::<ops::CreateResourceServer>(),
    entry::<ops::CreateTerms>(),
    entry::<ops::CreateUserImportJob>(),
    entry::<ops::CreateUserPool>(),
    entry::<ops::CreateUserPoolClient>(),
    entry::<ops::CreateUserPoolDomain>(),
    entry::<ops::CreateUserPoolReplica>(),
    entry::<ops::DeleteGroup>(),
    entry::<ops::DeleteIdentityProvider>(),
    entry::<ops::DeleteManagedLoginBranding>(),
    entry::<ops::DeleteResourceServer>(),
    entry::<ops::DeleteTerms>(),
    entry::<ops::DeleteUser>(),
    entry::<ops::DeleteUserAttributes>(),
    entry::<ops::DeleteUserPool>(),
    entry::<ops::DeleteUserPoolClient>(),
    entry::<ops::DeleteUserPoolClientSecret>(),
    entry::<ops::DeleteUserPoolDomain>(),
    entry::<ops::DeleteUserPoolReplica>(),
    entry::<ops::DeleteWebAuthnCredential>(),
    entry::<ops::DescribeIdentityProvider>(),
    entry::<ops::DescribeManagedLoginBranding>(),
    entry::<ops::DescribeManagedLoginBrandingByClient>(),
    entry::<ops::DescribeResourceServer>(),
    entry::<ops::DescribeRiskConfiguration>(),
    entry::<ops::DescribeTerms>(),
    entry::<ops::DescribeTermsByClient>(),
    entry::<ops::DescribeUserImportJob>(),
    entry::<ops::DescribeUserPool>(),
    entry::<ops::DescribeUserPoolClient>(),
    entry::<ops::DescribeUserPoolDomain>(),
    entry::<ops::ForgetDevice>(),
    entry::<ops::ForgotPassword>(),
    entry::<ops::GetCSVHeader>(),
    entry::<ops::GetClientToken>(),
    entry::<ops::GetDerivedToken>(),
    entry::<ops::GetDevice>(),
    entry::<ops::GetGroup>(),
    entry::<ops::GetIdentityProviderByIdentifier>(),
    entry::<ops::GetLogDeliveryConfiguration>(),
    entry::<ops::GetProvisionedLimit>(),
    entry::<ops::GetSigningCertificate>(),
    entry::<ops::GetTokensFromRefreshToken>(),
    entry::<ops::GetUICustomization>(),
    entry::<ops::GetUser>(),
    entry::<ops::GetUserAttributeVerificationCode>(),
    entry::<ops::GetUserAuthFactors>(),
    entry::<ops::GetUserPoolClientSessionConfiguration>(),
    entry::<ops::GetUserPoolMfaConfig>(),
    entry::<ops::GetUserPoolSessionConfiguration>(),
    entry::<ops::GlobalSignOut>(),
    entry::<ops::InitiateAuth>(),
    entry::<ops::ListDevices>(),
    entry::<ops::ListGroups>(),
    entry::<ops::ListIdentityProviders>(),
    entry::<ops::ListResourceServers>(),
    entry::<ops::ListTagsForResource>(),
    entry::<ops::ListTerms>(),
    entry::<ops::ListUserImportJobs>(),
    entry::<ops::ListUserPoolClientSecrets>(),
    entry::<ops::ListUserPoolClients>(),
    entry::<ops::ListUserPoolReplicas>(),
    entry::<ops::ListUserPools>(),
    entry::<ops::ListUserSessions>(),
    entry::<ops::ListUsers>(),
    entry::<ops::ListUsersInGroup>(),
    entry::<ops::ListWebAuthnCredentials>(),
    entry::<ops::ResendConfirmationCode>(),
    entry::<ops::RespondToAuthChallenge>(),
    entry::<ops::RevokeToken>(),
    entry::<ops::RevokeUserSession>(),
    entry::<ops::SetLogDeliveryConfiguration>(),
    entry::<ops::SetRiskConfiguration>(),
    entry::<ops::SetUICustomization>(),
    entry::<ops::SetUserMFAPreference>(),
    entry::<ops::SetUserPoolClientSessionConfiguration>(),
    entry::<ops::SetUserPoolMfaConfig>(),
    entry::<ops::SetUserPoolSessionConfiguration>(),
    entry::<ops::SetUserSettings>(),
    entry::<ops::SignUp>(),
    entry::<ops::StartUserImportJob>(),
    entry::<ops::StartWebAuthnRegistration>(),
    entry::<ops::StopUserImportJob>(),
    entry::<ops::TagResource>(),
    entry::<ops::UntagResource>(),
    entry::<ops::UpdateAuthEventFeedback>(),
    entry::<ops::UpdateDeviceStatus>(),
    entry::<ops::UpdateGroup>(),
    entry::<ops::UpdateIdentityProvider>(),
    entry::<ops::UpdateManagedLoginBranding>(),
    entry::<ops::UpdateProvisionedLimit>(),
    entry::<ops::UpdateResourceServer>(),
    entry::<ops::UpdateTerms>(),
    entry::<ops::UpdateUserAttributes>(),
    entry::<ops::UpdateUserPool>(),
    entry::<ops::UpdateUserPoolClient>(),
    entry::<ops::UpdateUserPoolDomain>(),
    entry::<ops::UpdateUserPoolReplica>(),
    entry::<ops::VerifySoftwareToken>(),
    entry::<ops::VerifyUserAttribute>(),
];
