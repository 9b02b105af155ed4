//! A user looks at a remembered device.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{GetDeviceResponse, operations::GetDevice};

use super::device_shape;
use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for GetDevice {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let device = app.user_pools.own_device(&bearer, &input.device_key)?;
        Ok(GetDeviceResponse { device: device_shape::shown(device) })
    }
}
