//! An app client is made.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{CreateUserPoolClientResponse, operations::CreateUserPoolClient};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for CreateUserPoolClient {
    type Caller = Signed;

    fn check(_: &App, input: &Self::Input, _: &Moment) -> Answer<()> {
        super::client_config::created(input.clone()).map(|_| ())
    }

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let pool_id = input.user_pool_id.clone();
        let client =
            app.user_pools.create_client(&pool_id, super::client_config::created(input)?, moment).await?;
        Ok(CreateUserPoolClientResponse { user_pool_client: Some(super::client_config::shown(&client)) })
    }
}
