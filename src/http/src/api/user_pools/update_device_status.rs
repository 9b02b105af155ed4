//! A user says whether a device is remembered.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{UpdateDeviceStatusResponse, operations::UpdateDeviceStatus};

use super::device_shape;
use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for UpdateDeviceStatus {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let remembered = device_shape::is_remembered(input.device_remembered_status.as_deref())?;
        app.user_pools.set_own_device_status(&bearer, &input.device_key, remembered, moment).await?;
        Ok(UpdateDeviceStatusResponse::default())
    }
}
