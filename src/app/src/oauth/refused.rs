//! Why an endpoint refuses, in the words of OAuth.

use std::borrow::Cow;

use crate::Fault;

/// `error`: RFC 6749, RFC 7009.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// `invalid_client`
    InvalidClient,
    /// `invalid_grant`
    InvalidGrant,
    /// `invalid_request`
    InvalidRequest,
    /// `invalid_scope`
    InvalidScope,
    /// `unauthorized_client`
    UnauthorizedClient,
    /// `unsupported_grant_type`
    UnsupportedGrantType,
    /// `unsupported_token_type`
    UnsupportedTokenType,
}

impl ErrorCode {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::InvalidRequest => "invalid_request",
            Self::InvalidScope => "invalid_scope",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedTokenType => "unsupported_token_type",
        }
    }
}

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// What OAuth has a code for.
    Because {
        /// The code.
        code: ErrorCode,
        /// `error_description`
        description: Option<Cow<'static, str>>,
    },
    /// What it has none for: the service cannot answer now, or a function of the pool has failed.
    Failed(Fault),
}

impl Refused {
    /// With a description.
    pub fn described(code: ErrorCode, description: impl Into<Cow<'static, str>>) -> Self {
        Self::Because { code, description: Some(description.into()) }
    }
}

impl From<ErrorCode> for Refused {
    fn from(code: ErrorCode) -> Self {
        Self::Because { code, description: None }
    }
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::Failed(fault)
    }
}
