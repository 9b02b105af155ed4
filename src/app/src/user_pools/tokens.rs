//! ID, access and refresh tokens: what they say and how they are signed. Also the pool's public keys.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use crypto::jwt::{self, Jwk, JwtFault, Scheme};
use domain::{
    Timestamp,
    user_pools::{
        client::is_told,
        group::GroupClaims,
        session::{Opened, Purpose},
        sign_in::DeviceId,
        user::{IDENTITIES, Profile, identities_claim},
        user_pool::SigningKey,
    },
};
use serde_json::{Map, Value, json};

use crate::{
    Answer, Fault, Kind,
    kernel::ids,
    user_pools::{UserPools, clients::OpenClient, device_keys::NewDevice, token_changes::TokenChanges},
};

/// The scope of every access token that an API sign-in gives.
pub const USER_ADMIN_SCOPE: &str = "aws.cognito.signin.user.admin";

/// The tokens of a sign-in or a refresh.
pub struct TokenSet {
    /// For the API and for resource servers.
    pub access_token: String,
    /// Identifies the user.
    pub id_token: String,
    /// For more tokens; `None` where the old one stays.
    pub refresh_token: Option<String>,
    /// Life of the access token in seconds.
    pub expires_in: u32,
    /// Whether a client of the token endpoint gets the ID token too. One of the API always does.
    pub has_id_token: bool,
    /// The keys of the sign-in's device, where the client has given none.
    pub new_device: Option<NewDevice>,
}

/// What the tokens of a sign-in say.
pub(super) struct UnsignedTokens {
    pub(super) id: Map<String, Value>,
    pub(super) access: Map<String, Value>,
}

/// The sign-in that tokens come from.
pub(crate) struct Origin<'a> {
    pub(crate) sub: &'a str,
    pub(crate) jti: &'a str,
    pub(crate) auth_time: Timestamp,
    pub(crate) device: Option<DeviceId>,
    pub(crate) scopes: &'a [String],
    /// The audience of its access tokens, where the client has named one.
    pub(crate) audience: Option<&'a str>,
    /// Whether its client asks who the user is: by the scope `openid`, or in that it signs the user in itself.
    pub(crate) has_id_token: bool,
    /// On the pages, what binds the first ID token to the client's request.
    pub(crate) bound: Option<BoundTo<'a>>,
}

/// What the ID token says that a client gets for its request to the pages.
#[derive(Clone, Copy)]
pub(crate) struct BoundTo<'a> {
    /// The request's `nonce`.
    pub(crate) nonce: Option<&'a str>,
}

impl<'a> Origin<'a> {
    /// A session.
    pub(crate) fn of(jti: &'a str, opened: &'a Opened) -> Self {
        let audience = match &opened.purpose {
            Purpose::Pages(for_client) => for_client.audience.as_deref(),
            Purpose::Api | Purpose::Browser(_) => None,
        };
        Self {
            sub: &opened.sub,
            jti,
            auth_time: opened.auth_time,
            device: opened.device.map(|device| device.id),
            scopes: &opened.scopes,
            audience,
            has_id_token: opened.purpose == Purpose::Api
                || opened.scopes.iter().any(|scope| scope == "openid"),
            bound: None,
        }
    }
}

impl UserPools {
    /// Signs the tokens of a sign-in, with what a function of the pool has said of them. A refresh token is included where it has a number:
    /// at first, and where it was replaced.
    pub(super) async fn issue(
        &self,
        client: &OpenClient,
        (profile, changes): (&Profile, Option<&TokenChanges>),
        origin: &Origin<'_>,
        refresh_token: Option<u64>,
    ) -> Answer<TokenSet> {
        let UnsignedTokens { mut id, access } = self.unsigned(client, (profile, changes), origin).await?;
        let keys = self.signing_keys(&client.pool)?;
        let (id_key, access_key) = (self.signing_key(&keys.id_key)?, self.signing_key(&keys.access_key)?);
        let bound = origin.bound.is_some();
        let sign = move || {
            let access = access_key.sign(&access)?;
            if bound {
                id.insert("at_hash".to_owned(), jwt::hash_of_token(&access).into());
            }
            Ok::<_, JwtFault>((id_key.sign(&id)?, access))
        };
        let (id_token, access_token) = self.core.cpu.run_brief(sign).await?.map_err(not_signed)?;
        let refresh_token =
            refresh_token.map(|number| self.seal_refresh(client, origin, number)).transpose()?;
        let expires_in = client.config.lifetimes.access_seconds();
        let has_id_token = origin.has_id_token;
        Ok(TokenSet { access_token, id_token, refresh_token, expires_in, has_id_token, new_device: None })
    }

