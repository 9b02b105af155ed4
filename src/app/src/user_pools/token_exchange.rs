//! A user's token for another one that says less (RFC 8693): bound to one audience, with fewer scopes, and good no longer than the first.
//!
//! The new token is of the same sign-in, and ends with it.

use crypto::jwt;
use domain::{
    Timestamp,
    user_pools::{
        client::AuthFlow,
        resource_server::ResourceServerConfig,
        sign_in::Began,
        user::{self, Profile},
    },
};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::{Map, Value, json};

use crate::{
    Answer, Fault,
    user_pools::{UserPools, clients::OpenClient, pools::OpenPool, tokens::Origin},
};

/// So many services at most act for a user, one through the other.
const ACTORS_MAX: usize = 5;

/// The kinds of tokens that are exchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// For the API and for resource servers.
    Access,
    /// Identifies the user.
    Id,
}

/// A token that a caller brings.
pub struct BroughtToken {
    /// Its kind, as the caller says.
    pub kind: TokenKind,
    /// The token.
    pub token: String,
}

/// What a client exchanges for what.
pub struct Exchange {
    /// The client that exchanges it.
    pub client_id: String,
    /// Its secret, if it has one.
    pub secret: Option<String>,
    /// The user's token.
    pub subject: BroughtToken,
    /// That of the service that acts for the user, where the new token is to name it.
    pub actor: Option<BroughtToken>,
    /// For whom the new token is: a client of the pool, or a resource server.
    pub audience: Option<String>,
    /// The resource server whose scopes alone it has.
    pub resource: Option<String>,
    /// Its scopes; none: all that the user's token has.
    pub scopes: Vec<String>,
    /// Its kind.
    pub requested: TokenKind,
}

/// The new token.
pub struct DerivedToken {
    /// The token.
    pub token: String,
    /// Its life in seconds.
    pub expires_in: i64,
    /// Its scopes.
    pub scopes: Vec<String>,
}

/// The claims of a token that is brought, as far as they are read.
#[derive(Deserialize)]
struct BroughtClaims {
    sub: String,
    iss: String,
    token_use: String,
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    origin_jti: String,
    #[serde(default)]
    event_id: String,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    act: Option<Value>,
    auth_time: i64,
    exp: i64,
}

impl BroughtClaims {
    /// The sign-in it comes from; a client's token for itself comes from none.
    fn sign_in(&self) -> &str {
        if self.origin_jti.is_empty() { &self.event_id } else { &self.origin_jti }
    }
}

impl UserPools {
    /// Exchanges a user's token. Errors of the client come first, then those of the user's token, of the actor's, and of what is asked for.
    pub async fn derived_token(&self, exchange: Exchange) -> Answer<DerivedToken> {
        let client = self.client(&exchange.client_id).await?;
        client.check_secret(exchange.secret.as_deref())?;
        let delegates = exchange.actor.is_some();
        let flow = if delegates { AuthFlow::ExchangeDelegation } else { AuthFlow::ExchangeImpersonation };
        client.check_flow(flow, Began::Public)?;
        let subject = self.verify_brought(&client.pool, &exchange.subject, "Subject Token")?;
        let stream = user::stream(&client.pool.id, &subject.sub);
        let user = self.user_of_sign_in(&stream, subject.sign_in()).await?;
        let act = match &exchange.actor {
            Some(actor) => Some(self.acting(&client.pool, actor, &subject).await?),
            None => subject.act.clone(),
        };
        let scopes = self.narrowed(&client.pool, &exchange, &subject).await?;
        let audience = self.audience(&client, &exchange).await?;
        let limits = Limits { act, audience, expires_at: subject.exp };
        self.derive(&client, user.profile()?, (&subject, &scopes), exchange.requested, limits).await
    }

    async fn derive(
        &self,
        client: &OpenClient,
        profile: &Profile,
        (subject, scopes): (&BroughtClaims, &[String]),
        requested: TokenKind,
        limits: Limits,
    ) -> Answer<DerivedToken> {
        let auth_time = Timestamp::from_seconds(subject.auth_time);
        let (sub, jti) = (&*subject.sub, subject.sign_in());
        let (device, audience, has_id_token, bound) = (None, None, requested == TokenKind::Id, None);
        let origin = Origin { sub, jti, auth_time, device, scopes, audience, has_id_token, bound };
        let unsigned = self.unsigned(client, (profile, None), &origin).await?;
        let keys = self.signing_keys(&client.pool)?;
        let (key, mut claims) = match requested {
            TokenKind::Access => (&keys.access_key, unsigned.access),
            TokenKind::Id => (&keys.id_key, unsigned.id),
        };
        let expires_at = limits.set(&mut claims);
        let token = self.sign(key, claims).await?;
        let expires_in = expires_at - self.core.clock().now().seconds();
        Ok(DerivedToken { token, expires_in, scopes: scopes.to_vec() })
    }

