//! An administrator forgets a device of a user.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::operations::AdminForgetDevice;

use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminForgetDevice {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (pool_id, username, key) = (&input.user_pool_id, &input.username, &input.device_key);
        app.user_pools.admin_forget_device(pool_id, username, key, moment).await
    }
}
