//! Members of the requests by which users look after their accounts, and administrators after users.

use super::{Harmless, Members};

const IMPORT_LOG: &str = "the log of an import is downloaded from the service itself";

pub(super) static TABLES: &[Members] = &[
    Members {
        operation: "cognito-idp:AdminDisableProviderForUser",
        acted: &[
            "User.ProviderAttributeName",
            "User.ProviderAttributeValue",
            "User.ProviderName",
            "UserPoolId",
        ],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminLinkProviderForUser",
        acted: &[
            "DestinationUser.ProviderAttributeValue",
            "DestinationUser.ProviderName",
            "SourceUser.ProviderAttributeName",
            "SourceUser.ProviderAttributeValue",
            "SourceUser.ProviderName",
            "UserPoolId",
        ],
        told: &[("DestinationUser.ProviderAttributeName", "users of the pool are known by their names")],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminListUserSessions",
        acted: &["NextToken", "UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminResetUserPassword",
        acted: &["ClientMetadata", "UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminRevokeUserSession",
        acted: &["RevokeAssociatedSessions", "SessionId", "UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:CreateUserImportJob",
        acted: &["JobName", "UserPoolId"],
        told: &[("CloudWatchLogsRoleArn", IMPORT_LOG)],
        refused: &[("PasswordHashingAlgorithm", Harmless::None)],
    },
    Members {
        operation: "cognito-idp:DeleteUserAttributes",
        acted: &["AccessToken", "UserAttributeNames"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:DescribeUserImportJob",
        acted: &["JobId", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members { operation: "cognito-idp:GetCSVHeader", acted: &["UserPoolId"], told: &[], refused: &[] },
    Members {
        operation: "cognito-idp:GetUserAttributeVerificationCode",
        acted: &["AccessToken", "AttributeName", "ClientMetadata"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ListUserImportJobs",
        acted: &["MaxResults", "PaginationToken", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ListUserSessions",
        acted: &["AccessToken", "NextToken"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:RevokeUserSession",
        acted: &["AccessToken", "RevokeAssociatedSessions", "SessionId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:StartUserImportJob",
        acted: &["JobId", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:StopUserImportJob",
        acted: &["JobId", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:UpdateUserAttributes",
        acted: &["AccessToken", "ClientMetadata", "UserAttributes.Name", "UserAttributes.Value"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:VerifyUserAttribute",
        acted: &["AccessToken", "AttributeName", "Code"],
        told: &[],
        refused: &[],
    },
];
