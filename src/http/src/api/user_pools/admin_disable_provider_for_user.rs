//! An account at an identity provider is taken from its user, or signing in by password is ended.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminDisableProviderForUserResponse, operations::AdminDisableProviderForUser};

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminDisableProviderForUser {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let user = shapes::provider_user(input.user);
        app.user_pools.unlink_account(&input.user_pool_id, user, moment).await?;
        Ok(AdminDisableProviderForUserResponse::default())
    }
}
