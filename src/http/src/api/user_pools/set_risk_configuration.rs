//! What is done about risks is set, for a pool or for one of its clients.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{SetRiskConfigurationResponse, operations::SetRiskConfiguration};

use super::risk_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for SetRiskConfiguration {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (pool_id, client_id) = (input.user_pool_id.clone(), input.client_id.clone());
        let rules = risk_shape::read(input);
        risk_shape::check_breached_list(app, &rules)?;
        let risk = app.user_pools.set_risk_rules(&pool_id, client_id.as_deref(), rules, moment).await?;
        let risk_configuration = risk_shape::shown(pool_id, client_id, risk);
        Ok(SetRiskConfigurationResponse { risk_configuration })
    }
}
