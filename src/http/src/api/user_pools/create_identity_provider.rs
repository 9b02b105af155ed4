//! An identity provider is made.

use app::{Answer, App};
use domain::{Moment, user_pools::identity_provider::ProviderConfig};
use wire::cognito_idp::{CreateIdentityProviderResponse, operations::CreateIdentityProvider};

use super::{identity_provider_shape, provider_details};
use crate::api::{caller::Signed, operation::Operation};

impl Operation for CreateIdentityProvider {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let providers = app.user_pools.identity_providers(&input.user_pool_id).await?;
        let details = provider_details::read(
            &input.provider_type,
            input.provider_details,
            &app.core.settings.provider_hosts,
        )?;
        let sent_identifiers = input.idp_identifiers.is_some();
        let mapping = input.attribute_mapping.unwrap_or_default();
        let config = ProviderConfig {
            name: input.provider_name,
            mapping: ProviderConfig::with_username(mapping, details.provider_type()),
            details,
            identifiers: input.idp_identifiers.unwrap_or_default(),
            levels: input.acr_mapping.unwrap_or_default(),
        };
        let made = providers.create_provider(config, moment).await?;
        let identity_provider = identity_provider_shape::echoed(&input.user_pool_id, made, sent_identifiers);
        Ok(CreateIdentityProviderResponse { identity_provider })
    }
}
