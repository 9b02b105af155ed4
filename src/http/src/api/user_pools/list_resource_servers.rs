//! The resource servers of a pool are listed.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{ListResourceServersResponse, operations::ListResourceServers};

use super::{resource_server_shape, shapes};
use crate::api::{caller::Signed, operation::Operation};

/// Most of them on a page.
const PAGE_MAX: u32 = 50;

impl Operation for ListResourceServers {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let (pool_id, limit) = (&input.user_pool_id, shapes::limit(input.max_results).min(PAGE_MAX));
        let servers = app.user_pools.resource_servers(pool_id).await?;
        let listed = servers.list(limit, input.next_token.as_deref()).await?;
        let rows = listed.rows.into_iter();
        let resource_servers = rows.map(|row| resource_server_shape::shown(pool_id, row.live)).collect();
        Ok(ListResourceServersResponse { next_token: listed.next, resource_servers })
    }
}