    /// The claims of a token of the pool: signature, issuer, kind and time are verified. `what` is how errors call it.
    fn verify_brought(&self, pool: &OpenPool, brought: &BroughtToken, what: &str) -> Answer<BroughtClaims> {
        let invalid = || Fault::not_authorized(format!("Invalid {what}"));
        let now = self.core.clock().now();
        let (kid, _) = jwt::peek::<IgnoredAny>(&brought.token).map_err(|_| invalid())?;
        let (key, token_use) = match brought.kind {
            TokenKind::Access => (pool.keys.access_key(&kid, now), "access"),
            TokenKind::Id => (pool.keys.id_key(&kid, now), "id"),
        };
        let key = self.verifying_key(key.ok_or_else(invalid)?)?;
        let claims = key.verify::<BroughtClaims>(&brought.token).map_err(|_| invalid())?;
        if claims.token_use != token_use || claims.iss != self.issuer_of(pool) {
            return Err(invalid());
        }
        if now.seconds() >= claims.exp {
            return Err(Fault::not_authorized(format!("{what} has expired")));
        }
        Ok(claims)
    }

    /// The claim that names the actor, and within it those that act through it.
    async fn acting(&self, pool: &OpenPool, actor: &BroughtToken, subject: &BroughtClaims) -> Answer<Value> {
        let actor = self.verify_brought(pool, actor, "Actor Token")?;
        if actor.sub == actor.client_id {
            self.client_in(pool.clone(), &actor.client_id).await?;
        } else {
            self.user_of_sign_in(&user::stream(&pool.id, &actor.sub), actor.sign_in()).await?;
        }
        if std::iter::successors(subject.act.as_ref(), |act| act.get("act")).count() >= ACTORS_MAX {
            return Err(Fault::invalid(format!("At most {ACTORS_MAX} actors can act for a user.")));
        }
        Ok(match &subject.act {
            Some(before) => json!({ "sub": actor.sub, "act": before }),
            None => json!({ "sub": actor.sub }),
        })
    }

    /// The scopes of the new token, which the user's token has too.
    async fn narrowed(
        &self,
        pool: &OpenPool,
        exchange: &Exchange,
        subject: &BroughtClaims,
    ) -> Answer<Vec<String>> {
        if let Some(resource) = &exchange.resource {
            self.configurations_in::<ResourceServerConfig>(pool.clone()).get(resource).await?;
        }
        let is_of_resource = |scope: &str| match &exchange.resource {
            Some(resource) => scope.rsplit_once('/').is_some_and(|(identifier, _)| identifier == resource),
            None => true,
        };
        let held: Vec<&str> =
            subject.scope.split_whitespace().filter(|scope| is_of_resource(scope)).collect();
        match exchange.requested {
            TokenKind::Id if exchange.scopes.is_empty() => Ok(Vec::new()),
            TokenKind::Id => Err(Fault::invalid("An ID token has no scopes.")),
            TokenKind::Access if exchange.scopes.is_empty() => {
                Ok(held.into_iter().map(ToOwned::to_owned).collect())
            }
            TokenKind::Access => match exchange.scopes.iter().find(|scope| !held.contains(&scope.as_str())) {
                Some(scope) => Err(Fault::invalid(format!("Invalid scope requested: {scope}"))),
                None => Ok(exchange.scopes.clone()),
            },
        }
    }

    /// For whom the new token is, where that is said. One that the pool does not know is refused: it could be a service of another owner.
    async fn audience(&self, client: &OpenClient, exchange: &Exchange) -> Answer<Option<String>> {
        let Some(audience) = &exchange.audience else { return Ok(exchange.resource.clone()) };
        let pool = &client.pool;
        let servers = self.configurations_in::<ResourceServerConfig>(pool.clone());
        let is_known =
            servers.find(audience).await?.is_some() || self.client_in(pool.clone(), audience).await.is_ok();
        if is_known {
            Ok(Some(audience.clone()))
        } else {
            Err(Fault::invalid(format!("Invalid audience requested: {audience}")))
        }
    }
}

/// What a derived token says beside the user's claims.
struct Limits {
    act: Option<Value>,
    audience: Option<String>,
    /// When the user's token ends, in seconds since the epoch.
    expires_at: i64,
}

impl Limits {
    /// Sets them, and returns when the token ends.
    fn set(self, claims: &mut Map<String, Value>) -> i64 {
        let own = claims.get("exp").and_then(Value::as_i64).unwrap_or(self.expires_at);
        let expires_at = own.min(self.expires_at);
        claims.insert("exp".to_owned(), expires_at.into());
        claims.extend(self.act.map(|act| ("act".to_owned(), act)));
        claims.extend(self.audience.map(|audience| ("aud".to_owned(), audience.into())));
        expires_at
    }
}
