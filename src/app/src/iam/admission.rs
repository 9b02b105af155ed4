//! Who signs a call, and whether policy lets them.

use std::collections::BTreeMap;

use domain::{
    Moment, Signer,
    account::{
        access_key::{self, AccessKey, Holder, Pair},
        role,
    },
    identity_pools::{
        identity::{self, Identity},
        identity_pool::{self, IdentityPool},
    },
};
use policy::{Decision, Principal, RequestContext};

use crate::{
    Answer, App, Fault, Kind,
    iam::{condition_keys, session_policies::Policies},
    kernel::fault::failed,
    sts::temporary::SessionClaims,
};

/// Why nothing is allowed where nothing denies.
const NO_POLICY: &str = "because no identity-based policy allows the action";

/// What is needed to verify a signature, and who made it if it is right.
pub struct Credential {
    /// The secret that must have signed.
    pub secret: String,
    /// Whose it is.
    pub caller: Caller,
}

/// Whoever signed a call with a good signature.
#[derive(Clone, Debug, PartialEq)]
pub enum Caller {
    /// May do everything.
    Administrator {
        /// The key.
        access_key_id: String,
        /// The owner's ARN.
        arn: String,
    },
    /// Has a key that is no administrator's. No policy says what such a caller may do, so it is nothing.
    User {
        /// The key.
        access_key_id: String,
        /// The owner's ARN.
        arn: String,
    },
    /// Holds temporary credentials of a role.
    Session(Box<SessionClaims>),
}

/// Why there is no credential for a key id and a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCredential {
    /// The key id, or its token, is not ours.
    Unknown,
    /// They were ours, and have ended.
    Expired,
}

impl Caller {
    /// Its ARN.
    pub fn arn(&self, app: &App) -> String {
        match self {
            Self::Administrator { arn, .. } | Self::User { arn, .. } => arn.clone(),
            Self::Session(session) => session.arn(&app.settings.account),
        }
    }

    /// What the log says in the clear of who called: the ARN, without the name that an assumed role's session was given. Callers choose
    /// that name, and many choose a person's.
    pub fn principal(&self, account: &str) -> String {
        match self {
            Self::Administrator { arn, .. } | Self::User { arn, .. } => arn.clone(),
            Self::Session(session) => session.role_in_use_arn(account),
        }
    }

    /// Whose key signed, for the log.
    pub fn signer(&self) -> Signer {
        match self {
            Self::Administrator { access_key_id, arn } | Self::User { access_key_id, arn } => {
                Signer { access_key_id: access_key_id.clone(), owner: arn.clone(), ..Signer::default() }
            }
            Self::Session(session) => Signer {
                access_key_id: session.access_key_id.clone(),
                owner: session.role_arn.clone(),
                session_name: session.session_name.clone().into(),
                on_behalf_of: self
                    .identity()
                    .map(|(id, _)| format!("identity {id}"))
                    .unwrap_or_default()
                    .into(),
            },
        }
    }

    /// What AWS calls its user id.
    pub fn user_id(&self) -> String {
        match self {
            Self::Administrator { access_key_id, .. } | Self::User { access_key_id, .. } => {
                access_key_id.clone()
            }
            Self::Session(session) => session.user_id(),
        }
    }

    /// The identity whose credentials sign, with its pool; `None` for anybody else.
    pub fn identity(&self) -> Option<(&str, &str)> {
        match self {
            Self::Administrator { .. } | Self::User { .. } => None,
            Self::Session(session) => session.identity(),
        }
    }
}

impl App {
    /// The secret behind a key id, for verifying a signature.
    pub async fn credential(
        &self,
        access_key_id: &str,
        session_token: Option<&str>,
    ) -> Answer<Result<Credential, NoCredential>> {
        match session_token {
            Some(token) => self.session_credential(access_key_id, token).await,
            None => self.long_term_credential(access_key_id).await,
        }
    }

    async fn session_credential(
        &self,
        access_key_id: &str,
        token: &str,
    ) -> Answer<Result<Credential, NoCredential>> {
        let Some((claims, secret)) = self.open_session_token(token) else {
            return Ok(Err(NoCredential::Unknown));
        };
        if claims.access_key_id != access_key_id {
            return Ok(Err(NoCredential::Unknown));
        }
        if self.clock().now() >= claims.expires_at {
            return Ok(Err(NoCredential::Expired));
        }
        if !self.is_issuer_there(&claims).await? {
            return Ok(Err(NoCredential::Unknown));
        }
        Ok(Ok(Credential { secret, caller: Caller::Session(Box::new(claims)) }))
    }

