//! The operations of user pools that are built, a file each.

mod add_custom_attributes;
mod add_user_pool_client_secret;
mod admin_add_user_to_group;
mod admin_confirm_sign_up;
mod admin_create_user;
mod admin_delete_user;
mod admin_delete_user_attributes;
mod admin_disable_user;
mod admin_enable_user;
mod admin_get_user;
mod admin_list_groups_for_user;
mod admin_list_user_sessions;
mod admin_remove_user_from_group;
mod admin_reset_user_password;
mod admin_revoke_user_session;
mod admin_set_user_password;
mod admin_update_user_attributes;
mod admin_user_global_sign_out;
mod change_password;
mod client_config;
mod confirm_forgot_password;
mod confirm_sign_up;
mod create_group;
mod create_resource_server;
mod create_user_pool;
mod create_user_pool_client;
mod create_user_pool_replica;
mod delete_group;
mod delete_resource_server;
mod delete_user;
mod delete_user_attributes;
mod delete_user_pool;
mod delete_user_pool_client;
mod delete_user_pool_client_secret;
mod delete_user_pool_replica;
mod describe_resource_server;
mod describe_risk_configuration;
mod describe_user_pool;
mod describe_user_pool_client;
mod forgot_password;
mod get_csv_header;
mod get_group;
mod get_log_delivery_configuration;
mod get_provisioned_limit;
mod get_tokens_from_refresh_token;
mod get_user;
mod get_user_attribute_verification_code;
mod get_user_pool_client_session_configuration;
mod get_user_pool_session_configuration;
mod global_sign_out;
mod group_shape;
mod initiate_auth;
mod limit_shape;
mod list_groups;
mod list_resource_servers;
mod list_tags_for_resource;
mod list_user_pool_client_secrets;
mod list_user_pool_clients;
mod list_user_pool_replicas;
mod list_user_pools;
mod list_user_sessions;
mod list_users;
mod list_users_in_group;
mod log_delivery_shape;
mod named;
mod pool_config;
mod replica_shape;
mod resend_confirmation_code;
mod resource_server_shape;
mod respond_to_auth_challenge;
mod revoke_token;
mod revoke_user_session;
mod risk_shape;
mod session_rules_shape;
mod session_shape;
mod set_log_delivery_configuration;
mod set_risk_configuration;
mod set_user_pool_client_session_configuration;
mod set_user_pool_session_configuration;
mod shapes;
mod sign_in_shape;
mod sign_up;
mod tag_resource;
mod untag_resource;
mod update_group;
mod update_provisioned_limit;
mod update_resource_server;
mod update_user_attributes;
mod update_user_pool;
mod update_user_pool_client;
mod update_user_pool_replica;
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
    entry::<ops::AdminDeleteUser>(),
    entry::<ops::AdminDeleteUserAttributes>(),
    entry::<ops::AdminDisableUser>(),
    entry::<ops::AdminEnableUser>(),
    entry::<ops::AdminGetUser>(),
    entry::<ops::AdminListGroupsForUser>(),
    entry::<ops::AdminListUserSessions>(),
    entry::<ops::AdminRemoveUserFromGroup>(),
    entry::<ops::AdminResetUserPassword>(),
    entry::<ops::AdminRevokeUserSession>(),
    entry::<ops::AdminSetUserPassword>(),
    entry::<ops::AdminUpdateUserAttributes>(),
    entry::<ops::AdminUserGlobalSignOut>(),
    entry::<ops::ChangePassword>(),
    entry::<ops::ConfirmForgotPassword>(),
    entry::<ops::ConfirmSignUp>(),
    entry::<ops::CreateGroup>(),
    entry::<ops::CreateResourceServer>(),
    entry::<ops::CreateUserPool>(),
    entry::<ops::CreateUserPoolClient>(),
    entry::<ops::CreateUserPoolReplica>(),
    entry::<ops::DeleteGroup>(),
    entry::<ops::DeleteResourceServer>(),
    entry::<ops::DeleteUser>(),
    entry::<ops::DeleteUserAttributes>(),
    entry::<ops::DeleteUserPool>(),
    entry::<ops::DeleteUserPoolClient>(),
    entry::<ops::DeleteUserPoolClientSecret>(),
    entry::<ops::DeleteUserPoolReplica>(),
    entry::<ops::DescribeResourceServer>(),
    entry::<ops::DescribeRiskConfiguration>(),
    entry::<ops::DescribeUserPool>(),
    entry::<ops::DescribeUserPoolClient>(),
    entry::<ops::ForgotPassword>(),
    entry::<ops::GetCSVHeader>(),
    entry::<ops::GetGroup>(),
    entry::<ops::GetLogDeliveryConfiguration>(),
    entry::<ops::GetProvisionedLimit>(),
    entry::<ops::GetTokensFromRefreshToken>(),
    entry::<ops::GetUser>(),
    entry::<ops::GetUserAttributeVerificationCode>(),
    entry::<ops::GetUserPoolClientSessionConfiguration>(),
    entry::<ops::GetUserPoolSessionConfiguration>(),
    entry::<ops::GlobalSignOut>(),
    entry::<ops::InitiateAuth>(),
    entry::<ops::ListGroups>(),
    entry::<ops::ListResourceServers>(),
    entry::<ops::ListTagsForResource>(),
    entry::<ops::ListUserPoolClientSecrets>(),
    entry::<ops::ListUserPoolClients>(),
    entry::<ops::ListUserPoolReplicas>(),
    entry::<ops::ListUserPools>(),
    entry::<ops::ListUserSessions>(),
    entry::<ops::ListUsers>(),
    entry::<ops::ListUsersInGroup>(),
    entry::<ops::ResendConfirmationCode>(),
    entry::<ops::RespondToAuthChallenge>(),
    entry::<ops::RevokeToken>(),
    entry::<ops::RevokeUserSession>(),
    entry::<ops::SetLogDeliveryConfiguration>(),
    entry::<ops::SetRiskConfiguration>(),
    entry::<ops::SetUserPoolClientSessionConfiguration>(),
    entry::<ops::SetUserPoolSessionConfiguration>(),
    entry::<ops::SignUp>(),
    entry::<ops::TagResource>(),
    entry::<ops::UntagResource>(),
    entry::<ops::UpdateGroup>(),
    entry::<ops::UpdateProvisionedLimit>(),
    entry::<ops::UpdateResourceServer>(),
    entry::<ops::UpdateUserAttributes>(),
    entry::<ops::UpdateUserPool>(),
    entry::<ops::UpdateUserPoolClient>(),
    entry::<ops::UpdateUserPoolReplica>(),
    entry::<ops::VerifyUserAttribute>(),
];
