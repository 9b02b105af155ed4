//! Identity providers as answers show them.

use app::user_pools::saml::ShownPeer;
use domain::{configured::Live, user_pools::identity_provider::ProviderConfig};
use wire::cognito_idp::{IdentityProviderType, ProviderDescription};

use super::{named::listed_map, provider_details, shapes};

/// A provider of a pool, as Describe shows it; `peer` is what a SAML provider's metadata say.
pub(super) fn shown(
    pool_id: &str,
    live: Live<ProviderConfig>,
    peer: Option<ShownPeer>,
) -> IdentityProviderType {
    let ProviderConfig { name, details, mapping, identifiers, levels } = live.config;
    IdentityProviderType {
        acr_mapping: listed_map(levels),
        attribute_mapping: Some(mapping),
        creation_date: Some(shapes::at(live.created_at)),
        idp_identifiers: Some(identifiers),
        last_modified_date: Some(shapes::at(live.modified_at)),
        provider_details: Some(provider_details::shown(&details, peer)),
        provider_name: Some(name),
        provider_type: Some(details.provider_type().name().to_owned()),
        user_pool_id: Some(pool_id.to_owned()),
    }
}

/// A provider as Create and Update show it: with its identifiers only where the request had some.
pub(super) fn echoed(
    pool_id: &str,
    live: Live<ProviderConfig>,
    peer: Option<ShownPeer>,
    sent_identifiers: bool,
) -> IdentityProviderType {
    let shown = shown(pool_id, live, peer);
    IdentityProviderType { idp_identifiers: shown.idp_identifiers.filter(|_| sent_identifiers), ..shown }
}

/// A provider as the list shows it.
pub(super) fn described(live: Live<ProviderConfig>) -> ProviderDescription {
    ProviderDescription {
        creation_date: Some(shapes::at(live.created_at)),
        last_modified_date: Some(shapes::at(live.modified_at)),
        provider_name: Some(live.config.name),
        provider_type: Some(live.config.details.provider_type().name().to_owned()),
    }
}
