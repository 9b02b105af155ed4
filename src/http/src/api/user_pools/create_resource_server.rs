//! A resource server is made.

use app::{Answer, App};
use domain::{Moment, user_pools::resource_server::ResourceServerConfig};
use wire::cognito_idp::{CreateResourceServerResponse, operations::CreateResourceServer};

use super::resource_server_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for CreateResourceServer {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let servers = app.user_pools.resource_servers(&input.user_pool_id).await?;
        let config = ResourceServerConfig {
            identifier: input.identifier,
            name: input.name,
            scopes: resource_server_shape::scopes(input.scopes),
        };
        let made = servers.create(config, moment).await?;
        let resource_server = resource_server_shape::shown(&input.user_pool_id, made);
        Ok(CreateResourceServerResponse { resource_server })
    }
}
