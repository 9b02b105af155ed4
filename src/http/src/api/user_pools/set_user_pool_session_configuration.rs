//! What a user pool wants of its users' sessions is set.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{
    SetUserPoolSessionConfigurationResponse, operations::SetUserPoolSessionConfiguration,
};

use super::session_rules_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for SetUserPoolSessionConfiguration {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let rules = session_rules_shape::read(&input);
        app.user_pools.set_session_rules(&input.user_pool_id, rules, moment).await?;
        Ok(SetUserPoolSessionConfigurationResponse {
            token_session: Some(input.token_session),
            user_pool_id: Some(input.user_pool_id),
            user_session_tracking: Some(input.user_session_tracking),
        })
    }
}
