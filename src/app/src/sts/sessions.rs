//! Sessions of roles by web identity: the classic flow, in which the caller names the role.

use domain::{
    Moment,
    account::role,
    identity_pools::{
        identity::{self, Flow, Identity},
        identity_pool::{self, IdentityPool},
    },
};
use policy::{Document, MAX_SESSION_CHARS};

use crate::{
    Answer, Fault, Kind,
    kernel::fault::failed,
    sts::{
        Sts,
        assumption::Assumption,
        temporary::{SessionClaims, TemporaryCredentials},
    },
};

/// Life of a session where the caller asks for none.
const DEFAULT_SECONDS: u32 = 3600;

/// What `AssumeRoleWithWebIdentity` is asked for.
pub struct AssumeRole {
    /// The role.
    pub role_arn: String,
    /// A name for the session.
    pub session_name: String,
    /// A token of `GetOpenIdToken`.
    pub token: String,
    /// Life of the session in seconds.
    pub seconds: Option<u32>,
    /// Limits the session further.
    pub policy: Option<String>,
}

/// The result of `AssumeRoleWithWebIdentity`.
pub struct AssumedRole {
    /// `arn:aws:sts::<account>:assumed-role/<role>/<session>`
    pub arn: String,
    /// `AROA...:<session>`
    pub id: String,
    /// The identity.
    pub subject: String,
    /// Its pool.
    pub audience: String,
    /// The session's credentials.
    pub credentials: TemporaryCredentials,
}

impl Sts {
    /// Whether all that a session was made from still exists: its role, its identity and the identity's pool. Credentials end with their
    /// issuer.
    pub(crate) async fn is_issuer_there(&self, claims: &SessionClaims) -> Answer<bool> {
        let role = self.core.directories.roles.look(&role::stream(&claims.role_id)).await;
        if role.map_err(failed::<role::Role>)?.active().is_err() {
            return Ok(false);
        }
        match claims.identity() {
            Some((identity_id, pool_id)) => self.is_identity_there(pool_id, identity_id).await,
            None => Ok(true),
        }
    }

    /// Whether an identity of a pool, disabled or not, and the pool exist.
    pub(crate) async fn is_identity_there(&self, pool_id: &str, identity_id: &str) -> Answer<bool> {
        let pool = self.core.directories.identity_pools.look(&identity_pool::stream(pool_id)).await;
        if pool.map_err(failed::<IdentityPool>)?.active().is_err() {
            return Ok(false);
        }
        let identity = self.core.directories.identities.look(&identity::stream(pool_id, identity_id)).await;
        Ok(match &*identity.map_err(failed::<Identity>)? {
            Identity::Active(_) | Identity::MergedInto { .. } => true,
            Identity::Absent | Identity::Deleted => false,
        })
    }

    /// `AssumeRoleWithWebIdentity`
    pub async fn assume_role_with_web_identity(
        &self,
        asked: AssumeRole,
        moment: &Moment,
    ) -> Answer<AssumedRole> {
        if let Some(text) = &asked.policy {
            check_session_policy(text)?;
        }
        let identity = self.verify_web_identity(&asked.token, moment.now).await?;
        // A token ends with the identity that it was issued to, and with the identity's pool.
        if !self.is_identity_there(&identity.pool_id, &identity.identity_id).await? {
            return Err(denied());
        }
        let role = self.iam.role_by_arn(&asked.role_arn).await?;
        let seconds = asked.seconds.unwrap_or(DEFAULT_SECONDS);
        if role.as_ref().is_some_and(|role| seconds > role.active.made.max_session_seconds) {
            return Err(Fault::invalid(
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            ));
        }
        let assumption = Assumption {
            identity: &identity,
            session_name: &asked.session_name,
            seconds: seconds.into(),
            policies: asked.policy.into_iter().collect(),
            flow: Flow::ClassicToken,
        };
        // An identity that is disabled is refused like one that the role does not trust.
        let assumed = self.assume(assumption, role, moment).await.map_err(|fault| match fault.kind {
            Kind::ResourceNotFound | Kind::NotAuthorized => denied(),
            _ => fault,
        })?;
        let (session, credentials) = assumed.ok_or_else(denied)?;
        Ok(AssumedRole {
            arn: session.arn(&self.core.settings.account),
            id: session.user_id(),
            subject: identity.identity_id,
            audience: identity.pool_id,
            credentials,
        })
    }
}

fn check_session_policy(text: &str) -> Answer<()> {
    let malformed = |why: String| Fault::new(Kind::MalformedPolicyDocument, why);
    if text.chars().count() > MAX_SESSION_CHARS {
        return Err(malformed(format!("A session policy has at most {MAX_SESSION_CHARS} characters.")));
    }
    Document::parse_permissions(text).map(drop).map_err(|error| malformed(error.to_string()))
}

fn denied() -> Fault {
    Fault::new(Kind::AccessDenied, "Not authorized to perform sts:AssumeRoleWithWebIdentity")
}
