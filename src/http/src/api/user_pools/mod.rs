//! The operations of user pools that are built, a file each.

mod admin_add_user_to_group;
mod admin_confirm_sign_up;
mod admin_create_user;
mod admin_delete_software_token;
mod admin_delete_user;
mod admin_delete_user_attributes;
mod admin_disable_user;
mod admin_enable_user;
mod admin_get_user;
mod admin_get_user_auth_factors;
mod admin_initiate_auth;
mod admin_list_groups_for_user;
mod admin_remove_user_from_group;
mod admin_respond_to_auth_challenge;
mod admin_set_user_mfa_preference;
mod admin_set_user_password;
mod admin_set_user_settings;
mod admin_update_user_attributes;
mod admin_user_global_sign_out;
mod associate_software_token;
mod authenticator_holder;
mod change_password;
mod client_config;
mod confirm_forgot_password;
mod confirm_sign_up;
mod create_group;
mod create_resource_server;
mod create_user_pool;
mod create_user_pool_client;
mod delete_group;
mod delete_resource_server;
mod delete_user;
mod delete_user_pool;
mod delete_user_pool_client;
mod describe_resource_server;
mod describe_user_pool;
mod describe_user_pool_client;
mod forgot_password;
mod get_group;
mod get_tokens_from_refresh_token;
mod get_user;
mod get_user_auth_factors;
mod get_user_pool_mfa_config;
mod global_sign_out;
mod group_shape;
mod initiate_auth;
mod list_groups;
mod list_resource_servers;
mod list_user_pool_clients;
mod list_user_pools;
mod list_users;
mod list_users_in_group;
mod mfa_options_shape;
mod mfa_preference_shape;
mod named;
mod pool_config;
mod resend_confirmation_code;
mod resource_server_shape;
mod respond_to_auth_challenge;
mod revoke_token;
mod set_user_mfa_preference;
mod set_user_pool_mfa_config;
mod set_user_settings;
mod shapes;
mod sign_in_shape;
mod sign_up;
mod update_group;
mod update_resource_server;
mod update_user_pool;
mod update_user_pool_client;
mod verify_software_token;

use wire::cognito_idp::operations as ops;

use crate::api::operation::{Entry, entry};

/// All that are built.
pub(crate) const OPERATIONS: &[Entry] = &[
    entry::<ops::AdminAddUserToGroup>(),
    entry::<ops::AdminConfirmSignUp>(),
    entry::<ops::AdminCreateUser>(),
    entry::<ops::AdminDeleteSoftwareToken>(),
    entry::<ops::AdminDeleteUser>(),
    entry::<ops::AdminDeleteUserAttributes>(),
    entry::<ops::AdminDisableUser>(),
    entry::<ops::AdminEnableUser>(),
    entry::<ops::AdminGetUser>(),
    entry::<ops::AdminGetUserAuthFactors>(),
    entry::<ops::AdminInitiateAuth>(),
    entry::<ops::AdminListGroupsForUser>(),
    entry::<ops::AdminRemoveUserFromGroup>(),
    entry::<ops::AdminRespondToAuthChallenge>(),
    entry::<ops::AdminSetUserMFAPreference>(),
    entry::<ops::AdminSetUserPassword>(),
    entry::<ops::AdminSetUserSettings>(),
    entry::<ops::AdminUpdateUserAttributes>(),
    entry::<ops::AdminUserGlobalSignOut>(),
    entry::<ops::AssociateSoftwareToken>(),
    entry::<ops::ChangePassword>(),
    entry::<ops::ConfirmForgotPassword>(),
    entry::<ops::ConfirmSignUp>(),
    entry::<ops::CreateGroup>(),
    entry::<ops::CreateResourceServer>(),
    entry::<ops::CreateUserPool>(),
    entry::<ops::CreateUserPoolClient>(),
    entry::<ops::DeleteGroup>(),
    entry::<ops::DeleteResourceServer>(),
    entry::<ops::DeleteUser>(),
    entry::<ops::DeleteUserPool>(),
    entry::<ops::DeleteUserPoolClient>(),
    entry::<ops::DescribeResourceServer>(),
    entry::<ops::DescribeUserPool>(),
    entry::<ops::DescribeUserPoolClient>(),
    entry::<ops::ForgotPassword>(),
    entry::<ops::GetGroup>(),
    entry::<ops::GetTokensFromRefreshToken>(),
    entry::<ops::GetUser>(),
    entry::<ops::GetUserAuthFactors>(),
    entry::<ops::GetUserPoolMfaConfig>(),
    entry::<ops::GlobalSignOut>(),
    entry::<ops::InitiateAuth>(),
    entry::<ops::ListGroups>(),
    entry::<ops::ListResourceServers>(),
    entry::<ops::ListUserPoolClients>(),
    entry::<ops::ListUserPools>(),
    entry::<ops::ListUsers>(),
    entry::<ops::ListUsersInGroup>(),
    entry::<ops::ResendConfirmationCode>(),
    entry::<ops::RespondToAuthChallenge>(),
    entry::<ops::RevokeToken>(),
    entry::<ops::SetUserMFAPreference>(),
    entry::<ops::SetUserPoolMfaConfig>(),
    entry::<ops::SetUserSettings>(),
    entry::<ops::SignUp>(),
    entry::<ops::UpdateGroup>(),
    entry::<ops::UpdateResourceServer>(),
    entry::<ops::UpdateUserPool>(),
    entry::<ops::UpdateUserPoolClient>(),
    entry::<ops::VerifySoftwareToken>(),
];
