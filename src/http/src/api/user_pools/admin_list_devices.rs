//! The devices of a user are listed.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminListDevicesResponse, operations::AdminListDevices};

use super::{device_shape, shapes};
use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminListDevices {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let (limit, token) = (shapes::limit(input.limit), input.pagination_token.as_deref());
        let (pool_id, username) = (&input.user_pool_id, &input.username);
        let listed = app.user_pools.admin_list_devices(pool_id, username, limit, token).await?;
        let devices = listed.rows.into_iter().map(device_shape::admin_shown).collect();
        Ok(AdminListDevicesResponse { devices: Some(devices), pagination_token: listed.next })
    }
}
