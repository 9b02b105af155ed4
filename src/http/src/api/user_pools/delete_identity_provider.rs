//! An identity provider is deleted.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::operations::DeleteIdentityProvider;

use crate::api::{caller::Signed, operation::Operation};

impl Operation for DeleteIdentityProvider {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let providers = app.user_pools.identity_providers(&input.user_pool_id).await?;
        providers.delete(&input.provider_name, moment).await
    }
}
