//! One of the two secrets of an app client is deleted.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{DeleteUserPoolClientSecretResponse, operations::DeleteUserPoolClientSecret};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for DeleteUserPoolClientSecret {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (pool_id, client_id, secret_id) =
            (&input.user_pool_id, &input.client_id, &input.client_secret_id);
        app.user_pools.delete_client_secret(pool_id, client_id, secret_id, moment).await?;
        Ok(DeleteUserPoolClientSecretResponse::default())
    }
}
