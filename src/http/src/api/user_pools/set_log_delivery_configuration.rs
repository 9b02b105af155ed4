//! Where the logs of a user pool go is set.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{SetLogDeliveryConfigurationResponse, operations::SetLogDeliveryConfiguration};

use super::log_delivery_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for SetLogDeliveryConfiguration {
    type Caller = Signed;

    fn check(app: &App, input: &Self::Input, _: &Moment) -> Answer<()> {
        log_delivery_shape::read(app, &input.log_configurations).map(drop)
    }

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let set = log_delivery_shape::read(app, &input.log_configurations)?;
        app.user_pools.set_log_delivery(&input.user_pool_id, set.clone(), moment).await?;
        let log_delivery_configuration = Some(log_delivery_shape::shown(input.user_pool_id, &set));
        Ok(SetLogDeliveryConfigurationResponse { log_delivery_configuration })
    }
}
