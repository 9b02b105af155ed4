//! A second secret of an app client is made.

use app::{Answer, App, ids};
use domain::Moment;
use wire::cognito_idp::{
    AddUserPoolClientSecretResponse, ClientSecretDescriptorType, operations::AddUserPoolClientSecret,
};

use super::client_config;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for AddUserPoolClientSecret {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let secret = input.client_secret.clone().unwrap_or_else(ids::client_secret);
        // A secret that the caller gave is not told again.
        let shown_value = input.client_secret.is_none().then(|| secret.clone());
        let (pool_id, client_id) = (&input.user_pool_id, &input.client_id);
        let added = app.user_pools.add_client_secret(pool_id, client_id, secret, moment).await?;
        let descriptor = client_config::secret_shown(added);
        let descriptor = ClientSecretDescriptorType { client_secret_value: shown_value, ..descriptor };
        Ok(AddUserPoolClientSecretResponse { client_secret_descriptor: Some(descriptor) })
    }
}
