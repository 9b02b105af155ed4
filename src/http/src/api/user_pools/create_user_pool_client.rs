//! An app client is made.

use app::{Answer, App, admission::chosen_ids::CLIENT_ID};
use domain::Moment;
use wire::cognito_idp::{CreateUserPoolClientResponse, operations::CreateUserPoolClient};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for CreateUserPoolClient {
    type Caller = Signed;

    fn check(_: &App, input: &Self::Input, _: &Moment) -> Answer<()> {
        super::client_config::created(input.clone()).map(|_| ())
    }

    async fn serve(app: &App, caller: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let pool_id = input.user_pool_id.clone();
        let config = super::client_config::created(input)?;
        let pool = app.user_pools.pool(&pool_id).await?;
        let tag = format!("{CLIENT_ID}{}", config.name);
        let chosen = caller.caller().chosen_id(&pool.config.tags, &tag)?;
        let client = app.user_pools.create_client(&pool_id, chosen, config, moment).await?;
        Ok(CreateUserPoolClientResponse { user_pool_client: Some(super::client_config::shown(&client)) })
    }
}
