//! What each refusal of the domain is called in the field. One table for the whole service.

mod configured;

use domain::{
    account::{access_key, issuer, provisioned_limit, registry, role},
    identity_pools::{identity, identity_pool},
    subject,
    sync::dataset,
    user_pools::{
        client, federation, import_job, message, saml_peer, saml_signer, session, sign_in::Refused,
        unknown_names, user, user_pool,
    },
};

use ledger::Failure;

use crate::{Fault, Kind, kernel::fault::failed};

impl From<user::Refusal> for Fault {
    fn from(refusal: user::Refusal) -> Self {
        use user::Refusal;
        let kind = match refusal {
            Refusal::Attributes(error) => return crate::user_pools::users::write_fault(error),
            Refusal::UsernameExists => Kind::UsernameExists,
            Refusal::EmailTaken
            | Refusal::PhoneNumberTaken
            | Refusal::PreferredUsernameTaken
            | Refusal::AccountTaken => Kind::AliasExists,
            Refusal::AccountNotLinked | Refusal::DeviceNotFound | Refusal::NoSuchPasskey => {
                Kind::ResourceNotFound
            }
            Refusal::DeviceExists => Kind::DeviceKeyExists,
            Refusal::UserNotFound => Kind::UserNotFound,
            Refusal::AlreadyConfirmed
            | Refusal::TooManyGroups(_)
            | Refusal::AuthenticatorNotAssociated
            | Refusal::NoAuthenticator
            | Refusal::NoAddressForFactor(_)
            | Refusal::NoRecoveryAddress
            | Refusal::TwoFactorsPreferred
            | Refusal::FactorPreferredAndOff
            | Refusal::PasskeyTaken => Kind::InvalidParameter,
            Refusal::AuthenticatorMismatch => Kind::EnableSoftwareTokenMFA,
            Refusal::CodeMismatch => Kind::CodeMismatch,
            Refusal::CodeExpired => Kind::ExpiredCode,
            Refusal::LimitExceeded | Refusal::TooManyAccounts(_) | Refusal::TooManyPasskeys => {
                Kind::LimitExceeded
            }
            Refusal::TooManyAnswers => Kind::TooManyRequests,
            Refusal::ResetRequired => Kind::PasswordResetRequired,
            Refusal::NotInvited => Kind::UnsupportedUserState,
            Refusal::WrongPassword
            | Refusal::Locked
            | Refusal::Disabled
            | Refusal::CannotBeConfirmed(_)
            | Refusal::CannotBeReset
            | Refusal::AnswerUsed
            | Refusal::ChallengeSpent => Kind::NotAuthorized,
        };
        Self::new(kind, refusal.to_string())
    }
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        let kind = match refused {
            Refused::Wrong
            | Refused::Locked
            | Refused::Disabled
            | Refused::TemporaryPasswordEnded
            | Refused::Outdated
            | Refused::Risky
            | Refused::RefreshOfDeleted => Kind::NotAuthorized,
            Refused::Unconfirmed => Kind::UserNotConfirmed,
            Refused::ResetRequired | Refused::Compromised => Kind::PasswordResetRequired,
            Refused::UnknownUser => Kind::UserNotFound,
            Refused::UnknownDevice => Kind::ResourceNotFound,
            Refused::MfaMethodNotFound => Kind::MFAMethodNotFound,
            Refused::NoCustomTrigger | Refused::MissingSrpA => Kind::InvalidParameter,
            Refused::TokenMismatch | Refused::CodeMismatch => Kind::CodeMismatch,
            Refused::TokenUsed => Kind::ExpiredCode,
            Refused::TriggerOutput => Kind::InvalidLambdaResponse,
        };
        Self::new(kind, refused.to_string())
    }
}

impl From<import_job::Refusal> for Fault {
    fn from(refusal: import_job::Refusal) -> Self {
        use import_job::Refusal;
        let kind = match refusal {
            Refusal::NotFound => Kind::ResourceNotFound,
            Refusal::AnotherRuns
            | Refusal::NotCreated
            | Refusal::Expired
            | Refusal::NoFile
            | Refusal::NotRunning => Kind::PreconditionNotMet,
            Refusal::NameTaken => Kind::ResourceConflict,
        };
        Self::new(kind, refusal.to_string())
    }
}

impl From<message::Refusal> for Fault {
    fn from(refusal: message::Refusal) -> Self {
        match refusal {}
    }
}

impl From<session::Refusal> for Fault {
    fn from(refusal: session::Refusal) -> Self {
        use session::Refusal;
        let kind = match refusal {
            Refusal::Invalid | Refusal::Revoked | Refusal::Expired => Kind::NotAuthorized,
            Refusal::Reused => Kind::RefreshTokenReuse,
        };
        Self::new(kind, refusal.to_string())
    }
}

impl From<user_pool::UserPoolRefusal> for Fault {
    fn from(refusal: user_pool::UserPoolRefusal) -> Self {
        use user_pool::UserPoolRefusal;
        let kind = match refusal {
            UserPoolRefusal::NotFound | UserPoolRefusal::NoReplica(_) => Kind::ResourceNotFound,
            UserPoolRefusal::Exists
            | UserPoolRefusal::DeletionProtected
            | UserPoolRefusal::ReplicaActive
            | UserPoolRefusal::ReplicaExists(_)
            | UserPoolRefusal::ReplicaRegion(_)
            | UserPoolRefusal::Risk(_)
            | UserPoolRefusal::Schema(_) => Kind::InvalidParameter,
            UserPoolRefusal::TooManyReplicas => Kind::LimitExceeded,
            UserPoolRefusal::Unprotected => Kind::UserPoolAddOnNotEnabled,
            UserPoolRefusal::Changed => Kind::ConcurrentModification,
            UserPoolRefusal::Configuration(error) => return error.into(),
        };
        Self::new(kind, refusal.to_string())
    }
}

