//! A user confirms the device whose key a sign-in gave out.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{ConfirmDeviceResponse, operations::ConfirmDevice};

use super::device_shape;
use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for ConfirmDevice {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let device = device_shape::to_confirm(input)?;
        let asks_user = app.user_pools.confirm_device(&bearer, device, moment).await?;
        Ok(ConfirmDeviceResponse { user_confirmation_necessary: Some(asks_user) })
    }
}
