//! Members of the requests of user pools, but for those that configure them.

use super::{Harmless, Members};

pub(super) const TRIGGERS: &str = "only triggers would see it, and LambdaConfig is refused";
pub(super) const ANALYTICS: &str = "no analytics are kept";
pub(super) const PROTECTION: &str = "no risk is judged, and UserPoolAddOns ENFORCED is refused";

pub(super) static TABLES: &[Members] = &[
    Members {
        operation: "cognito-idp:AdminConfirmSignUp",
        acted: &["UserPoolId", "Username"],
        told: &[("ClientMetadata", TRIGGERS)],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminCreateUser",
        acted: &[
            "DesiredDeliveryMediums",
            "ForceAliasCreation",
            "MessageAction",
            "TemporaryPassword",
            "UserAttributes.Name",
            "UserAttributes.Value",
            "UserPoolId",
            "Username",
        ],
        told: &[
            ("ClientMetadata", TRIGGERS),
            ("ValidationData.Name", TRIGGERS),
            ("ValidationData.Value", TRIGGERS),
        ],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminDeleteUser",
        acted: &["UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminDeleteUserAttributes",
        acted: &["UserAttributeNames", "UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminDisableUser",
        acted: &["UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminEnableUser",
        acted: &["UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminGetUser",
        acted: &["UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminSetUserPassword",
        acted: &["Password", "Permanent", "UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminUpdateUserAttributes",
        acted: &["UserAttributes.Name", "UserAttributes.Value", "UserPoolId", "Username"],
        told: &[("ClientMetadata", TRIGGERS)],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminUserGlobalSignOut",
        acted: &["UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ChangePassword",
        acted: &["AccessToken", "PreviousPassword", "ProposedPassword"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ConfirmForgotPassword",
        acted: &["ClientId", "ConfirmationCode", "Password", "SecretHash", "Username"],
        told: &[
            ("AnalyticsMetadata.AnalyticsEndpointId", ANALYTICS),
            ("ClientMetadata", TRIGGERS),
            ("UserContextData.EncodedData", PROTECTION),
            ("UserContextData.IpAddress", PROTECTION),
        ],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ConfirmSignUp",
        acted: &["ClientId", "ConfirmationCode", "ForceAliasCreation", "SecretHash", "Session", "Username"],
        told: &[
            ("AnalyticsMetadata.AnalyticsEndpointId", ANALYTICS),
            ("ClientMetadata", TRIGGERS),
            ("UserContextData.EncodedData", PROTECTION),
            ("UserContextData.IpAddress", PROTECTION),
        ],
        refused: &[],
    },
    Members { operation: "cognito-idp:DeleteUser", acted: &["AccessToken"], told: &[], refused: &[] },
    Members { operation: "cognito-idp:DeleteUserPool", acted: &["UserPoolId"], told: &[], refused: &[] },
    Members {
        operation: "cognito-idp:DeleteUserPoolClient",
        acted: &["ClientId", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members { operation: "cognito-idp:DescribeUserPool", acted: &["UserPoolId"], told: &[], refused: &[] },
    Members {
        operation: "cognito-idp:DescribeUserPoolClient",
        acted: &["ClientId", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ForgotPassword",
        acted: &["ClientId", "SecretHash", "Username"],
        told: &[
            ("AnalyticsMetadata.AnalyticsEndpointId", ANALYTICS),
            ("ClientMetadata", TRIGGERS),
            ("UserContextData.EncodedData", PROTECTION),
            ("UserContextData.IpAddress", PROTECTION),
        ],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:GetTokensFromRefreshToken",
        acted: &["ClientId", "ClientSecret", "DeviceKey", "RefreshToken"],
        told: &[("ClientMetadata", TRIGGERS)],
        refused: &[],
    },
    Members { operation: "cognito-idp:GetUser", acted: &["AccessToken"], told: &[], refused: &[] },
    Members { operation: "cognito-idp:GlobalSignOut", acted: &["AccessToken"], told: &[], refused: &[] },
    Members {
        operation: "cognito-idp:InitiateAuth",
        acted: &["AuthFlow", "AuthParameters", "ClientId", "Session"],
        told: &[
            ("AnalyticsMetadata.AnalyticsEndpointId", ANALYTICS),
            ("ClientMetadata", TRIGGERS),
            ("UserContextData.EncodedData", PROTECTION),
            ("UserContextData.IpAddress", PROTECTION),
        ],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ListUserPoolClients",
        acted: &["ClientType", "MaxResults", "NextToken", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ListUserPools",
        acted: &["MaxResults", "NextToken"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ListUsers",
        acted: &["AttributesToGet", "Filter", "Limit", "PaginationToken", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ResendConfirmationCode",
        acted: &["ClientId", "SecretHash", "Username"],
        told: &[
            ("AnalyticsMetadata.AnalyticsEndpointId", ANALYTICS),
            ("ClientMetadata", TRIGGERS),
            ("UserContextData.EncodedData", PROTECTION),
            ("UserContextData.IpAddress", PROTECTION),
        ],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:RespondToAuthChallenge",
        acted: &["ChallengeName", "ChallengeResponses", "ClientId", "Session"],
        told: &[
            ("AnalyticsMetadata.AnalyticsEndpointId", ANALYTICS),
            ("ClientMetadata", TRIGGERS),
            ("UserContextData.EncodedData", PROTECTION),
            ("UserContextData.IpAddress", PROTECTION),
        ],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:RevokeToken",
        acted: &["ClientId", "ClientSecret", "Token"],
        told: &[],
        refused: &[("RevokeAssociatedSessions", Harmless::False)],
    },
    Members {
        operation: "cognito-idp:SignUp",
        acted: &[
            "ClientId",
            "Password",
            "SecretHash",
            "UserAttributes.Name",
            "UserAttributes.Value",
            "Username",
        ],
        told: &[
            ("AnalyticsMetadata.AnalyticsEndpointId", ANALYTICS),
            ("ClientMetadata", TRIGGERS),
            ("UserContextData.EncodedData", PROTECTION),
            ("UserContextData.IpAddress", PROTECTION),
            ("ValidationData.Name", TRIGGERS),
            ("ValidationData.Value", TRIGGERS),
        ],
        refused: &[],
    },
];
