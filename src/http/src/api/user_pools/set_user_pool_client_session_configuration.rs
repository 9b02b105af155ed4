//! How long the pages reuse a user's session for a client is set.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{
    SetUserPoolClientSessionConfigurationResponse, operations::SetUserPoolClientSessionConfiguration,
};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for SetUserPoolClientSessionConfiguration {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (pool_id, client_id) = (&input.user_pool_id, &input.client_id);
        let minutes = u32::try_from(input.sso_session.max_validity_minutes).unwrap_or_default();
        app.user_pools.set_session_reuse(pool_id, client_id, minutes, moment).await?;
        Ok(SetUserPoolClientSessionConfigurationResponse {
            client_id: Some(input.client_id),
            sso_session: Some(input.sso_session),
            user_pool_id: Some(input.user_pool_id),
        })
    }
}
