//! The caller of a request, and the principals that a trust policy names. Knows nothing of how a caller proved who it is.

/// The caller of a request.
#[derive(Clone, PartialEq, Eq)]
pub enum Principal {
    /// An unsigned call.
    Anonymous,
    /// An IAM user, an account's root, or the session of a role.
    Aws {
        /// ARN of the caller itself; for a role session that of the session
        /// (`arn:aws:sts::123456789012:assumed-role/name/session`).
        arn: String,
        /// The twelve digits of the caller's account.
        account: String,
        /// For a role session, the role's own ARN.
        role: Option<String>,
    },
    /// A user whom an identity provider has authenticated: `cognito-identity.amazonaws.com`, or the ARN of an OIDC or
    /// SAML provider in IAM.
    Federated(String),
    /// A service acting for itself, such as `lambda.amazonaws.com`.
    Service(String),
}

/// The kind alone: an ARN can hold a session name, which is personal.
impl std::fmt::Debug for Principal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Anonymous => "Anonymous",
            Self::Aws { .. } => "Aws",
            Self::Federated(_) => "Federated",
            Self::Service(_) => "Service",
        })
    }
}

/// One principal named by a trust policy. That there is such a principal is not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamedPrincipal {
    /// `{"AWS": "*"}`
    Everyone,
    /// An account, by its twelve digits or its root's ARN; these are the digits.
    Account(String),
    /// A user, a role or a session of a role, by its ARN.
    AwsArn(String),
    /// A provider of identities: `cognito-identity.amazonaws.com`, or the ARN of a provider in IAM.
    Federated(String),
    /// `lambda.amazonaws.com`
    Service(String),
}

impl NamedPrincipal {
    pub(crate) fn names(&self, caller: &Principal) -> bool {
        match (self, caller) {
            (Self::Everyone, _) => true,
            (Self::Account(named), Principal::Aws { account, .. }) => named == account,
            (Self::AwsArn(named), Principal::Aws { arn, role, .. }) => {
                named == arn || Some(named) == role.as_ref()
            }
            (Self::Federated(named), Principal::Federated(provider)) => named == provider,
            (Self::Service(named), Principal::Service(service)) => named == service,
            _ => false,
        }
    }
}
