//! The caller who signed a call.

use domain::{
    Signer,
    account::access_key::{Holder, Pair},
};

use crate::{App, sts::temporary::SessionClaims};

/// The secret to verify a signature with, and the caller if it is valid.
pub struct Credential {
    /// The secret that must have signed.
    pub secret: String,
    /// The caller whose secret it is.
    pub caller: Caller,
}

/// The caller of a call with a valid signature.
#[derive(Clone, Debug, PartialEq)]
pub enum Caller {
    /// May do everything.
    Administrator {
        /// The key.
        access_key_id: String,
        /// The owner's ARN.
        arn: String,
    },
    /// Has the key of a user who is no administrator. No policy applies to such a caller, so nothing is allowed.
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
            Self::Session(session) => session.arn(&app.core.settings.account),
        }
    }

    /// The caller as the log names it in the clear: the ARN, without the session name of an assumed role. Callers choose that name, and
    /// many choose a person's.
    pub fn principal(&self, account: &str) -> String {
        match self {
            Self::Administrator { arn, .. } | Self::User { arn, .. } => arn.clone(),
            Self::Session(session) => session.role_in_use_arn(account),
        }
    }

    /// The key that signed and its owner, for the log.
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

    /// The user id, as AWS calls it.
    pub fn user_id(&self) -> String {
        match self {
            Self::Administrator { access_key_id, .. } | Self::User { access_key_id, .. } => {
                access_key_id.clone()
            }
            Self::Session(session) => session.user_id(),
        }
    }

    /// The identity whose credentials sign, with its pool; `None` for other callers.
    pub fn identity(&self) -> Option<(&str, &str)> {
        match self {
            Self::Administrator { .. } | Self::User { .. } => None,
            Self::Session(session) => session.identity(),
        }
    }
}

/// The caller that a key belongs to, by its record.
pub(super) fn holder_of(access_key_id: &str, pair: &Pair) -> Caller {
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
