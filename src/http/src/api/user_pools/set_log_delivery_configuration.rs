//! Where the logs of a user pool go is set. Logs go nowhere yet: what asks for them is refused by name.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{SetLogDeliveryConfigurationResponse, operations::SetLogDeliveryConfiguration};

use super::log_delivery_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for SetLogDeliveryConfiguration {
    type Caller = Signed;

    fn check(_: &App, input: &Self::Input, _: &Moment) -> Answer<()> {
        log_delivery_shape::check(&input.log_configurations)
    }

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        app.user_pools.pool(&input.user_pool_id).await?;
        let log_delivery_configuration = Some(log_delivery_shape::none(input.user_pool_id));
        Ok(SetLogDeliveryConfigurationResponse { log_delivery_configuration })
    }
}
