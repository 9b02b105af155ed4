//! A user forgets a device.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::operations::ForgetDevice;

use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for ForgetDevice {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.user_pools.forget_own_device(&bearer, &input.device_key, moment).await
    }
}
