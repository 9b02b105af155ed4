//! An identity pool is deleted.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_identity::operations::DeleteIdentityPool;

use crate::api::{caller::Signed, operation::Operation};

impl Operation for DeleteIdentityPool {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.identity_pools.delete_identity_pool(&input.identity_pool_id, moment).await
    }
}
