//! The remembered devices of the user who holds an access token are listed.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{ListDevicesResponse, operations::ListDevices};

use super::{device_shape, shapes};
use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for ListDevices {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let (limit, token) = (shapes::limit(input.limit), input.pagination_token.as_deref());
        let listed = app.user_pools.list_own_devices(&bearer, limit, token)?;
        let devices = listed.rows.into_iter().map(device_shape::shown).collect();
        Ok(ListDevicesResponse { devices: Some(devices), pagination_token: listed.next })
    }
}
