//! A user pool is shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{
    DescribeUserPoolResponse, SchemaAttributeType, StringAttributeConstraintsType,
    operations::DescribeUserPool,
};

use super::pool_config;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for DescribeUserPool {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let pool = app.user_pools.pool(&input.user_pool_id).await?;
        let domains = app.user_pools.domains_of(&pool).await?;
        let mut shown = pool_config::shown(app, &pool);
        shown.domain = domains.prefix;
        shown.custom_domain = domains.custom;
        let users = app.user_pools.user_count(&pool).await?;
        shown.estimated_number_of_users = Some(i32::try_from(users).unwrap_or(i32::MAX));
        if app.user_pools.has_identity_providers(&pool).await? {
            shown.schema_attributes.get_or_insert_default().push(identities());
        }
        Ok(DescribeUserPoolResponse { user_pool: Some(shown) })
    }
}

/// Where a user came from: an attribute of pools that have identity providers.
fn identities() -> SchemaAttributeType {
    SchemaAttributeType {
        attribute_data_type: Some("String".to_owned()),
        developer_only_attribute: Some(false),
        mutable: Some(true),
        name: Some("identities".to_owned()),
        required: Some(false),
        string_attribute_constraints: Some(StringAttributeConstraintsType::default()),
        ..SchemaAttributeType::default()
    }
}
