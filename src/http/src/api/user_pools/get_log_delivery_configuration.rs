//! Where the logs of a user pool go is shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{GetLogDeliveryConfigurationResponse, operations::GetLogDeliveryConfiguration};

use super::log_delivery_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for GetLogDeliveryConfiguration {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let set = app.user_pools.log_delivery(&input.user_pool_id).await?.configurations;
        let log_delivery_configuration = Some(log_delivery_shape::shown(input.user_pool_id, &set));
        Ok(GetLogDeliveryConfigurationResponse { log_delivery_configuration })
    }
}
