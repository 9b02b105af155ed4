//! An app client is shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{DescribeUserPoolClientResponse, operations::DescribeUserPoolClient};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for DescribeUserPoolClient {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let client = app.user_pools.client_of(&input.user_pool_id, &input.client_id).await?;
        Ok(DescribeUserPoolClientResponse { user_pool_client: Some(super::client_config::shown(&client)) })
    }
}
