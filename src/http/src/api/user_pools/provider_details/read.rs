//! From the map to the details of a provider.

use std::collections::BTreeMap;

use app::{Answer, Fault};
use domain::{
    Secret,
    user_pools::identity_provider::{
        AppleProvider, Details, Endpoints, Metadata, OidcProvider, ProviderType, RequestMethod, SamlProvider,
        SocialProvider,
    },
};

use super::{METHODS, SIGNING_ALGORITHM, TYPES, fixed};

/// The longest key that a message repeats.
const KEY_SHOWN_MAX: usize = 64;

/// The details of a provider of a type. A key that the type does not have is refused by name, as is another value for what is fixed. Addresses
/// are over TLS, but for those of hosts that the operator names.
pub(in crate::api::user_pools) fn read(
    provider_type: &str,
    given: BTreeMap<String, String>,
    own_hosts: &[String],
) -> Answer<Details> {
    let mut keys = Keys { left: given, own_hosts };
    let unknown = || Fault::not_implemented(&format!("ProviderType {provider_type}"));
    let details = match TYPES.value(provider_type).ok_or_else(unknown)? {
        ProviderType::Saml => Details::Saml(saml(&mut keys)?),
        ProviderType::Facebook => {
            let api_version = keys.take("api_version");
            Details::Facebook(SocialProvider { api_version, ..social(&mut keys)? })
        }
        ProviderType::Google => Details::Google(social(&mut keys)?),
        ProviderType::Amazon => Details::Amazon(social(&mut keys)?),
        ProviderType::Apple => Details::Apple(apple(&mut keys)?),
        ProviderType::Oidc => Details::Oidc(oidc(&mut keys)?),
    };
    keys.end(&details)?;
    Ok(details)
}

/// The keys that are not read yet.
struct Keys<'a> {
    left: BTreeMap<String, String>,
    /// `host:port` of those that may be called without TLS.
    own_hosts: &'a [String],
}

impl Keys<'_> {
    /// The text of a key; an empty one says nothing.
    fn take(&mut self, key: &str) -> Option<String> {
        self.left.remove(key).filter(|text| !text.is_empty())
    }

    /// The texts of keys that all must be there, or AWS's sentence that they must.
    fn take_all<const N: usize>(&mut self, keys: [&str; N], sentence: &'static str) -> Answer<[String; N]> {
        let texts = keys.map(|key| self.take(key).unwrap_or_default());
        if texts.iter().any(String::is_empty) { Err(Fault::invalid(sentence)) } else { Ok(texts) }
    }

    fn take_bool(&mut self, key: &'static str) -> Answer<Option<bool>> {
        let Some(text) = self.take(key) else { return Ok(None) };
        let value = text.to_ascii_lowercase().parse();
        value.map(Some).map_err(|_| Fault::invalid(format!("{key} must be true or false.")))
    }

    fn take_address(&mut self, key: &str) -> Answer<Option<String>> {
        let address = self.take(key);
        address.map(|address| self.secure(address)).transpose()
    }

    fn secure(&self, address: String) -> Answer<String> {
        let plain = address.strip_prefix("http://").and_then(|rest| rest.split(['/', '?', '#']).next());
        let is_own =
            plain.is_some_and(|host| self.own_hosts.iter().any(|own| own.eq_ignore_ascii_case(host)));
        if is_own || address.starts_with("https://") {
            return Ok(address);
        }
        Err(Fault::invalid("OIDC endpoint must start with https://"))
    }

    /// Refuses what is left: it asks for something that the type does not have.
    fn end(mut self, details: &Details) -> Answer<()> {
        for (key, text) in fixed(details) {
            if self.left.get(key) == Some(&text) {
                self.left.remove(key);
            }
        }
        self.left.keys().next().map_or(Ok(()), |key| {
            let key: String = key.chars().take(KEY_SHOWN_MAX).collect();
            Err(Fault::not_implemented(&format!("ProviderDetails {key}")))
        })
    }
}

fn saml(keys: &mut Keys<'_>) -> Answer<SamlProvider> {
    let metadata = match (keys.take("MetadataURL"), keys.take("MetadataFile")) {
        (Some(url), None) => Metadata::Url(url),
        (None, Some(file)) => Metadata::File(file),
        (None, None) => {
            return Err(Fault::invalid(
                "At least one of the MetadataURL or MetadataFile should be provided.",
            ));
        }
        (Some(_), Some(_)) => {
            return Err(Fault::invalid("Only one of the MetadataURL or MetadataFile should be provided."));
        }
    };
    let signing = keys.take("RequestSigningAlgorithm");
    if signing.as_deref().is_some_and(|algorithm| algorithm != SIGNING_ALGORITHM) {
        return Err(Fault::invalid(format!("RequestSigningAlgorithm must be {SIGNING_ALGORITHM}.")));
    }
    Ok(SamlProvider {
        metadata,
        signs_out: keys.take_bool("IDPSignout")?,
        may_begin: keys.take_bool("IDPInit")?,
        must_encrypt: keys.take_bool("EncryptedResponses")?,
        signs_requests: signing.is_some(),
    })
}

fn social(keys: &mut Keys<'_>) -> Answer<SocialProvider> {
    const SENTENCE: &str = "clientId, clientSecret and authorizeScopes are all required idp details.";
    let names = ["client_id", "client_secret", "authorize_scopes"];
    let [client_id, client_secret, scopes] = keys.take_all(names, SENTENCE)?;
    Ok(SocialProvider { client_id, client_secret: Secret::Known(client_secret), scopes, api_version: None })
}

fn apple(keys: &mut Keys<'_>) -> Answer<AppleProvider> {
    const SENTENCE: &str = "clientId, privateKey, teamId, and keyId are all required idp details.";
    let names = ["client_id", "private_key", "team_id", "key_id"];
    let [client_id, private_key, team_id, key_id] = keys.take_all(names, SENTENCE)?;
    let scopes = keys.take("authorize_scopes").unwrap_or_default();
    Ok(AppleProvider { client_id, team_id, key_id, private_key: Secret::Known(private_key), scopes })
}

fn oidc(keys: &mut Keys<'_>) -> Answer<OidcProvider> {
    const SENTENCE: &str =
        "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod are all required idp details.";
    let names = ["client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"];
    let [client_id, scopes, issuer, method] = keys.take_all(names, SENTENCE)?;
    Ok(OidcProvider {
        client_id,
        client_secret: keys.take("client_secret").map(Secret::Known),
        scopes,
        issuer: keys.secure(issuer)?,
        attributes_by: request_method(&method)?,
        names_attributes: keys.take_bool("attributes_url_add_attributes")?.unwrap_or(false),
        endpoints: Endpoints {
            authorize: keys.take_address("authorize_url")?,
            token: keys.take_address("token_url")?,
            attributes: keys.take_address("attributes_url")?,
            keys: keys.take_address("jwks_uri")?,
        },
    })
}

fn request_method(name: &str) -> Answer<RequestMethod> {
    METHODS.value(name).ok_or_else(|| Fault::invalid("attributes_request_method must be GET or POST."))
}