    /// Whether all that a session was made from is still there: its role, its identity and the pool of that. What was issued ends with
    /// its issuer.
    async fn is_issuer_there(&self, claims: &SessionClaims) -> Answer<bool> {
        let role = self.directories.roles.look(&role::stream(&claims.role_id)).await;
        if role.map_err(failed::<role::Role>)?.active().is_err() {
            return Ok(false);
        }
        match claims.identity() {
            Some((identity_id, pool_id)) => self.is_identity_there(pool_id, identity_id).await,
            None => Ok(true),
        }
    }

    /// Whether an identity of a pool is there, be it disabled, and its pool is.
    pub(crate) async fn is_identity_there(&self, pool_id: &str, identity_id: &str) -> Answer<bool> {
        let pool = self.directories.identity_pools.look(&identity_pool::stream(pool_id)).await;
        if pool.map_err(failed::<IdentityPool>)?.active().is_err() {
            return Ok(false);
        }
        let identity = self.directories.identities.look(&identity::stream(pool_id, identity_id)).await;
        Ok(match &*identity.map_err(failed::<Identity>)? {
            Identity::Active(_) | Identity::MergedInto { .. } => true,
            Identity::Absent | Identity::Deleted => false,
        })
    }

    async fn long_term_credential(&self, access_key_id: &str) -> Answer<Result<Credential, NoCredential>> {
        // An id that nobody could have been given leaves no entity behind.
        if !access_key::is_id(access_key_id) {
            return Ok(Err(NoCredential::Unknown));
        }
        let key = self.directories.access_keys.look(&access_key::stream(access_key_id)).await;
        let key = key.map_err(failed::<AccessKey>)?;
        let AccessKey::Active(pair) = &*key else { return Ok(Err(NoCredential::Unknown)) };
        let Some(secret) = pair.secret.known() else { return Ok(Err(NoCredential::Unknown)) };
        Ok(Ok(Credential { secret: secret.clone(), caller: holder_of(access_key_id, pair) }))
    }

    /// Whether a caller may do `action` (`cognito-sync:ListRecords`) to `resource` (an ARN, or `*`).
    pub async fn authorize(
        &self,
        caller: &Caller,
        action: &str,
        resource: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let denied = |arn: &str, why| Err(denied(arn, action, resource, why));
        let session = match caller {
            Caller::Administrator { .. } => return Ok(()),
            Caller::User { arn, .. } => return denied(arn, NO_POLICY),
            Caller::Session(session) => session,
        };
        let arn = session.arn(&self.settings.account);
        let role = self.directories.roles.look(&role::stream(&session.role_id)).await;
        let role = role.map_err(failed::<role::Role>)?;
        let policies = role.active().ok().and_then(|role| Policies::of(&self.policies, role, session));
        let Some(policies) = policies else { return denied(&arn, NO_POLICY) };
        let mut keys = condition_keys::of_request(&self.settings, action, moment);
        if policies.depend_on_resource_tags() {
            condition_keys::add_resource_tags(&mut keys, &self.tags_of(resource).await?);
        }
        condition_keys::add_session(&mut keys, &self.settings, session, policies.role_tags);
        let principal = Principal::Aws {
            arn: arn.clone(),
            account: self.settings.account.clone(),
            role: Some(session.role_arn.clone()),
        };
        let (action_name, resource_name) = (action.to_owned(), resource.to_owned());
        let request = RequestContext { action: action_name, resource: resource_name, principal, keys };
        match policies.decide(&request) {
            Decision::Allowed(_) => Ok(()),
            Decision::ExplicitlyDenied(_) => denied(&arn, "with an explicit deny"),
            Decision::NotAllowed => denied(&arn, NO_POLICY),
        }
    }

