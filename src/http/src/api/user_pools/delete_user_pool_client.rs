//! An app client is deleted.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::operations::DeleteUserPoolClient;

use crate::api::{caller::Signed, operation::Operation};

impl Operation for DeleteUserPoolClient {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.user_pools.delete_client(&input.user_pool_id, &input.client_id, moment).await
    }
}
