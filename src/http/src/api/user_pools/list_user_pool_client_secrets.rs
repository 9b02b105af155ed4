//! The secrets of an app client are listed, without their values.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{ListUserPoolClientSecretsResponse, operations::ListUserPoolClientSecrets};

use super::client_config;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for ListUserPoolClientSecrets {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let (pool_id, client_id, token) =
            (&input.user_pool_id, &input.client_id, input.next_token.as_deref());
        let secrets = app.user_pools.list_client_secrets(pool_id, client_id, token).await?;
        let client_secrets = secrets.into_iter().map(client_config::secret_shown).collect();
        Ok(ListUserPoolClientSecretsResponse { client_secrets: Some(client_secrets), next_token: None })
    }
}
