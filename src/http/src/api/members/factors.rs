//! Members of the requests by which factors are set up and looked at, and by which administrators sign users in.

use super::{Members, user_pools::ANALYTICS};

/// Why the address at which a program is reached has no effect.
const SERVER: &str = "the user's address and device tell of a risk, and the program's own server does not";
/// What programs tell of the user's device and network.
const CONTEXT: &[&str] = &[
    "ContextData.EncodedData",
    "ContextData.HttpHeaders.headerName",
    "ContextData.HttpHeaders.headerValue",
    "ContextData.IpAddress",
];

/// Members of administrators' sign-ins without effect, and why.
const SIGN_IN_TOLD: &[(&str, &str)] = &[
    ("AnalyticsMetadata.AnalyticsEndpointId", ANALYTICS),
    ("ContextData.ServerName", SERVER),
    ("ContextData.ServerPath", SERVER),
];

pub(super) static TABLES: &[Members] = &[
    Members {
        operation: "cognito-idp:AdminDeleteSoftwareToken",
        acted: &["UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminGetUserAuthFactors",
        acted: &["UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminInitiateAuth",
        acted: &["AuthFlow", "AuthParameters", "ClientId", "ClientMetadata", "Session", "UserPoolId"],
        told: SIGN_IN_TOLD,
        refused: &[],
    },
    Members { operation: "cognito-idp:AdminInitiateAuth", acted: CONTEXT, told: &[], refused: &[] },
    Members {
        operation: "cognito-idp:AdminRespondToAuthChallenge",
        acted: &[
            "ChallengeName",
            "ChallengeResponses",
            "ClientId",
            "ClientMetadata",
            "Session",
            "UserPoolId",
        ],
        told: SIGN_IN_TOLD,
        refused: &[],
    },
    Members { operation: "cognito-idp:AdminRespondToAuthChallenge", acted: CONTEXT, told: &[], refused: &[] },
    Members {
        operation: "cognito-idp:AdminSetUserMFAPreference",
        acted: &[
            "EmailMfaSettings.Enabled",
            "EmailMfaSettings.PreferredMfa",
            "SMSMfaSettings.Enabled",
            "SMSMfaSettings.PreferredMfa",
            "SoftwareTokenMfaSettings.Enabled",
            "SoftwareTokenMfaSettings.PreferredMfa",
            "UserPoolId",
            "Username",
            "WebAuthnMfaSettings.Enabled",
        ],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminSetUserSettings",
        acted: &["MFAOptions.AttributeName", "MFAOptions.DeliveryMedium", "UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AssociateSoftwareToken",
        acted: &["AccessToken", "Session"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:CompleteWebAuthnRegistration",
        acted: &["AccessToken", "Credential"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:DeleteWebAuthnCredential",
        acted: &["AccessToken", "CredentialId"],
        told: &[],
        refused: &[],
    },
    Members { operation: "cognito-idp:GetUserAuthFactors", acted: &["AccessToken"], told: &[], refused: &[] },
    Members {
        operation: "cognito-idp:ListWebAuthnCredentials",
        acted: &["AccessToken", "MaxResults", "NextToken"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:SetUserMFAPreference",
        acted: &[
            "AccessToken",
            "EmailMfaSettings.Enabled",
            "EmailMfaSettings.PreferredMfa",
            "SMSMfaSettings.Enabled",
            "SMSMfaSettings.PreferredMfa",
            "SoftwareTokenMfaSettings.Enabled",
            "SoftwareTokenMfaSettings.PreferredMfa",
            "WebAuthnMfaSettings.Enabled",
        ],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:SetUserSettings",
        acted: &["AccessToken", "MFAOptions.AttributeName", "MFAOptions.DeliveryMedium"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:StartWebAuthnRegistration",
        acted: &["AccessToken"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:VerifySoftwareToken",
        acted: &["AccessToken", "FriendlyDeviceName", "Session", "UserCode"],
        told: &[],
        refused: &[],
    },
];
