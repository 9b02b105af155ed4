//! The identity providers of a pool are listed.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{ListIdentityProvidersResponse, operations::ListIdentityProviders};

use super::{identity_provider_shape, shapes};
use crate::api::{caller::Signed, operation::Operation};

/// Most of them on a page, whatever the request asks for.
const PAGE_MAX: u32 = 50;

impl Operation for ListIdentityProviders {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let limit = shapes::limit(input.max_results).min(PAGE_MAX);
        let providers = app.user_pools.identity_providers(&input.user_pool_id).await?;
        let listed = providers.list(limit, input.next_token.as_deref()).await?;
        let rows = listed.rows.into_iter();
        let providers = rows.map(|row| identity_provider_shape::described(row.live)).collect();
        Ok(ListIdentityProvidersResponse { next_token: listed.next, providers })
    }
}
