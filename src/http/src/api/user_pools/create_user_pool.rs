//! A user pool is made.

use app::{Answer, App, admission::chosen_ids::USER_POOL_ID};
use domain::Moment;
use wire::cognito_idp::{CreateUserPoolResponse, operations::CreateUserPool};

use super::pool_config;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for CreateUserPool {
    type Caller = Signed;

    fn check(app: &App, input: &Self::Input, moment: &Moment) -> Answer<()> {
        pool_config::created(input.clone(), app.core.settings.region_of(moment))?;
        pool_config::check_functions(app, input.lambda_config.as_ref())
    }

    async fn serve(app: &App, caller: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let config = pool_config::created(input, app.core.settings.region_of(moment))?;
        let chosen = caller.caller().chosen_id(&config.tags, USER_POOL_ID)?;
        let pool = app.user_pools.create_pool(chosen, config, moment).await?;
        Ok(CreateUserPoolResponse { user_pool: Some(pool_config::shown(app, &pool)) })
    }
}
