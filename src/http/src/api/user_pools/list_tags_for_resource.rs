//! The tags of a user pool are shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{ListTagsForResourceResponse, operations::ListTagsForResource};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for ListTagsForResource {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let tags = app.user_pools.tags(&input.resource_arn).await?;
        Ok(ListTagsForResourceResponse { tags: Some(tags) })
    }
}
