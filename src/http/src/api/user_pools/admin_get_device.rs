//! An administrator looks at a device of a user.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminGetDeviceResponse, operations::AdminGetDevice};

use super::device_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminGetDevice {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let (pool_id, key) = (&input.user_pool_id, &input.device_key);
        let device = app.user_pools.admin_device(pool_id, &input.username, key).await?;
        Ok(AdminGetDeviceResponse { device: device_shape::admin_shown(device) })
    }
}
