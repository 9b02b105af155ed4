//! An identity pool is made.

use app::{Answer, App, admission::chosen_ids::IDENTITY_POOL_ID};
use domain::Moment;
use wire::cognito_identity::operations::CreateIdentityPool;

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for CreateIdentityPool {
    type Caller = Signed;

    async fn serve(app: &App, caller: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let settings = shapes::settings(input);
        let chosen = caller.caller().chosen_id(&settings.tags, IDENTITY_POOL_ID)?;
        let pool = app.identity_pools.create_identity_pool(chosen, settings, moment).await?;
        Ok(shapes::pool(&pool))
    }
}
