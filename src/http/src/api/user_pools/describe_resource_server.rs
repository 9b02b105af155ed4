//! A resource server is shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{DescribeResourceServerResponse, operations::DescribeResourceServer};

use super::resource_server_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for DescribeResourceServer {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let servers = app.user_pools.resource_servers(&input.user_pool_id).await?;
        let found = servers.get(&input.identifier).await?;
        let resource_server = resource_server_shape::shown(&input.user_pool_id, found);
        Ok(DescribeResourceServerResponse { resource_server })
    }
}
