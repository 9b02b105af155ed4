//! What verifiers of tokens and clients of OAuth read first: the public keys of a pool, and where its endpoints are.

use crypto::jwt::Jwk;
use serde_json::{Map, Value, json};

use crate::{
    Answer, Settings,
    user_pools::{UserPools, domains::DomainNames, pools::OpenPool, tokens::jwk},
};

/// The addresses that the endpoints of a pool are below, each without a slash at the end.
struct Addresses {
    /// Of those that browsers are sent to.
    browsers: String,
    /// Of those that programs call.
    programs: String,
}

impl Addresses {
    /// Those of the custom domain, otherwise those of the prefix.
    fn of(domains: &DomainNames, settings: &Settings) -> Option<Self> {
        let Settings { pages, public_url, .. } = settings;
        if let Some(name) = &domains.custom {
            let url = format!("https://{name}");
            return Some(Self { browsers: url.clone(), programs: url });
        }
        domains.prefix.as_ref().map(|prefix| Self {
            browsers: pages.url_by_host(public_url, prefix),
            programs: pages.url_for_programs(public_url, prefix),
        })
    }

    /// The members of a discovery document that name endpoints.
    fn endpoints(&self) -> Map<String, Value> {
        let Self { browsers, programs } = self;
        let endpoints = [
            ("authorization_endpoint", format!("{browsers}/oauth2/authorize")),
            ("end_session_endpoint", format!("{browsers}/logout")),
            ("revocation_endpoint", format!("{programs}/oauth2/revoke")),
            ("token_endpoint", format!("{programs}/oauth2/token")),
            ("userinfo_endpoint", format!("{programs}/oauth2/userInfo")),
        ];
        endpoints.into_iter().map(|(name, url)| (name.to_owned(), url.into())).collect()
    }
}

impl UserPools {
    /// The public keys of a pool: of those that sign, of those that will, and of those whose tokens may still be good.
    pub async fn pool_jwks(&self, pool_id: &str) -> Answer<Value> {
        let pool = self.pool(pool_id).await?;
        let published = pool.keys.published(self.core.clock().now());
        let keys: Vec<Jwk> = published.flat_map(|keys| [jwk(&keys.id_key), jwk(&keys.access_key)]).collect();
        Ok(json!({ "keys": keys }))
    }

    /// The discovery document of a pool. Without a domain it has no endpoints, and names none.
    pub async fn pool_discovery(&self, pool_id: &str) -> Answer<Value> {
        let pool = self.pool(pool_id).await?;
        let mut document = self.discovery_of_tokens(&pool);
        if let Some(addresses) = Addresses::of(&self.domains_of(&pool).await?, &self.core.settings) {
            document.extend(addresses.endpoints());
        }
        Ok(Value::Object(document))
    }

    fn discovery_of_tokens(&self, pool: &OpenPool) -> Map<String, Value> {
        // The verifier fetched this document from this service; an issuer in AWS's form would lead it to AWS.
        let keys = format!("{}/{}/.well-known/jwks.json", self.core.settings.public_url, pool.id);
        let members = [
            ("code_challenge_methods_supported", json!(["S256"])),
            ("id_token_signing_alg_values_supported", json!(["RS256"])),
            ("issuer", self.issuer_of(pool).into()),
            (
                "grant_types_supported",
                json!(["authorization_code", "client_credentials", "implicit", "refresh_token"]),
            ),
            ("jwks_uri", keys.into()),
            // What is left out counts as supported.
            ("request_uri_parameter_supported", json!(false)),
            ("response_types_supported", json!(["code", "token"])),
            ("scopes_supported", json!(["openid", "email", "phone", "profile"])),
            ("subject_types_supported", json!(["public"])),
            ("token_endpoint_auth_methods_supported", json!(["client_secret_basic", "client_secret_post"])),
        ];
        members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PagesPlace;

    fn endpoints(domains: &DomainNames, pages: PagesPlace) -> Map<String, Value> {
        let settings = Settings { pages, ..Settings::sample("us-east-1") };
        Addresses::of(domains, &settings).map(|addresses| addresses.endpoints()).unwrap_or_default()
    }

    #[test]
    fn a_custom_domain_comes_before_a_prefix_and_none_has_no_endpoints() {
        let (prefix, custom) = (Some("people".to_owned()), Some("login.example.com".to_owned()));
        let both = DomainNames { prefix: prefix.clone(), custom };
        assert_eq!(
            endpoints(&both, PagesPlace::default())["token_endpoint"],
            "https://login.example.com/oauth2/token"
        );
        let prefix = DomainNames { prefix, custom: None };
        let url = "http://people.localhost:9229/oauth2/token";
        assert_eq!(endpoints(&prefix, PagesPlace::default())["token_endpoint"], url);
        assert!(endpoints(&DomainNames::default(), PagesPlace::default()).is_empty());
    }

    #[test]
    fn without_dns_programs_are_led_by_path_and_browsers_by_host() {
        let domains = DomainNames { prefix: Some("people".to_owned()), custom: None };
        let endpoints = endpoints(&domains, PagesPlace { by_path: true, ..PagesPlace::default() });
        for (name, url) in [
            ("authorization_endpoint", "http://people.localhost:9229/oauth2/authorize"),
            ("end_session_endpoint", "http://people.localhost:9229/logout"),
            ("revocation_endpoint", "http://localhost:9229/d/people/oauth2/revoke"),
            ("token_endpoint", "http://localhost:9229/d/people/oauth2/token"),
            ("userinfo_endpoint", "http://localhost:9229/d/people/oauth2/userInfo"),
        ] {
            assert_eq!(endpoints[name], url);
        }
    }
}
