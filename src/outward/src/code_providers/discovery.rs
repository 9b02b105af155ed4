//! Discovery documents (`OpenID` Connect Discovery), which are remembered for an hour.

use std::{sync::Arc, time::Duration};

use moka::sync::Cache;
use ports::federation::{CodeEndpoints, Endpoint, ProviderFault, Untrue};
use reqwest::{Method, Request};
use serde_json::{Map, Value};

use super::{
    endpoints::{Endpoints, is_issuer},
    replies, text,
};
use crate::guarded::Guarded;

/// How long a document is remembered.
const REMEMBERED_FOR: Duration = Duration::from_hours(1);
/// Documents that are remembered.
const REMEMBERED_MAX: u64 = 1_024;

/// Discovery documents by issuer.
pub(super) struct Discoveries(Cache<String, Arc<Map<String, Value>>>);

impl Default for Discoveries {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(REMEMBERED_MAX).time_to_live(REMEMBERED_FOR).build())
    }
}

impl Discoveries {
    /// The endpoints of an issuer: those that are given, and for the rest those of its document.
    pub(super) async fn endpoints(
        &self,
        guard: &Guarded,
        issuer: &str,
        given: &CodeEndpoints,
    ) -> Result<Endpoints, ProviderFault> {
        if let CodeEndpoints {
            authorize: Some(authorize),
            token: Some(token),
            user_info: Some(user_info),
            keys: Some(keys),
        } = given
        {
            return Ok(Endpoints {
                issuers: vec![issuer.to_owned()],
                authorize: authorize.clone(),
                token: token.clone(),
                keys: Some(keys.clone()),
                user_info: Some(user_info.clone()),
                says_issuer: false,
            });
        }
        let document = self.document(guard, issuer).await?;
        let either = |given: &Option<String>, name: &str| {
            given.clone().or_else(|| text(&document, name).map(str::to_owned))
        };
        let missing = || ProviderFault::Unreadable(Endpoint::Discovery);
        Ok(Endpoints {
            issuers: vec![issuer.to_owned()],
            authorize: either(&given.authorize, "authorization_endpoint").ok_or_else(missing)?,
            token: either(&given.token, "token_endpoint").ok_or_else(missing)?,
            keys: Some(either(&given.keys, "jwks_uri").ok_or_else(missing)?),
            user_info: either(&given.user_info, "userinfo_endpoint"),
            says_issuer: document.get("authorization_response_iss_parameter_supported")
                == Some(&Value::Bool(true)),
        })
    }

    async fn document(
        &self,
        guard: &Guarded,
        issuer: &str,
    ) -> Result<Arc<Map<String, Value>>, ProviderFault> {
        if let Some(document) = self.0.get(issuer) {
            return Ok(document);
        }
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let url = replies::address(Endpoint::Discovery, &address)?;
        let document = replies::object(guard, Endpoint::Discovery, Request::new(Method::GET, url)).await?;
        if !text(&document, "issuer").is_some_and(|said| is_issuer(&[issuer.to_owned()], said)) {
            return Err(ProviderFault::Untrue(Untrue::DiscoveryIssuer));
        }
        let document = Arc::new(document);
        self.0.insert(issuer.to_owned(), Arc::clone(&document));
        Ok(document)
    }
}
