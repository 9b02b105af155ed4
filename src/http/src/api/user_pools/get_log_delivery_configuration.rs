//! Where the logs of a user pool go is shown: nowhere.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{GetLogDeliveryConfigurationResponse, operations::GetLogDeliveryConfiguration};

use super::log_delivery_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for GetLogDeliveryConfiguration {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        app.user_pools.pool(&input.user_pool_id).await?;
        let log_delivery_configuration = Some(log_delivery_shape::none(input.user_pool_id));
        Ok(GetLogDeliveryConfigurationResponse { log_delivery_configuration })
    }
}
