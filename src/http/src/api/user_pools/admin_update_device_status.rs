//! An administrator says whether a device of a user is remembered.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminUpdateDeviceStatusResponse, operations::AdminUpdateDeviceStatus};

use super::device_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminUpdateDeviceStatus {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let remembered = device_shape::is_remembered(input.device_remembered_status.as_deref())?;
        let (pool_id, username, key) = (&input.user_pool_id, &input.username, &input.device_key);
        app.user_pools.admin_set_device_status(pool_id, username, key, remembered, moment).await?;
        Ok(AdminUpdateDeviceStatusResponse::default())
    }
}
