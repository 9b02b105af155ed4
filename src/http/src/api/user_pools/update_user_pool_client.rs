//! An app client's configuration is changed.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{UpdateUserPoolClientResponse, operations::UpdateUserPoolClient};

use super::client_config;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for UpdateUserPoolClient {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let client = app.user_pools.client_of(&input.user_pool_id, &input.client_id).await?;
        let config = client_config::updated(input, &client)?;
        let client = app.user_pools.update_client(&client, config, moment).await?;
        Ok(UpdateUserPoolClientResponse { user_pool_client: Some(client_config::shown(&client)) })
    }
}
