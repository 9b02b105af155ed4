//! What is told of a user to the holder of an access token: the attributes that its scopes name, as they are now.

use std::collections::BTreeMap;

use crypto::jwt;
use domain::user_pools::{client::is_told, user};
use serde_json::{Value, json};
use thiserror::Error;

use super::OAuth;
use crate::{
    Answer, Fault, Kind,
    user_pools::{pools::OpenPool, users::Shown, verified_tokens::AccessClaims},
};

/// The scope without which nothing is told.
const OPENID: &str = "openid";

/// Why nothing is told.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotTold {
    /// It is no token.
    #[error("Access token format is not valid")]
    NotAToken,
    /// It has no client: an ID token.
    #[error("Value of client_id in token claims must be a String")]
    NoClient,
    /// It has no user: a client's token for itself.
    #[error("Value of username in token claims must be a String")]
    NoUser,
    /// It is not, or no longer, a token of the pool.
    #[error("Access token is expired or user has globally signed out, disabled, or been deleted")]
    Ended,
    /// Its scopes do not have `openid`.
    #[error("Access token does not contain the 'openid' scope")]
    NoOpenId,
    /// The service cannot answer now.
    #[error(transparent)]
    Failed(Fault),
}

impl From<Fault> for NotTold {
    fn from(fault: Fault) -> Self {
        match fault.kind {
            Kind::InternalError | Kind::TooManyRequests => Self::Failed(fault),
            _ => Self::Ended,
        }
    }
}

impl OAuth {
    /// What is told of the user of an access token of the pool.
    pub async fn user_info(&self, pool: &OpenPool, token: &str) -> Result<BTreeMap<String, Value>, NotTold> {
        check_form(token)?;
        let claims = self.claims_of_pool(pool, token).await?;
        let client = self.user_pools.client_in(pool.clone(), &claims.client_id).await?;
        let stream = user::stream(&pool.id, &claims.sub);
        let user = self.user_pools.user_of_sign_in(&stream, claims.sign_in()).await?;
        let scopes: Vec<&str> = claims.scope.split(' ').collect();
        if !scopes.contains(&OPENID) {
            return Err(NotTold::NoOpenId);
        }
        let Shown { sub, username, mut attributes, .. } =
            Shown::new(&claims.sub, user.profile().map_err(Fault::from)?)?;
        let access = client.config.access();
        attributes.retain(|name, _| access.may_read(name) && is_told(&scopes, name));
        attributes.extend([("sub".to_owned(), sub), ("username".to_owned(), username)]);
        let is_strict = client.pool.config.is_strict_oidc();
        let value = |name: &str, text: String| if is_strict { typed(name, text) } else { text.into() };
        Ok(attributes.into_iter().map(|(name, text)| (name.clone(), value(&name, text))).collect())
    }

    /// The claims of an access token, which must be of this pool.
    async fn claims_of_pool(&self, pool: &OpenPool, token: &str) -> Answer<AccessClaims> {
        let (its_pool, claims) = self.user_pools.verify_access_token(token).await?;
        if its_pool.id == pool.id { Ok(claims) } else { Err(Fault::not_authorized("of another pool")) }
    }
}

/// A claim in the type that `OpenID` Connect gives it.
fn typed(name: &str, text: String) -> Value {
    match name {
        "email_verified" | "phone_number_verified" => (text == "true").into(),
        "updated_at" => text.parse::<i64>().map_or(Value::String(text), Value::from),
        "address" => json!({ "formatted": text }),
        _ => text.into(),
    }
}

/// Refuses what tells by its claims alone that it is no user's access token.
fn check_form(token: &str) -> Result<(), NotTold> {
    let (_, claims) = jwt::peek::<Value>(token).map_err(|_| NotTold::NotAToken)?;
    let has_text = |name: &str| claims.get(name).is_some_and(Value::is_string);
    if !has_text("client_id") {
        return Err(NotTold::NoClient);
    }
    if has_text("username") { Ok(()) } else { Err(NotTold::NoUser) }
}
