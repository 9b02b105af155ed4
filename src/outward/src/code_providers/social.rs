//! What is particular to each social provider: where it is, what its users are called, and how it is asked.

use std::collections::BTreeMap;

use ports::federation::{CodeProvider, CodeProviderKind};
use reqwest::Url;

use super::{apple, endpoints::Endpoints};

/// The version of Facebook's API where none is given, as at AWS.
const FACEBOOK_VERSION: &str = "v17.0";
/// The providers that may have other addresses, by their names.
const NAMES: [&str; 4] = ["Facebook", "Google", "LoginWithAmazon", "SignInWithApple"];

/// Why an address cannot stand in for those of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be Facebook, Google, LoginWithAmazon or SignInWithApple, an equals sign, and an http:// or https:// address without a path"
)]
pub struct BadSocialAddress;

/// Origins that stand in for those of social providers, by their names: for development and tests. Paths stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SocialAddresses(BTreeMap<String, String>);

impl SocialAddresses {
    /// Of settings as the operator gives them: `Google=http://localhost:4000`.
    pub fn read(settings: &[String]) -> Result<Self, BadSocialAddress> {
        settings.iter().map(|setting| address(setting)).collect::<Result<_, _>>().map(Self)
    }

    /// Where a social provider is. It has no issuer and no keys where it gives no ID token.
    pub(super) fn endpoints(&self, kind: &CodeProviderKind) -> Endpoints {
        let at = |name: &str, origin: &str, path: &str| {
            format!("{}{path}", self.0.get(name).map_or(origin, String::as_str))
        };
        match kind {
            CodeProviderKind::Facebook { version, .. } => {
                let version = version.as_deref().unwrap_or(FACEBOOK_VERSION);
                let graph = |path: &str| at("Facebook", "https://graph.facebook.com", path);
                Endpoints {
                    authorize: at(
                        "Facebook",
                        "https://www.facebook.com",
                        &format!("/{version}/dialog/oauth"),
                    ),
                    token: graph(&format!("/{version}/oauth/access_token")),
                    user_info: Some(graph(&format!("/{version}/me"))),
                    ..without_token()
                }
            }
            CodeProviderKind::Amazon { .. } => {
                let api = |path: &str| at("LoginWithAmazon", "https://api.amazon.com", path);
                Endpoints {
                    authorize: at("LoginWithAmazon", "https://www.amazon.com", "/ap/oa"),
                    token: api("/auth/o2/token"),
                    user_info: Some(api("/user/profile")),
                    ..without_token()
                }
            }
            CodeProviderKind::Apple { .. } => {
                let apple = |path: &str| at("SignInWithApple", apple::ISSUER, path);
                Endpoints {
                    issuers: vec![apple::ISSUER.to_owned()],
                    authorize: apple("/auth/authorize"),
                    token: apple("/auth/token"),
                    keys: Some(apple("/auth/keys")),
                    ..without_token()
                }
            }
            // A provider of OIDC has a document of its own, and never comes here.
            CodeProviderKind::Google { .. } | CodeProviderKind::Oidc { .. } => {
                let google = |origin: &str, path: &str| at("Google", origin, path);
                Endpoints {
                    issuers: ["https://accounts.google.com", "accounts.google.com"].map(str::to_owned).into(),
                    authorize: google("https://accounts.google.com", "/o/oauth2/v2/auth"),
                    token: google("https://oauth2.googleapis.com", "/token"),
                    keys: Some(google("https://www.googleapis.com", "/oauth2/v3/certs")),
                    user_info: Some(google("https://openidconnect.googleapis.com", "/v1/userinfo")),
                    ..without_token()
                }
            }
        }
    }
}

const fn without_token() -> Endpoints {
    Endpoints {
        issuers: Vec::new(),
        authorize: String::new(),
        token: String::new(),
        keys: None,
        user_info: None,
        says_issuer: false,
    }
}

fn address(setting: &str) -> Result<(String, String), BadSocialAddress> {
    let (name, address) = setting.split_once('=').ok_or(BadSocialAddress)?;
    let url = Url::parse(address).map_err(|_| BadSocialAddress)?;
    let is_origin = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.path() == "/"
        && url.query().is_none()
        && url.username().is_empty();
    if NAMES.contains(&name) && is_origin {
        Ok((name.to_owned(), address.trim_end_matches('/').to_owned()))
    } else {
        Err(BadSocialAddress)
    }
}

