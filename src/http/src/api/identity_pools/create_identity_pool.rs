//! An identity pool is made.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_identity::operations::CreateIdentityPool;

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for CreateIdentityPool {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let pool = app.identity_pools.create_identity_pool(shapes::settings(input), moment).await?;
        Ok(shapes::pool(&pool))
    }
}