    /// The tags of what an ARN names; none where there is nothing, or nothing that has tags.
    async fn tags_of(&self, resource: &str) -> Answer<BTreeMap<String, String>> {
        let named = resource.splitn(6, ':').nth(5).and_then(|named| named.split_once('/'));
        match named {
            Some(("userpool", id)) => {
                none_if_missing(self.pool(id).await.map(|pool| pool.config.tags.clone()))
            }
            Some(("identitypool", rest)) => {
                let id = rest.split('/').next().unwrap_or_default();
                none_if_missing(self.identity_pool(id).await.map(|pool| pool.settings.tags.clone()))
            }
            Some(("role", name)) => {
                let role = self.role_by_name(name.rsplit('/').next().unwrap_or_default()).await?;
                Ok(role.map(|role| role.active.made.tags).unwrap_or_default())
            }
            Some(_) | None => Ok(BTreeMap::new()),
        }
    }
}

fn none_if_missing(tags: Answer<BTreeMap<String, String>>) -> Answer<BTreeMap<String, String>> {
    match tags {
        Err(fault) if fault.kind == Kind::ResourceNotFound => Ok(BTreeMap::new()),
        tags => tags,
    }
}

fn denied(arn: &str, action: &str, resource: &str, why: &str) -> Fault {
    Fault::new(
        Kind::AccessDenied,
        format!("User: {arn} is not authorized to perform: {action} on resource: {resource} {why}"),
    )
}

/// Who signs with a key, by its record.
fn holder_of(access_key_id: &str, pair: &Pair) -> Caller {
    let access_key_id = access_key_id.to_owned();
    match pair.holder() {
        Holder::Administrator { arn } => Caller::Administrator { access_key_id, arn: arn.to_owned() },
        Holder::User { arn } => Caller::User { access_key_id, arn: arn.to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use domain::{Personal, Secret, Timestamp};

    use super::*;

    fn session(context: &[(&str, &str)]) -> Caller {
        Caller::Session(Box::new(SessionClaims {
            access_key_id: "ASIA1".to_owned(),
            role_arn: "arn:aws:iam::123456789012:role/apps/app".to_owned(),
            role_id: "AROA1".to_owned(),
            session_name: "ada@lovelace.example".to_owned(),
            context: context
                .iter()
                .map(|(key, value)| ((*key).to_owned(), vec![(*value).to_owned()]))
                .collect(),
            policies: Vec::new(),
            issued_at: Timestamp::from_ms(0),
            expires_at: Timestamp::from_ms(0),
        }))
    }

    #[test]
    fn the_log_knows_the_role_in_the_clear_and_the_sessions_name_and_identity_as_personal() {
        let context = [
            ("cognito-identity.amazonaws.com:sub", "us-east-1:i"),
            ("cognito-identity.amazonaws.com:aud", "us-east-1:p"),
        ];
        let caller = session(&context);
        assert_eq!(caller.principal("123456789012"), "arn:aws:sts::123456789012:assumed-role/app");
        let signer = caller.signer();
        assert_eq!(signer.access_key_id, "ASIA1");
        assert_eq!(signer.owner, "arn:aws:iam::123456789012:role/apps/app");
        assert_eq!(signer.session_name, Personal::Known("ada@lovelace.example".to_owned()));
        assert_eq!(signer.on_behalf_of, Personal::Known("identity us-east-1:i".to_owned()));
        assert_eq!(session(&[]).signer().on_behalf_of, Personal::default());
    }

    #[test]
    fn an_administrators_key_is_the_owners() {
        let arn = "arn:aws:iam::123456789012:user/administrator".to_owned();
        let caller = Caller::Administrator { access_key_id: "test".to_owned(), arn: arn.clone() };
        assert_eq!(caller.principal("123456789012"), arn);
        let signer = Signer { access_key_id: "test".to_owned(), owner: arn, ..Signer::default() };
        assert_eq!(caller.signer(), signer);
    }

    #[test]
    fn a_key_whose_record_is_no_administrators_is_no_administrators_key() {
        let pair = |administrator| Pair {
            secret: Secret::Known("s".to_owned()),
            owner: "arn:aws:iam::123456789012:user/eve".to_owned(),
            administrator,
            created_at: Timestamp::default(),
        };
        assert!(matches!(holder_of("AKIA1", &pair(true)), Caller::Administrator { .. }));
        let eve = Caller::User { access_key_id: "AKIA1".to_owned(), arn: pair(false).owner };
        assert_eq!((holder_of("AKIA1", &pair(false)), eve.identity()), (eve.clone(), None));
    }
}
