//! A user pool's configuration is changed.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{UpdateUserPoolResponse, operations::UpdateUserPool};

use super::pool_config;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for UpdateUserPool {
    type Caller = Signed;

    fn check(app: &App, input: &Self::Input, _: &Moment) -> Answer<()> {
        pool_config::check_functions(app, input.lambda_config.as_ref())
    }

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let pool = app.user_pools.pool(&input.user_pool_id).await?;
        let config = pool_config::updated(input, &pool, app.core.settings.region_of(moment))?;
        app.user_pools.update_pool(&pool, config, moment).await?;
        Ok(UpdateUserPoolResponse::default())
    }
}
