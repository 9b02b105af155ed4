//! What a user pool wants of its users' sessions is shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{
    GetUserPoolSessionConfigurationResponse, operations::GetUserPoolSessionConfiguration,
};

use super::session_rules_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for GetUserPoolSessionConfiguration {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let rules = app.user_pools.session_rules(&input.user_pool_id).await?;
        Ok(GetUserPoolSessionConfigurationResponse {
            token_session: Some(session_rules_shape::token_session(rules)),
            user_pool_id: Some(input.user_pool_id),
            user_session_tracking: Some(session_rules_shape::tracking(rules)),
        })
    }
}