impl From<client::ClientRefusal> for Fault {
    fn from(refusal: client::ClientRefusal) -> Self {
        use client::ClientRefusal;
        let kind = match refusal {
            ClientRefusal::NotFound | ClientRefusal::NoSuchSecret => Kind::ResourceNotFound,
            ClientRefusal::Exists
            | ClientRefusal::Public
            | ClientRefusal::LastSecret
            | ClientRefusal::Risk(_) => Kind::InvalidParameter,
            ClientRefusal::TooManySecrets => Kind::LimitExceeded,
            ClientRefusal::Changed => Kind::ConcurrentModification,
        };
        Self::new(kind, refusal.to_string())
    }
}

impl From<provisioned_limit::Refusal> for Fault {
    fn from(refusal: provisioned_limit::Refusal) -> Self {
        Self::invalid(refusal.to_string())
    }
}

impl From<registry::RegistrationRefusal> for Fault {
    fn from(refusal: registry::RegistrationRefusal) -> Self {
        Self::invalid(refusal.to_string())
    }
}

impl From<access_key::Refusal> for Fault {
    fn from(refusal: access_key::Refusal) -> Self {
        Self::invalid(refusal.to_string())
    }
}

impl From<issuer::Refusal> for Fault {
    fn from(refusal: issuer::Refusal) -> Self {
        Self::new(Kind::InternalError, refusal.to_string())
    }
}

impl From<saml_peer::Refusal> for Fault {
    fn from(refusal: saml_peer::Refusal) -> Self {
        match refusal {}
    }
}

impl From<saml_signer::Refusal> for Fault {
    fn from(refusal: saml_signer::Refusal) -> Self {
        Self::new(Kind::InternalError, refusal.to_string())
    }
}

impl From<subject::Refusal> for Fault {
    fn from(refusal: subject::Refusal) -> Self {
        match refusal {}
    }
}

impl From<federation::Refusal> for Fault {
    fn from(refusal: federation::Refusal) -> Self {
        match refusal {}
    }
}

impl From<unknown_names::Refusal> for Fault {
    fn from(refusal: unknown_names::Refusal) -> Self {
        match refusal {}
    }
}

impl From<role::Refusal> for Fault {
    fn from(refusal: role::Refusal) -> Self {
        use role::Refusal;
        let kind = match refusal {
            Refusal::NotFound | Refusal::PolicyNotFound { .. } => Kind::NoSuchEntity,
            Refusal::AlreadyExists => Kind::EntityAlreadyExists,
            Refusal::HasPolicies => Kind::DeleteConflict,
            Refusal::TrustPolicyTooLong | Refusal::TooManyTags | Refusal::PoliciesTooLong { .. } => {
                Kind::LimitExceeded
            }
            Refusal::DuplicateTagKeys => Kind::InvalidInput,
        };
        Self::new(kind, refusal.to_string())
    }
}

impl From<identity_pool::Refusal> for Fault {
    fn from(refusal: identity_pool::Refusal) -> Self {
        use identity_pool::Refusal;
        let kind = match refusal {
            Refusal::NotFound => Kind::ResourceNotFound,
            Refusal::AlreadyExists => Kind::ResourceConflict,
            Refusal::DeveloperProviderNameFixed | Refusal::TooManyRules => Kind::InvalidParameter,
            Refusal::TooManyProviders => Kind::LimitExceeded,
        };
        Self::new(kind, refusal.to_string())
    }
}

impl From<identity::Refusal> for Fault {
    fn from(refusal: identity::Refusal) -> Self {
        use identity::Refusal;
        let kind = match refusal {
            Refusal::NotFound => Kind::ResourceNotFound,
            Refusal::Merged { .. } | Refusal::LoginRequired | Refusal::LoginsDontMatch => Kind::NotAuthorized,
            Refusal::AlreadyExists
            | Refusal::LoginTaken
            | Refusal::SecondUserOfProvider
            | Refusal::MergedIntoItself => Kind::ResourceConflict,
            Refusal::TooManyLogins | Refusal::TooManyDatasets => Kind::LimitExceeded,
        };
        Self::new(kind, refusal.to_string())
    }
}

impl From<dataset::Refusal> for Fault {
    fn from(refusal: dataset::Refusal) -> Self {
        use dataset::Refusal;
        let kind = match refusal {
            Refusal::NotFound => Kind::ResourceNotFound,
            Refusal::StaleRecord { .. } => Kind::ResourceConflict,
            Refusal::RepeatedKey | Refusal::NoSuchSyncCount { .. } => Kind::InvalidParameter,
            Refusal::LimitExceeded(_) => Kind::LimitExceeded,
        };
        Self::new(kind, refusal.to_string())
    }
}

/// A failure at an identity, in AWS's words, which name it.
pub(crate) fn of_identity(identity_id: &str, failure: Failure<identity::Refusal>) -> Fault {
    use identity::Refusal;
    match failure {
        Failure::Refused(Refusal::NotFound) => no_identity(identity_id),
        Failure::Refused(Refusal::LoginRequired | Refusal::Merged { .. }) => {
            Fault::not_authorized(format!("Access to Identity '{identity_id}' is forbidden."))
        }
        failure => failed::<identity::Identity>(failure),
    }
}

/// There is no such identity.
pub(crate) fn no_identity(identity_id: &str) -> Fault {
    Fault::new(Kind::ResourceNotFound, format!("Identity '{identity_id}' not found."))
}
