//! Sign-ins at providers that end before their user is known: what the client is told, and the reason that is recorded.

use domain::{
    Moment,
    user_pools::federation::{OAuthError, Reason},
};
use ports::federation::{ProviderFault, Untrue, saml};

use crate::{
    Fault,
    oauth::{OAuth, authorize::AuthorizeRefused},
    user_pools::federation::SignInAtProvider,
};

/// Why a sign-in ends.
pub(super) struct Ended {
    told: AuthorizeRefused,
    /// What is recorded about the provider; absent where it is recorded about a user, or nothing was refused.
    why: Option<(Reason, Option<OAuthError>)>,
}

impl Ended {
    /// An end for this reason.
    pub(super) fn by(reason: Reason, told: AuthorizeRefused) -> Self {
        Self { told, why: Some((reason, None)) }
    }

    /// An end by a provider that gives an error of its own.
    pub(super) fn by_error(reason: Reason, error: Option<&str>, told: AuthorizeRefused) -> Self {
        Self { told, why: Some((reason, error.and_then(OAuthError::of))) }
    }
}

impl From<AuthorizeRefused> for Ended {
    fn from(told: AuthorizeRefused) -> Self {
        Self { told, why: None }
    }
}

impl From<Fault> for Ended {
    fn from(fault: Fault) -> Self {
        Self::from(AuthorizeRefused::from(fault))
    }
}

impl OAuth {
    /// Records why a sign-in has ended, if it has and that is to be recorded. The error is what the client is told.
    pub(super) async fn concluded<T>(
        &self,
        sign_in: SignInAtProvider<'_>,
        arrived: Result<T, Ended>,
        moment: &Moment,
    ) -> Result<T, AuthorizeRefused> {
        let Ended { told, why } = match arrived {
            Ok(arrived) => return Ok(arrived),
            Err(ended) => ended,
        };
        if let Some(why) = why {
            self.user_pools.refuse_at_provider(sign_in, why, moment).await;
        }
        Err(told)
    }
}

/// The reason by which a provider's fault is recorded.
pub(super) const fn reason_of(fault: &ProviderFault) -> Reason {
    match fault {
        ProviderFault::Timeout(_) | ProviderFault::Broken(_) => Reason::NotReached,
        ProviderFault::Address(_) => Reason::Address,
        ProviderFault::Status { .. } => Reason::EndpointRefused,
        ProviderFault::Unreadable(_) => Reason::Unreadable,
        ProviderFault::Configuration(_) => Reason::Configuration,
        ProviderFault::Untrue(untrue) => match untrue {
            Untrue::Token | Untrue::NoToken => Reason::Malformed,
            Untrue::Algorithm => Reason::Algorithm,
            Untrue::NoKey | Untrue::UnknownKey => Reason::Key,
            Untrue::Signature => Reason::Signature,
            Untrue::Issuer | Untrue::AnswerIssuer | Untrue::DiscoveryIssuer => Reason::Issuer,
            Untrue::Audience => Reason::Audience,
            Untrue::Nonce => Reason::Nonce,
            Untrue::Expired => Reason::Expired,
            Untrue::IssuedAt => Reason::Lifetime,
            Untrue::Early => Reason::Early,
            Untrue::TooLongAgo => Reason::TooLongAgo,
            Untrue::OtherUser | Untrue::NoUser => Reason::Subject,
        },
    }
}

/// The reason by which it is recorded that a response of SAML is refused.
pub(super) const fn reason_of_saml(refused: saml::Refused) -> Reason {
    match refused {
        saml::Refused::Malformed | saml::Refused::Structure => Reason::Malformed,
        saml::Refused::TooLarge => Reason::TooLarge,
        saml::Refused::Status => Reason::ProviderError,
        saml::Refused::Unsigned => Reason::Unsigned,
        saml::Refused::Signature => Reason::Signature,
        saml::Refused::InTheClear => Reason::InTheClear,
        saml::Refused::Encrypted => Reason::NotDecrypted,
        saml::Refused::Issuer => Reason::Issuer,
        saml::Refused::Destination => Reason::Destination,
        saml::Refused::Audience => Reason::Audience,
        saml::Refused::Request => Reason::Request,
        saml::Refused::Early => Reason::Early,
        saml::Refused::Late => Reason::Expired,
        saml::Refused::Lifetime => Reason::Lifetime,
        saml::Refused::Subject => Reason::Subject,
    }
}
