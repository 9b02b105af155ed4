//! Who signs a call, and whether policy lets them.

use domain::{
    Signer,
    access_key::{self, AccessKey},
    role,
};
use policy::{ContextKeys, Decision, Document, Principal, RequestContext};

use crate::{Answer, App, Fault, Kind, fault::failed, temporary::SessionClaims};

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
            Self::Administrator { arn, .. } => arn.clone(),
            Self::Session(session) => session.arn(&app.settings.account),
        }
    }

    /// What the log says in the clear of who called: the ARN, without the name that an assumed role's session was given. Callers choose
    /// that name, and many choose a person's.
    pub fn principal(&self, account: &str) -> String {
        match self {
            Self::Administrator { arn, .. } => arn.clone(),
            Self::Session(session) => session.role_in_use_arn(account),
        }
    }

    /// Whose key signed, for the log.
    pub fn signer(&self) -> Signer {
        match self {
            Self::Administrator { access_key_id, arn } => {
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
            Self::Administrator { access_key_id, .. } => access_key_id.clone(),
            Self::Session(session) => session.user_id(),
        }
    }

    /// The identity whose credentials sign, with its pool; `None` for anybody else.
    pub fn identity(&self) -> Option<(&str, &str)> {
        let Self::Session(session) = self else { return None };
        let sub = session.context_value("cognito-identity.amazonaws.com:sub")?;
        Some((sub, session.context_value("cognito-identity.amazonaws.com:aud")?))
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
            Some(token) => Ok(self.session_credential(access_key_id, token)),
            None => self.long_term_credential(access_key_id).await,
        }
    }

    fn session_credential(&self, access_key_id: &str, token: &str) -> Result<Credential, NoCredential> {
        let (claims, secret) = self.open_session_token(token).ok_or(NoCredential::Unknown)?;
        if claims.access_key_id != access_key_id {
            return Err(NoCredential::Unknown);
        }
        if self.clock().now() >= claims.expires_at {
            return Err(NoCredential::Expired);
        }
        Ok(Credential { secret, caller: Caller::Session(Box::new(claims)) })
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
        let arn = pair.owner.clone();
        let caller = Caller::Administrator { access_key_id: access_key_id.to_owned(), arn };
        Ok(Ok(Credential { secret: secret.clone(), caller }))
    }

    /// Whether a caller may do `action` (`cognito-sync:ListRecords`) to `resource` (an ARN, or `*`).
    pub async fn authorize(
        &self,
        caller: &Caller,
        action: &str,
        resource: &str,
        source_ip: &str,
    ) -> Answer<()> {
        let Caller::Session(session) = caller else { return Ok(()) };
        let documents = self.role_policies(session).await?;
        let limits: Vec<Document> =
            session.policies.iter().filter_map(|text| Document::parse_permissions(text).ok()).collect();
        let mut keys = ContextKeys::new();
        for (name, values) in &session.context {
            keys.set(name, values.iter().cloned());
        }
        keys.set("aws:SourceIp", [source_ip]);
        keys.set("aws:userid", [session.user_id()]);
        keys.set("aws:PrincipalArn", [session.role_arn.clone()]);
        keys.set("aws:PrincipalAccount", [self.settings.account.clone()]);
        let arn = session.arn(&self.settings.account);
        let request = RequestContext {
            action: action.to_owned(),
            resource: resource.to_owned(),
            principal: Principal::Aws {
                arn: arn.clone(),
                account: self.settings.account.clone(),
                role: Some(session.role_arn.clone()),
            },
            keys,
        };
        let documents: Vec<&Document> = documents.iter().collect();
        let limits: Vec<Vec<&Document>> = limits.iter().map(|one| vec![one]).collect();
        // A limit that does not parse any more must not widen: it was checked when it was sealed, so the counts differ only then.
        let whole = limits.len() == session.policies.len();
        let groups: Vec<&[&Document]> =
            std::iter::once(&documents[..]).chain(limits.iter().map(Vec::as_slice)).collect();
        match policy::evaluate_all_of(&groups, &request) {
            Decision::Allowed(_) if whole => Ok(()),
            Decision::ExplicitlyDenied(_) => Err(denied(&arn, action, resource, "with an explicit deny")),
            Decision::Allowed(_) | Decision::NotAllowed => {
                Err(denied(&arn, action, resource, "because no identity-based policy allows the action"))
            }
        }
    }

    async fn role_policies(&self, session: &SessionClaims) -> Answer<Vec<Document>> {
        let role = self.directories.roles.look(&role::stream(&session.role_id)).await;
        let role = role.map_err(failed::<role::Role>)?;
        let Ok(active) = role.active() else { return Ok(Vec::new()) };
        // Each was parsed before it was put; one that this version cannot read any more allows nothing, and is told.
        let mut documents = Vec::new();
        for (name, text) in &active.policies {
            documents.push(Document::parse_permissions(text).map_err(|error| {
                tracing::error!(%error, role = session.role_id, policy = name, "a stored policy does not parse");
                Fault::new(Kind::InternalError, "A policy of the role cannot be read.")
            })?);
        }
        Ok(documents)
    }
}

fn denied(arn: &str, action: &str, resource: &str, why: &str) -> Fault {
    Fault::new(
        Kind::AccessDenied,
        format!("User: {arn} is not authorized to perform: {action} on resource: {resource} {why}"),
    )
}

#[cfg(test)]
mod tests {
    use domain::{Personal, Timestamp};

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
}
