//! An identity pool is shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_identity::operations::DescribeIdentityPool;

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for DescribeIdentityPool {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        Ok(shapes::pool(&app.identity_pools.identity_pool(&input.identity_pool_id).await?))
    }
}
