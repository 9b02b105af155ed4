//! A user pool is shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{DescribeUserPoolResponse, UserPoolType, operations::DescribeUserPool};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for DescribeUserPool {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let pool = app.user_pools.pool(&input.user_pool_id).await?;
        let domains = app.user_pools.domains_of(&pool).await?;
        let shown = UserPoolType {
            domain: domains.prefix,
            custom_domain: domains.custom,
            ..super::pool_config::shown(app, &pool)
        };
        Ok(DescribeUserPoolResponse { user_pool: Some(shown) })
    }
}
