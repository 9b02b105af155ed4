//! An identity provider is shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{DescribeIdentityProviderResponse, operations::DescribeIdentityProvider};

use super::identity_provider_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for DescribeIdentityProvider {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let providers = app.user_pools.identity_providers(&input.user_pool_id).await?;
        let provider = providers.get(&input.provider_name).await?;
        let peer = app.user_pools.shown_peer(&providers.pool, &provider.config, moment).await?;
        let identity_provider = identity_provider_shape::shown(&input.user_pool_id, provider, peer);
        Ok(DescribeIdentityProviderResponse { identity_provider })
    }
}
