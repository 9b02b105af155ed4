//! An account at an identity provider is linked to a user.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminLinkProviderForUserResponse, operations::AdminLinkProviderForUser};

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminLinkProviderForUser {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let user = shapes::provider_user(input.destination_user);
        let source = shapes::provider_user(input.source_user);
        app.user_pools.link_account(&input.user_pool_id, user, source, moment).await?;
        Ok(AdminLinkProviderForUserResponse::default())
    }
}
