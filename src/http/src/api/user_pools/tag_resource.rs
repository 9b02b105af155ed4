//! A user pool is tagged.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{TagResourceResponse, operations::TagResource};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for TagResource {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.user_pools.tag_pool(&input.resource_arn, input.tags, moment).await?;
        Ok(TagResourceResponse::default())
    }
}
