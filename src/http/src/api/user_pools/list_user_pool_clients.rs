//! The clients of a pool are listed.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{
    ListUserPoolClientsResponse, UserPoolClientDescription, operations::ListUserPoolClients,
};

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for ListUserPoolClients {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let (pool, limit) = (&input.user_pool_id, shapes::limit(input.max_results));
        let listed = app.user_pools.list_clients(pool, limit, input.next_token.as_deref()).await?;
        // Every client is one that an administrator made: none has registered itself.
        let rows = if input.client_type.as_deref() == Some("DCR") { vec![] } else { listed.rows };
        let next_token = listed.next.filter(|_| !rows.is_empty());
        let described = |row: app::user_pools::lists::ClientRow| UserPoolClientDescription {
            client_id: Some(row.id),
            client_name: Some(row.name),
            user_pool_id: Some(pool.clone()),
        };
        let user_pool_clients = Some(rows.into_iter().map(described).collect());
        Ok(ListUserPoolClientsResponse { next_token, user_pool_clients })
    }
}
