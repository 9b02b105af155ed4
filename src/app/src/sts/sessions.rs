//! Sessions of roles by web identity: the classic flow, in which the caller names the role.

use domain::{Moment, identity_pools::identity::Flow};
use policy::{Document, MAX_SESSION_CHARS};

use crate::{
    Answer, App, Fault, Kind,
    sts::{assumption::Assumption, temporary::TemporaryCredentials},
};

/// Life of a session whose caller says nothing.
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

/// What it gives.
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

impl App {
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
        // A token ends with the identity that it was issued to, and with the pool of that.
        if !self.is_identity_there(&identity.pool_id, &identity.identity_id).await? {
            return Err(denied());
        }
        let role = self.role_by_arn(&asked.role_arn).await?;
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
            arn: session.arn(&self.settings.account),
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
