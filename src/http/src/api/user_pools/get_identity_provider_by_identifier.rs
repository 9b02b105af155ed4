//! The identity provider that an identifier chooses is shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{
    GetIdentityProviderByIdentifierResponse, operations::GetIdentityProviderByIdentifier,
};

use super::identity_provider_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for GetIdentityProviderByIdentifier {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let providers = app.user_pools.identity_providers(&input.user_pool_id).await?;
        let provider = providers.by_identifier(&input.idp_identifier).await?;
        let peer = app.user_pools.shown_peer(&providers.pool, &provider.config, moment).await?;
        let identity_provider = identity_provider_shape::shown(&input.user_pool_id, provider, peer);
        Ok(GetIdentityProviderByIdentifierResponse { identity_provider })
    }
}