    /// What the tokens of a sign-in say.
    pub(super) async fn unsigned(
        &self,
        client: &OpenClient,
        (profile, changes): (&Profile, Option<&TokenChanges>),
        origin: &Origin<'_>,
    ) -> Answer<UnsignedTokens> {
        let now = self.core.clock().now();
        let mut groups = self.group_claims(&client.pool, profile).await?;
        let mut scopes = Cow::Borrowed(origin.scopes);
        if let Some(changes) = changes {
            (groups, scopes) = (changes.groups(groups), changes.scopes(origin.scopes).into());
        }
        let mut shared = self.shared_claims(client, origin, now);
        if !groups.groups.is_empty() {
            shared.insert("cognito:groups".to_owned(), json!(groups.groups));
        }
        let told = (profile, origin.scopes);
        let mut id = id_claims(shared.clone(), client, told, &groups, now)?;
        let mut access = access_claims(shared, client, profile, &scopes, now)?;
        let device = origin.device.map(|device| self.device_key(&client.pool, device));
        access.extend(device.map(|key| ("device_key".to_owned(), key.into())));
        access.extend(origin.audience.map(|audience| ("aud".to_owned(), audience.into())));
        let nonce = origin.bound.and_then(|bound| bound.nonce);
        id.extend(nonce.map(|nonce| ("nonce".to_owned(), nonce.into())));
        if let Some(changes) = changes {
            changes.change_id(&mut id);
            changes.change_access(&mut access, &client.id);
        }
        Ok(UnsignedTokens { id, access })
    }

    /// Signs one token.
    pub(super) async fn sign(&self, key: &SigningKey, claims: Map<String, Value>) -> Answer<String> {
        let key = self.signing_key(key)?;
        self.core.cpu.run_brief(move || key.sign(&claims)).await?.map_err(not_signed)
    }

    fn shared_claims(&self, client: &OpenClient, origin: &Origin<'_>, now: Timestamp) -> Map<String, Value> {
        let mut claims = Map::new();
        let mut set = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        set("sub", origin.sub.into());
        set("iss", self.issuer_of(&client.pool).into());
        set("auth_time", origin.auth_time.seconds().into());
        set("iat", now.seconds().into());
        // Clients without token revocation get no origin_jti, and some clients read the setting from its presence. Signing out ends their
        // sessions all the same, so that the token must name its sign-in elsewhere.
        if client.config.enable_token_revocation {
            set("event_id", ids::uuid().to_string().into());
            set("origin_jti", origin.jti.into());
        } else {
            set("event_id", origin.jti.into());
        }
        claims
    }

    fn signing_key(&self, key: &SigningKey) -> Answer<Arc<jwt::SigningKey>> {
        let parse = || {
            let private = key.private.known().ok_or(JwtFault::NotAKey)?;
            jwt::SigningKey::new(&key.kid, private, Scheme::Rs256, None)
        };
        let unusable = |_| Fault::new(Kind::InternalError, "The pool's signing key cannot be used.");
        self.core.keys.signing.get(&key.kid, parse).map_err(unusable)
    }
}

fn not_signed(_: JwtFault) -> Fault {
    Fault::new(Kind::InternalError, "The tokens could not be signed.")
}

pub(super) fn jwk(key: &SigningKey) -> Jwk {
    Jwk {
        alg: Scheme::Rs256.name().to_owned(),
        e: key.e.clone(),
        kid: key.kid.clone(),
        kty: "RSA".to_owned(),
        n: key.n.clone(),
        usage: "sig".to_owned(),
    }
}

fn id_claims(
    mut claims: Map<String, Value>,
    client: &OpenClient,
    (profile, scopes): (&Profile, &[String]),
    groups: &GroupClaims,
    now: Timestamp,
) -> Answer<Map<String, Value>> {
    let access = client.config.access();
    let is_shown = |name: &str| access.may_read(name) && is_told(scopes, name);
    let attributes: BTreeMap<String, String> = profile.known_attributes();
    for (name, value) in attributes.into_iter().filter(|(name, _)| is_shown(name)) {
        let value = match name.as_str() {
            "email_verified" | "phone_number_verified" => Value::Bool(value == "true"),
            "address" => json!({ "formatted": value }),
            _ => Value::String(value),
        };
        claims.insert(name, value);
    }
    if is_shown(IDENTITIES) {
        claims.extend(identities_claim(&profile.links).map(|linked| (IDENTITIES.to_owned(), linked)));
    }
    if !groups.roles.is_empty() {
        claims.insert("cognito:roles".to_owned(), json!(groups.roles));
    }
    if let Some(role) = &groups.preferred_role {
        claims.insert("cognito:preferred_role".to_owned(), json!(role));
    }
    let exp = now.plus_seconds(client.config.lifetimes.id_seconds().into());
    claims.insert("aud".to_owned(), client.id.clone().into());
    claims.insert("token_use".to_owned(), "id".into());
    claims.insert("cognito:username".to_owned(), profile.name()?.into());
    claims.insert("exp".to_owned(), exp.seconds().into());
    claims.insert("jti".to_owned(), ids::uuid().to_string().into());
    Ok(claims)
}

fn access_claims(
    mut claims: Map<String, Value>,
    client: &OpenClient,
    profile: &Profile,
    scopes: &[String],
    now: Timestamp,
) -> Answer<Map<String, Value>> {
    let exp = now.plus_seconds(client.config.lifetimes.access_seconds().into());
    claims.insert("client_id".to_owned(), client.id.clone().into());
    claims.insert("token_use".to_owned(), "access".into());
    claims.insert("scope".to_owned(), scopes.join(" ").into());
    claims.insert("username".to_owned(), profile.name()?.into());
    claims.insert("version".to_owned(), 2.into());
    claims.insert("exp".to_owned(), exp.seconds().into());
    claims.insert("jti".to_owned(), ids::uuid().to_string().into());
    Ok(claims)
}
