//! Members of the requests by which factors are set up and looked at, and by which administrators sign users in.

use super::{
    Harmless, Members,
    user_pools::{ANALYTICS, PROTECTION, TRIGGERS},
};

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
        acted: &["AuthFlow", "AuthParameters", "ClientId", "Session", "UserPoolId"],
        told: &[
            ("AnalyticsMetadata.AnalyticsEndpointId", ANALYTICS),
            ("ClientMetadata", TRIGGERS),
            ("ContextData.EncodedData", PROTECTION),
            ("ContextData.HttpHeaders.headerName", PROTECTION),
            ("ContextData.HttpHeaders.headerValue", PROTECTION),
            ("ContextData.IpAddress", PROTECTION),
            ("ContextData.ServerName", PROTECTION),
            ("ContextData.ServerPath", PROTECTION),
        ],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminRespondToAuthChallenge",
        acted: &["ChallengeName", "ChallengeResponses", "ClientId", "Session", "UserPoolId"],
        told: &[
            ("AnalyticsMetadata.AnalyticsEndpointId", ANALYTICS),
            ("ClientMetadata", TRIGGERS),
            ("ContextData.EncodedData", PROTECTION),
            ("ContextData.HttpHeaders.headerName", PROTECTION),
            ("ContextData.HttpHeaders.headerValue", PROTECTION),
            ("ContextData.IpAddress", PROTECTION),
            ("ContextData.ServerName", PROTECTION),
            ("ContextData.ServerPath", PROTECTION),
        ],
        refused: &[],
    },
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
        ],
        told: &[],
        refused: &[("WebAuthnMfaSettings.Enabled", Harmless::False)],
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
    Members { operation: "cognito-idp:GetUserAuthFactors", acted: &["AccessToken"], told: &[], refused: &[] },
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
        ],
        told: &[],
        refused: &[("WebAuthnMfaSettings.Enabled", Harmless::False)],
    },
    Members {
        operation: "cognito-idp:SetUserSettings",
        acted: &["AccessToken", "MFAOptions.AttributeName", "MFAOptions.DeliveryMedium"],
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
