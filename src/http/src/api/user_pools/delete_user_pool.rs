//! A user pool is deleted.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::operations::DeleteUserPool;

use crate::api::{caller::Signed, operation::Operation};

impl Operation for DeleteUserPool {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.user_pools.delete_pool(&input.user_pool_id, moment).await
    }
}
