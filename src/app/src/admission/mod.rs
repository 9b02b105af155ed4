//! The caller who signed a call, and whether policy allows it.

mod caller;
pub mod chosen_ids;
mod session_policies;

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    Moment,
    account::{
        access_key::{self, AccessKey},
        role,
    },
    identity_pools::identity_pool::{self, IdentityPool},
    user_pools::user_pool::{self, UserPool},
};
use policy::{Decision, Document, Principal, RequestContext};

use caller::holder_of;
pub use caller::{Caller, Credential, NoCredential};
use session_policies::Policies;

use crate::{
    Answer, Fault, Kind,
    iam::{Iam, parsed_policies::ParsedPolicies},
    kernel::{Core, fault::failed, id_forms, sealer::Unopened},
    sts::{Sts, condition_keys},
};

/// The reason of a refusal where no policy denies and none allows.
const NO_POLICY: &str = "because no identity-based policy allows the action";

/// Authenticates and authorises signed calls.
pub struct Admission {
    core: Arc<Core>,
    iam: Arc<Iam>,
    sts: Arc<Sts>,
    /// The policies of roles and sessions, parsed.
    policies: ParsedPolicies,
}

impl Admission {
    /// The area.
    pub fn new(core: Arc<Core>, iam: Arc<Iam>, sts: Arc<Sts>) -> Self {
        Self { core, iam, sts, policies: ParsedPolicies::new(Document::parse_permissions) }
    }

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
        let (claims, secret) = match self.sts.open_session_token(token) {
            Ok(opened) => opened,
            Err(Unopened::Invalid) => return Ok(Err(NoCredential::Unknown)),
            Err(Unopened::Expired) => return Ok(Err(NoCredential::Expired)),
        };
        if claims.access_key_id != access_key_id || !self.sts.is_issuer_there(&claims).await? {
            return Ok(Err(NoCredential::Unknown));
        }
        Ok(Ok(Credential { secret, caller: Caller::Session(Box::new(claims)) }))
    }

    async fn long_term_credential(&self, access_key_id: &str) -> Answer<Result<Credential, NoCredential>> {
        // An id without the form of a key id must not create an entity.
        if !access_key::is_id(access_key_id) {
            return Ok(Err(NoCredential::Unknown));
        }
        let key = self.core.directories.access_keys.look(&access_key::stream(access_key_id)).await;
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
        let arn = session.arn(&self.core.settings.account);
        let role = self.core.directories.roles.look(&role::stream(&session.role_id)).await;
        let role = role.map_err(failed::<role::Role>)?;
        let policies = role.active().ok().and_then(|role| Policies::of(&self.policies, role, session));
        let Some(policies) = policies else { return denied(&arn, NO_POLICY) };
        let mut keys = condition_keys::of_request(&self.core.settings, action, moment);
        if policies.depend_on_resource_tags() {
            condition_keys::add_resource_tags(&mut keys, &self.tags_of(resource).await?);
        }
        condition_keys::add_session(&mut keys, &self.core.settings, session, policies.role_tags);
        let principal = Principal::Aws {
            arn: arn.clone(),
            account: self.core.settings.account.clone(),
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

    /// The tags of the resource that an ARN names; none where it does not exist or has no tags.
    async fn tags_of(&self, resource: &str) -> Answer<BTreeMap<String, String>> {
        let named = resource.splitn(6, ':').nth(5).and_then(|named| named.split_once('/'));
        match named {
            Some(("userpool", id)) => self.tags_of_user_pool(id).await,
            Some(("identitypool", rest)) => {
                self.tags_of_identity_pool(rest.split('/').next().unwrap_or_default()).await
            }
            Some(("role", name)) => {
                let role = self.iam.role_by_name(name.rsplit('/').next().unwrap_or_default()).await?;
                Ok(role.map(|role| role.active.made.tags).unwrap_or_default())
            }
            Some(_) | None => Ok(BTreeMap::new()),
        }
    }

    async fn tags_of_user_pool(&self, id: &str) -> Answer<BTreeMap<String, String>> {
        if !id_forms::is_user_pool(id) {
            return Ok(BTreeMap::new());
        }
        let pool = self.core.directories.user_pools.look(&user_pool::stream(id)).await;
        let pool = pool.map_err(failed::<UserPool>)?;
        Ok(pool.present().map(|pool| pool.config.tags.clone()).unwrap_or_default())
    }

    async fn tags_of_identity_pool(&self, id: &str) -> Answer<BTreeMap<String, String>> {
        if !id_forms::is_regional(id) {
            return Ok(BTreeMap::new());
        }
        let pool = self.core.directories.identity_pools.look(&identity_pool::stream(id)).await;
        let pool = pool.map_err(failed::<IdentityPool>)?;
        Ok(pool.active().map(|pool| pool.settings.tags.clone()).unwrap_or_default())
    }
}

fn denied(arn: &str, action: &str, resource: &str, why: &str) -> Fault {
    Fault::new(
        Kind::AccessDenied,
        format!("User: {arn} is not authorized to perform: {action} on resource: {resource} {why}"),
    )
}
