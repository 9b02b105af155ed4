//! How long the pages reuse a user's session for a client is shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{
    ClientSSOSessionConfigType, GetUserPoolClientSessionConfigurationResponse,
    operations::GetUserPoolClientSessionConfiguration,
};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for GetUserPoolClientSessionConfiguration {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let minutes = app.user_pools.session_reuse(&input.user_pool_id, &input.client_id).await?;
        let max_validity_minutes = i32::try_from(minutes).unwrap_or(i32::MAX);
        Ok(GetUserPoolClientSessionConfigurationResponse {
            client_id: Some(input.client_id),
            sso_session: Some(ClientSSOSessionConfigType { max_validity_minutes }),
            user_pool_id: Some(input.user_pool_id),
        })
    }
}
