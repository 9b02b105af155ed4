//! A provider of a pool, as the port takes it.

use domain::{
    Secret,
    user_pools::identity_provider::{Details, Endpoints, ProviderConfig, RequestMethod, SocialProvider},
};
use ports::federation::{CodeEndpoints, CodeProvider, CodeProviderKind};

/// A provider that answers with a code; none where it speaks SAML, or its secret is forgotten.
pub(super) fn by_code(config: &ProviderConfig) -> Option<CodeProvider> {
    let (client_id, scopes, kind) = match &config.details {
        Details::Saml(_) => return None,
        Details::Google(google) => {
            social(google, |client_secret| CodeProviderKind::Google { client_secret })?
        }
        Details::Amazon(amazon) => {
            social(amazon, |client_secret| CodeProviderKind::Amazon { client_secret })?
        }
        Details::Facebook(facebook) => {
            let version = facebook.api_version.clone();
            social(facebook, |client_secret| CodeProviderKind::Facebook { client_secret, version })?
        }
        Details::Apple(apple) => {
            let (team_id, key_id) = (apple.team_id.clone(), apple.key_id.clone());
            let kind = CodeProviderKind::Apple { team_id, key_id, private_key: known(&apple.private_key)? };
            (&apple.client_id, &apple.scopes, kind)
        }
        Details::Oidc(oidc) => {
            let kind = CodeProviderKind::Oidc {
                issuer: oidc.issuer.clone(),
                client_secret: oidc.client_secret.as_ref().and_then(Secret::known).cloned(),
                posts_user_info: oidc.attributes_by == RequestMethod::Post,
                names_claims: oidc.names_attributes,
                endpoints: endpoints(&oidc.endpoints),
            };
            (&oidc.client_id, &oidc.scopes, kind)
        }
    };
    let claims = config.mapping.values().cloned().collect();
    let (name, client_id, scopes) = (config.name.clone(), client_id.clone(), scopes.clone());
    Some(CodeProvider { name, client_id, scopes, claims, kind })
}

fn social(
    provider: &SocialProvider,
    kind: impl FnOnce(String) -> CodeProviderKind,
) -> Option<(&String, &String, CodeProviderKind)> {
    Some((&provider.client_id, &provider.scopes, kind(known(&provider.client_secret)?)))
}

fn known(secret: &Secret<String>) -> Option<String> {
    secret.known().cloned()
}

fn endpoints(given: &Endpoints) -> CodeEndpoints {
    CodeEndpoints {
        authorize: given.authorize.clone(),
        token: given.token.clone(),
        user_info: given.attributes.clone(),
        keys: given.keys.clone(),
    }
}
