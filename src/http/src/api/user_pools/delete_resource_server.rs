//! A resource server is deleted.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::operations::DeleteResourceServer;

use crate::api::{caller::Signed, operation::Operation};

impl Operation for DeleteResourceServer {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let servers = app.user_pools.resource_servers(&input.user_pool_id).await?;
        servers.delete(&input.identifier, moment).await
    }
}
