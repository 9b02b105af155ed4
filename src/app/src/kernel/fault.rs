//! Why the service did not do what it was asked, in the field's names, once for every protocol.

use std::borrow::Cow;

use domain::Aggregate;
use ledger::{AppendError, Failure, Unavailable};

macro_rules! kinds {
    ($($(#[$meta:meta])* $class:ident { $($name:ident),+ $(,)? })+) => {
        /// The kind of a fault: the stem of the name that AWS's protocols give it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind {
            $($(#[doc = concat!("`", stringify!($name), "`")] $name),+),+
        }

        /// What a fault is about. Where a protocol lacks a kind, another of its class stands for it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Class {
            $($(#[$meta])* $class),+
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$($(Self::$name),+),+];

            /// Its stem: `NotAuthorized` of `NotAuthorizedException`.
            pub const fn stem(self) -> &'static str {
                match self {
                    $($(Self::$name => stringify!($name)),+),+
                }
            }

            /// What it is about.
            pub const fn class(self) -> Class {
                match self {
                    $($(Self::$name)|+ => Class::$class),+
                }
            }
        }
    };
}

kinds! {
    /// The caller, or the user that the caller names.
    Caller {
        ExpiredCode,
        ExpiredToken,
        Forbidden,
        InvalidIdentityToken,
        NotAuthorized,
        PasswordResetRequired,
        RefreshTokenReuse,
        TooManyFailedAttempts,
        Unauthorized,
        UnsupportedUserState,
        UserNotConfirmed,
        UserNotFound,
    }
    /// A thing that is not there.
    Absence {
        NoSuchEntity,
        ResourceNotFound,
    }
    /// What an identity pool is configured to, which lets no caller in.
    Configuration {
        InvalidIdentityPoolConfiguration,
    }
    /// The request, which does not fit the current state.
    Request {
        AliasExists,
        CodeMismatch,
        ConcurrentModification,
        DeleteConflict,
        DeviceKeyExists,
        DuplicateProvider,
        EnableSoftwareTokenMFA,
        EntityAlreadyExists,
        FeatureUnavailableInTier,
        GroupExists,
        InvalidInput,
        InvalidLambdaResponse,
        InvalidOAuthFlow,
        InvalidParameter,
        InvalidPassword,
        LimitExceeded,
        MFAMethodNotFound,
        MalformedPolicyDocument,
        ManagedLoginBrandingExists,
        PasswordHistoryPolicyViolation,
        PreconditionNotMet,
        ResourceConflict,
        ScopeDoesNotExist,
        SoftwareTokenMFANotFound,
        TermsExists,
        TooManyRequests,
        UnexpectedLambda,
        UnsupportedOperation,
        UnsupportedTokenType,
        UserImportInProgress,
        UserLambdaValidation,
        UserPoolAddOnNotEnabled,
        UserPoolTagging,
        UsernameExists,
        WebAuthnChallengeNotFound,
        WebAuthnClientMismatch,
        WebAuthnConfigurationMissing,
        WebAuthnCredentialNotSupported,
        WebAuthnNotEnabled,
        WebAuthnOriginNotAllowed,
        WebAuthnRelyingPartyMismatch,
    }
    /// The service itself.
    Service {
        AccessDenied,
        CodeDeliveryFailure,
        InternalError,
        NotImplemented,
    }
}

/// A refusal or a temporary failure: a kind for programs, a message for people, without personal data but what the caller sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", kind.stem())]
pub struct Fault {
    /// For programs.
    pub kind: Kind,
    /// For people.
    pub message: Cow<'static, str>,
}

/// The result of the app's functions.
pub type Answer<T> = Result<T, Fault>;

impl Fault {
    /// A fault with its message.
    pub fn new(kind: Kind, message: impl Into<Cow<'static, str>>) -> Self {
        Self { kind, message: message.into() }
    }

    /// `NotAuthorized`, the most frequent one.
    pub fn not_authorized(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::NotAuthorized, message)
    }

    /// `InvalidParameter`.
    pub fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::InvalidParameter, message)
    }

    /// A part of an operation that this version does not do. It is refused by name, never ignored.
    pub fn not_implemented(what: &str) -> Self {
        Self::new(Kind::NotImplemented, format!("{what} is not implemented yet"))
    }

    /// The service is too busy; trying again later is right.
    pub fn busy() -> Self {
        Self::new(Kind::TooManyRequests, "Rate exceeded")
    }
}

impl From<Unavailable> for Fault {
    fn from(error: Unavailable) -> Self {
        // Logged in full for the operator; the caller is only told to try again.
        tracing::error!(%error, "unavailable");
        Self::new(Kind::InternalError, "The service is temporarily unavailable; try again.")
    }
}

/// Why a change of several aggregates was not recorded.
impl From<AppendError> for Fault {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Conflict => Self::busy(),
            AppendError::Taken(_) => Self::new(Kind::ResourceConflict, error.to_string()),
            AppendError::Unavailable(error) => error.into(),
        }
    }
}

/// A value as JSON, to be sealed. One that cannot be written must not be handed out as an empty one.
pub(crate) fn encoded(value: &impl serde::Serialize) -> Answer<Vec<u8>> {
    serde_json::to_vec(value).map_err(|_| unwritable())
}

fn unwritable() -> Fault {
    Fault::new(Kind::InternalError, "A value could not be written.")
}

/// What a command's failure means, with the domain's refusal in the field's names.
pub(crate) fn failed<A: Aggregate>(failure: Failure<A::Refusal>) -> Fault
where
    Fault: From<A::Refusal>,
{
    match failure {
        Failure::Refused(refusal) => refusal.into(),
        Failure::Contended | Failure::Crowded => Fault::busy(),
        Failure::Unavailable(error) => error.into(),
    }
}
