//! From the details of a provider to the map, with what AWS adds to it.

use std::collections::BTreeMap;

use app::user_pools::saml::ShownPeer;
use domain::user_pools::identity_provider::{
    AppleProvider, Details, Metadata, OidcProvider, SamlProvider, SocialProvider,
};

use super::{METHODS, SIGNING_ALGORITHM, fixed};

type Entries = Vec<(&'static str, Option<String>)>;

/// All keys that have a text; `peer` is what a SAML provider's metadata say.
pub(in crate::api::user_pools) fn shown(
    details: &Details,
    peer: Option<ShownPeer>,
) -> BTreeMap<String, String> {
    let own = match details {
        Details::Saml(provider) => saml(provider),
        Details::Facebook(provider) | Details::Google(provider) | Details::Amazon(provider) => {
            social(provider)
        }
        Details::Apple(provider) => apple(provider),
        Details::Oidc(provider) => oidc(provider),
    };
    let fixed = fixed(details).into_iter().map(|(key, text)| (key, Some(text)));
    own.into_iter()
        .chain(fixed)
        .chain(peer.map(read).into_iter().flatten())
        .filter_map(|(key, text)| Some((key.to_owned(), text?)))
        .collect()
}

fn saml(provider: &SamlProvider) -> Entries {
    let text = |flag: Option<bool>| flag.map(|flag| flag.to_string());
    let metadata = match &provider.metadata {
        Metadata::Url(url) => ("MetadataURL", Some(url.clone())),
        Metadata::File(file) => ("MetadataFile", Some(file.clone())),
    };
    vec![
        metadata,
        ("IDPSignout", text(provider.signs_out)),
        ("IDPInit", text(provider.may_begin)),
        ("EncryptedResponses", text(provider.must_encrypt)),
        ("RequestSigningAlgorithm", provider.signs_requests.then(|| SIGNING_ALGORITHM.to_owned())),
    ]
}

fn read(peer: ShownPeer) -> Entries {
    vec![
        ("SSORedirectBindingURI", Some(peer.sign_in_url)),
        ("SLORedirectBindingURI", peer.sign_out_url),
        ("ActiveEncryptionCertificate", peer.encryption_certificate),
    ]
}

fn social(provider: &SocialProvider) -> Entries {
    vec![
        ("client_id", Some(provider.client_id.clone())),
        ("client_secret", provider.client_secret.known().cloned()),
        ("authorize_scopes", Some(provider.scopes.clone())),
        ("api_version", provider.api_version.clone()),
    ]
}

/// The private key is never shown.
fn apple(provider: &AppleProvider) -> Entries {
    vec![
        ("client_id", Some(provider.client_id.clone())),
        ("team_id", Some(provider.team_id.clone())),
        ("key_id", Some(provider.key_id.clone())),
        ("authorize_scopes", Some(provider.scopes.clone()).filter(|scopes| !scopes.is_empty())),
    ]
}

fn oidc(provider: &OidcProvider) -> Entries {
    let endpoints = &provider.endpoints;
    vec![
        ("client_id", Some(provider.client_id.clone())),
        ("client_secret", provider.client_secret.as_ref().and_then(|secret| secret.known().cloned())),
        ("authorize_scopes", Some(provider.scopes.clone())),
        ("oidc_issuer", Some(provider.issuer.clone())),
        ("attributes_request_method", Some(METHODS.name(provider.attributes_by))),
        ("attributes_url_add_attributes", Some(provider.names_attributes.to_string())),
        ("authorize_url", endpoints.authorize.clone()),
        ("token_url", endpoints.token.clone()),
        ("attributes_url", endpoints.attributes.clone()),
        ("jwks_uri", endpoints.keys.clone()),
    ]
}