/// The claim by which a provider names its user.
pub(super) const fn subject_claim(kind: &CodeProviderKind) -> &'static str {
    match kind {
        CodeProviderKind::Facebook { .. } => "id",
        CodeProviderKind::Amazon { .. } => "user_id",
        CodeProviderKind::Oidc { .. } | CodeProviderKind::Google { .. } | CodeProviderKind::Apple { .. } => {
            "sub"
        }
    }
}

/// The scopes that are asked for. AWS separates those of Facebook by commas and those of others by spaces; so does each provider.
pub(super) fn scopes(provider: &CodeProvider) -> String {
    let separator = if matches!(provider.kind, CodeProviderKind::Facebook { .. }) { "," } else { " " };
    let scopes = provider.scopes.split([' ', ',']).filter(|scope| !scope.is_empty());
    scopes.collect::<Vec<_>>().join(separator)
}

/// Apple posts its answers where scopes are asked for, and takes no other wish.
pub(super) fn response_mode(provider: &CodeProvider) -> Option<&'static str> {
    let posts = matches!(provider.kind, CodeProviderKind::Apple { .. }) && !provider.scopes.trim().is_empty();
    posts.then_some("form_post")
}

/// Names the claims that are wanted, where the provider is to be told: Facebook gives no others.
pub(super) fn name_claims(provider: &CodeProvider, url: &mut Url) {
    let (parameter, always) = match &provider.kind {
        CodeProviderKind::Facebook { .. } => ("fields", Some("id")),
        CodeProviderKind::Oidc { names_claims: true, .. } => ("attributes", None),
        CodeProviderKind::Oidc { .. }
        | CodeProviderKind::Google { .. }
        | CodeProviderKind::Amazon { .. }
        | CodeProviderKind::Apple { .. } => return,
    };
    let mut named: Vec<&str> = always.into_iter().collect();
    for claim in provider.claims.iter().map(String::as_str) {
        if !named.contains(&claim) && !matches!(claim, "access_token" | "id_token") {
            named.push(claim);
        }
    }
    url.query_pairs_mut().append_pair(parameter, &named.join(","));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facebook(scopes: &str, claims: &[&str]) -> CodeProvider {
        CodeProvider {
            name: "Facebook".to_owned(),
            client_id: "app".to_owned(),
            scopes: scopes.to_owned(),
            claims: claims.iter().map(|claim| (*claim).to_owned()).collect(),
            kind: CodeProviderKind::Facebook { client_secret: "s".to_owned(), version: None },
        }
    }

    #[test]
    fn facebook_has_its_version_in_every_address_and_is_told_the_fields() {
        let provider = facebook("public_profile, email", &["email", "id", "name", "access_token"]);
        let endpoints = SocialAddresses::default().endpoints(&provider.kind);
        assert_eq!(endpoints.authorize, "https://www.facebook.com/v17.0/dialog/oauth");
        assert_eq!(endpoints.token, "https://graph.facebook.com/v17.0/oauth/access_token");
        let mut url = Url::parse(&endpoints.user_info.unwrap()).unwrap();
        name_claims(&provider, &mut url);
        assert_eq!(url.as_str(), "https://graph.facebook.com/v17.0/me?fields=id%2Cemail%2Cname");
        assert_eq!(scopes(&provider), "public_profile,email");
    }

    #[test]
    fn another_origin_takes_the_place_of_a_providers_and_paths_stay() {
        let others = SocialAddresses::read(&["Facebook=http://localhost:4000".to_owned()]).unwrap();
        let endpoints = others.endpoints(&facebook("", &[]).kind);
        assert_eq!(endpoints.token, "http://localhost:4000/v17.0/oauth/access_token");
        let google = CodeProviderKind::Google { client_secret: String::new() };
        assert_eq!(others.endpoints(&google).token, "https://oauth2.googleapis.com/token");
        for wrong in ["Google", "Okta=http://localhost", "Google=localhost", "Google=http://localhost/path"] {
            assert_eq!(SocialAddresses::read(&[wrong.to_owned()]), Err(BadSocialAddress), "{wrong}");
        }
    }
}
