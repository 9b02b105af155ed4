//! Tags of a user pool are taken away.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{UntagResourceResponse, operations::UntagResource};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for UntagResource {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let keys = input.tag_keys.into_iter().collect();
        app.user_pools.untag_pool(&input.resource_arn, keys, moment).await?;
        Ok(UntagResourceResponse::default())
    }
}
