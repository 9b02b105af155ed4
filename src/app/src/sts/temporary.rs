//! Temporary credentials: a session token that carries everything sealed, and a secret derived from it. No row anywhere.

use crypto::seal::{DataKey, Mac};
use domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Answer,
    kernel::{
        ids,
        sealer::{Form, Token, Unopened},
    },
    sts::{Sts, web_identity::PROVIDER},
};

/// What a session token says of its holder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionClaims {
    /// The key id it was vended with.
    pub access_key_id: String,
    /// ARN of the role that was assumed.
    pub role_arn: String,
    /// `AROA...`
    pub role_id: String,
    /// The name of this assumption of it.
    pub session_name: String,
    /// Condition keys of the session: `cognito-identity.amazonaws.com:sub` and the like, each with its values.
    pub context: Vec<(String, Vec<String>)>,
    /// Policies that limit the session further; each must allow too.
    pub policies: Vec<String>,
    /// When it began. Tokens sealed before this was stored read as the epoch, so that a policy which ends older sessions ends them.
    #[serde(default)]
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Token for SessionClaims {
    const KEY: &'static str = "sts session";
    const PURPOSE: &'static str = "sts session token";
    const FORM: Form = Form::Bare;

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl SessionClaims {
    /// A value of the session's context.
    pub fn context_value(&self, key: &str) -> Option<&str> {
        let (_, values) = self.context.iter().find(|(name, _)| name == key)?;
        values.first().map(String::as_str)
    }

    /// The identity whose session it is, with its pool; `None` where the session is of no identity.
    pub fn identity(&self) -> Option<(&str, &str)> {
        let value = |name: &str| self.context_value(&format!("{PROVIDER}:{name}"));
        Some((value("sub")?, value("aud")?))
    }

    /// `arn:aws:sts::<account>:assumed-role/<role>/<session>`
    pub fn arn(&self, account: &str) -> String {
        format!("{}/{}", self.role_in_use_arn(account), self.session_name)
    }

    /// The same for any session of the role: `arn:aws:sts::<account>:assumed-role/<role>`
    pub fn role_in_use_arn(&self, account: &str) -> String {
        let role = self.role_arn.rsplit('/').next().unwrap_or_default();
        format!("arn:aws:sts::{account}:assumed-role/{role}")
    }

    /// `AROA...:<session>`
    pub fn user_id(&self) -> String {
        format!("{}:{}", self.role_id, self.session_name)
    }
}

/// Credentials as they are handed out, once.
pub struct TemporaryCredentials {
    /// `ASIA...`
    pub access_key_id: String,
    /// The secret that signs.
    pub secret_access_key: String,
    /// Goes with every signed request.
    pub session_token: String,
    /// When they end.
    pub expires_at: Timestamp,
}

impl Sts {
    /// Makes credentials from claims. The caller records their issue before it hands them out.
    pub fn make_credentials(&self, mut claims: SessionClaims) -> Answer<TemporaryCredentials> {
        claims.access_key_id = ids::iam("ASIA");
        let key = self.session_key();
        let session_token = self.core.sealer.seal("", &claims)?;
        Ok(TemporaryCredentials {
            secret_access_key: secret(&key, &claims.access_key_id, &session_token),
            access_key_id: claims.access_key_id,
            session_token,
            expires_at: claims.expires_at,
        })
    }

    /// What a session token says, and the secret that goes with it.
    pub(crate) fn open_session_token(&self, token: &str) -> Result<(SessionClaims, String), Unopened> {
        let claims: SessionClaims = self.core.sealer.open("", token)?;
        let secret = secret(&self.session_key(), &claims.access_key_id, token);
        Ok((claims, secret))
    }

    fn session_key(&self) -> DataKey {
        self.core.derived(SessionClaims::KEY, "")
    }
}

/// Forty characters, like the secrets that are made at random.
fn secret(key: &DataKey, access_key_id: &str, token: &str) -> String {
    use base64::Engine as _;
    let digest = Mac::new(key).of(&[b"secret access key", access_key_id.as_bytes(), token.as_bytes()]);
    base64::engine::general_purpose::STANDARD.encode(&digest[..30])
}
