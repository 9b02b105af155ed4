//! What is done about risks is shown, for a pool or for one of its clients.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{DescribeRiskConfigurationResponse, operations::DescribeRiskConfiguration};

use super::risk_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for DescribeRiskConfiguration {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let (pool_id, client_id) = (input.user_pool_id, input.client_id);
        let risk = app.user_pools.risk_rules(&pool_id, client_id.as_deref()).await?;
        let risk_configuration = risk_shape::shown(pool_id, client_id, risk);
        Ok(DescribeRiskConfigurationResponse { risk_configuration })
    }
}
