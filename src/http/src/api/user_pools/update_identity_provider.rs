//! An identity provider is changed.

use app::{Answer, App};
use domain::{
    Moment,
    user_pools::identity_provider::{ProviderChange, ProviderConfig},
};
use wire::cognito_idp::{UpdateIdentityProviderResponse, operations::UpdateIdentityProvider};

use super::{identity_provider_shape, provider_details};
use crate::api::{caller::Signed, operation::Operation};

impl Operation for UpdateIdentityProvider {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let providers = app.user_pools.identity_providers(&input.user_pool_id).await?;
        let provider_type = providers.get(&input.provider_name).await?.config.details.provider_type();
        let own_hosts = &app.core.settings.provider_hosts;
        let details = input
            .provider_details
            .map(|given| provider_details::read(provider_type.name(), given, own_hosts));
        let sent_identifiers = input.idp_identifiers.is_some();
        let mapping = input.attribute_mapping;
        let change = ProviderChange {
            details: details.transpose()?,
            mapping: mapping.map(|mapping| ProviderConfig::with_username(mapping, provider_type)),
            identifiers: input.idp_identifiers,
            levels: input.acr_mapping,
        };
        let changed = providers.change_provider(&input.provider_name, change, moment).await?;
        let identity_provider =
            identity_provider_shape::echoed(&input.user_pool_id, changed, sent_identifiers);
        Ok(UpdateIdentityProviderResponse { identity_provider })
    }
}
