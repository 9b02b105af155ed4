//! User pools are listed.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{ListUserPoolsResponse, UserPoolDescriptionType, operations::ListUserPools};

use super::{pool_config, shapes};
use crate::api::{caller::Signed, operation::Operation};

impl Operation for ListUserPools {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (region, limit) = (app.core.settings.region_of(moment), shapes::limit(Some(input.max_results)));
        let listed = app.user_pools.list_pools(region, limit, input.next_token.as_deref()).await?;
        let described = |row: app::user_pools::lists::UserPoolRow| UserPoolDescriptionType {
            creation_date: Some(shapes::at(row.created_at)),
            id: Some(row.id),
            lambda_config: Some(pool_config::functions_shown(&row.triggers)),
            last_modified_date: Some(shapes::at(row.modified_at)),
            name: Some(row.name),
            ..UserPoolDescriptionType::default()
        };
        let user_pools = Some(listed.rows.into_iter().map(described).collect());
        Ok(ListUserPoolsResponse { next_token: listed.next, user_pools })
    }
}
