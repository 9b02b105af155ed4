//! A resource server is changed.

use app::{Answer, App};
use domain::{Moment, user_pools::resource_server::ResourceServerChange};
use wire::cognito_idp::{UpdateResourceServerResponse, operations::UpdateResourceServer};

use super::resource_server_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for UpdateResourceServer {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let servers = app.user_pools.resource_servers(&input.user_pool_id).await?;
        let scopes = resource_server_shape::scopes(input.scopes);
        let change = ResourceServerChange { name: input.name, scopes };
        let changed = servers.change(&input.identifier, change, moment).await?;
        let resource_server = resource_server_shape::shown(&input.user_pool_id, changed);
        Ok(UpdateResourceServerResponse { resource_server })
    }
}
