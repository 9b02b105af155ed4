//! What a seed makes in a user pool otherwise than an operation does: under ids of its own, and each by one append.

use app::{
    Answer, App,
    user_pools::complete_users::{CompleteUser, FirstPassword},
};
use domain::{Moment, values::schema::Schema};
use wire::cognito_idp::{
    AdminCreateUserRequest, CreateUserPoolClientRequest, CreateUserPoolRequest, SchemaAttributeType,
    SetUserPoolMfaConfigRequest,
};

use super::{client_config, pool_config, shapes};

/// A user pool with an id, and with what `SetUserPoolMfaConfig` would add.
pub(crate) async fn make_pool(
    app: &App,
    id: String,
    request: CreateUserPoolRequest,
    mfa: Option<SetUserPoolMfaConfigRequest>,
    moment: &Moment,
) -> Answer<()> {
    pool_config::check_functions(app, request.lambda_config.as_ref())?;
    let created = pool_config::created(request, app.core.settings.region_of(moment))?;
    let config = match mfa {
        Some(mfa) => pool_config::with_mfa(mfa, &created)?,
        None => created,
    };
    app.user_pools.create_pool(Some(id), config, moment).await.map(drop)
}

/// A client with an id.
pub(crate) async fn make_client(
    app: &App,
    id: String,
    request: CreateUserPoolClientRequest,
    moment: &Moment,
) -> Answer<()> {
    let pool_id = request.user_pool_id.clone();
    let config = client_config::created(request)?;
    app.user_pools.create_client(&pool_id, Some(id), config, moment).await.map(drop)
}

/// A user with a password for good, if there is one, and in groups.
pub(crate) async fn make_user(
    app: &App,
    request: AdminCreateUserRequest,
    password: Option<String>,
    groups: Vec<String>,
    moment: &Moment,
) -> Answer<()> {
    let temporary = || request.temporary_password.map_or(FirstPassword::MadeUp, FirstPassword::Temporary);
    let user = CompleteUser {
        username: request.username,
        attributes: shapes::values(request.user_attributes)?,
        password: password.map_or_else(temporary, FirstPassword::Lasting),
        groups,
    };
    app.user_pools.create_complete_user(&request.user_pool_id, user, moment).await
}

/// The attributes of a pool whose maker says nothing about them.
pub(crate) fn attributes_by_default() -> Vec<SchemaAttributeType> {
    pool_config::schema_shown(&Schema::default())
}
