//! Identity pools are listed.

use app::{Answer, App, identity_pools::lists::IdentityPoolRow};
use domain::Moment;
use wire::cognito_identity::{
    IdentityPoolShortDescription, ListIdentityPoolsResponse, operations::ListIdentityPools,
};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for ListIdentityPools {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let region = app.core.settings.region_of(moment);
        let limit = u32::try_from(input.max_results).unwrap_or(1);
        let listed = app.identity_pools.list(region, limit, input.next_token.as_deref()).await?;
        let described = |row: IdentityPoolRow| IdentityPoolShortDescription {
            identity_pool_id: Some(row.id),
            identity_pool_name: Some(row.name),
        };
        let identity_pools = Some(listed.rows.into_iter().map(described).collect());
        Ok(ListIdentityPoolsResponse { identity_pools, next_token: listed.next })
    }
}
