//! A user pool is made.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{CreateUserPoolResponse, operations::CreateUserPool};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for CreateUserPool {
    type Caller = Signed;

    fn check(app: &App, input: &Self::Input, moment: &Moment) -> Answer<()> {
        super::pool_rules::check(input, app.core.settings.region_of(moment))
    }

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let pool = app.user_pools.create_pool(super::pool_shape::config(input)?, moment).await?;
        Ok(CreateUserPoolResponse { user_pool: Some(super::pool_shape::shown(app, &pool)?) })
    }
}
