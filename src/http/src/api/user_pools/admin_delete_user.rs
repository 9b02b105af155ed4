//! An administrator deletes a user.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::operations::AdminDeleteUser;

use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminDeleteUser {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.user_pools.admin_delete_user(&input.user_pool_id, &input.username, moment).await
    }
}
