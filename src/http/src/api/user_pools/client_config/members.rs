//! The members that the requests to create and to update a client have in common.

use wire::cognito_idp::{
    AnalyticsConfigurationType, CreateUserPoolClientRequest, RefreshTokenRotationType,
    TokenValidityUnitsType, UpdateUserPoolClientRequest,
};

/// Declares the common members once, and takes them out of both requests. Every member of a request is named, so that one that a newer
/// model adds does not compile until it is handled.
macro_rules! members {
    ($($member:ident: $type:ty,)+) => {
        /// What both requests say.
        pub(super) struct Members {
            pub(super) client_name: Option<String>,
            $(pub(super) $member: Option<$type>,)+
        }

        impl From<CreateUserPoolClientRequest> for Members {
            fn from(request: CreateUserPoolClientRequest) -> Self {
                let CreateUserPoolClientRequest {
                    $($member,)+
                    client_name,
                    client_secret: _,
                    generate_secret: _,
                    user_pool_id: _,
                } = request;
                Self { $($member,)+ client_name: Some(client_name) }
            }
        }

        impl From<UpdateUserPoolClientRequest> for Members {
            fn from(request: UpdateUserPoolClientRequest) -> Self {
                let UpdateUserPoolClientRequest { $($member,)+ client_name, client_id: _, user_pool_id: _ } = request;
                Self { $($member,)+ client_name }
            }
        }
    };
}

members! {
    access_token_validity: i32,
    allowed_oauth_flows: Vec<String>,
    allowed_oauth_flows_user_pool_client: bool,
    allowed_oauth_scopes: Vec<String>,
    analytics_configuration: AnalyticsConfigurationType,
    auth_session_validity: i32,
    callback_urls: Vec<String>,
    default_redirect_uri: String,
    enable_propagate_additional_user_context_data: bool,
    enable_token_revocation: bool,
    explicit_auth_flows: Vec<String>,
    id_token_validity: i32,
    logout_urls: Vec<String>,
    prevent_user_existence_errors: String,
    read_attributes: Vec<String>,
    refresh_token_rotation: RefreshTokenRotationType,
    refresh_token_validity: i32,
    supported_identity_providers: Vec<String>,
    token_validity_units: TokenValidityUnitsType,
    write_attributes: Vec<String>,
}
