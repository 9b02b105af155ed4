//! Members of the requests of identity pools, Sync, STS and IAM.

use super::{Harmless, Members};

const LOGINS: &str = "a login by it is refused by name";

pub(super) static TABLES: &[Members] = &[
    Members {
        operation: "cognito-identity:CreateIdentityPool",
        acted: &[
            "AllowClassicFlow",
            "AllowUnauthenticatedIdentities",
            "CognitoIdentityProviders.ClientId",
            "CognitoIdentityProviders.ProviderName",
            "CognitoIdentityProviders.ServerSideTokenCheck",
            "IdentityPoolName",
        ],
        told: &[
            ("DeveloperProviderName", LOGINS),
            ("IdentityPoolTags", "no policy key names the tags of a resource"),
            ("OpenIdConnectProviderARNs", LOGINS),
            ("SamlProviderARNs", LOGINS),
            ("SupportedLoginProviders", LOGINS),
        ],
        refused: &[],
    },
    Members {
        operation: "cognito-identity:DeleteIdentityPool",
        acted: &["IdentityPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-identity:DescribeIdentityPool",
        acted: &["IdentityPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-identity:GetCredentialsForIdentity",
        acted: &["CustomRoleArn", "IdentityId", "Logins"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-identity:GetId",
        acted: &["IdentityPoolId", "Logins"],
        told: &[("AccountId", "there is one account, and the pool's id says all that is needed")],
        refused: &[],
    },
    Members {
        operation: "cognito-identity:GetIdentityPoolRoles",
        acted: &["IdentityPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-identity:GetOpenIdToken",
        acted: &["IdentityId", "Logins"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-identity:SetIdentityPoolRoles",
        acted: &[
            "IdentityPoolId",
            "RoleMappings.AmbiguousRoleResolution",
            "RoleMappings.RulesConfiguration.Rules.Claim",
            "RoleMappings.RulesConfiguration.Rules.MatchType",
            "RoleMappings.RulesConfiguration.Rules.RoleARN",
            "RoleMappings.RulesConfiguration.Rules.Value",
            "RoleMappings.Type",
            "Roles",
        ],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-sync:DeleteDataset",
        acted: &["DatasetName", "IdentityId", "IdentityPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-sync:DescribeDataset",
        acted: &["DatasetName", "IdentityId", "IdentityPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-sync:ListDatasets",
        acted: &["IdentityId", "IdentityPoolId", "MaxResults", "NextToken"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-sync:ListRecords",
        acted: &[
            "DatasetName",
            "IdentityId",
            "IdentityPoolId",
            "LastSyncCount",
            "MaxResults",
            "NextToken",
            "SyncSessionToken",
        ],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-sync:UpdateRecords",
        acted: &[
            "DatasetName",
            "DeviceId",
            "IdentityId",
            "IdentityPoolId",
            "RecordPatches.DeviceLastModifiedDate",
            "RecordPatches.Key",
            "RecordPatches.Op",
            "RecordPatches.SyncCount",
            "RecordPatches.Value",
            "SyncSessionToken",
        ],
        told: &[("ClientContext", "it describes the device to analytics, and none are kept")],
        refused: &[],
    },
    Members {
        operation: "sts:AssumeRoleWithWebIdentity",
        acted: &["DurationSeconds", "Policy", "ProviderId", "RoleArn", "RoleSessionName", "WebIdentityToken"],
        told: &[],
        refused: &[("MinimumSessionTokenSize", Harmless::Zero), ("PolicyArns", Harmless::Empty)],
    },
    Members { operation: "sts:GetCallerIdentity", acted: &[], told: &[], refused: &[] },
    Members {
        operation: "iam:CreateRole",
        acted: &["AssumeRolePolicyDocument", "Description", "MaxSessionDuration", "Path", "RoleName"],
        told: &[
            ("Tags.Key", "no policy key names the tags of a role"),
            ("Tags.Value", "no policy key names the tags of a role"),
        ],
        refused: &[("PermissionsBoundary", Harmless::None)],
    },
    Members { operation: "iam:DeleteRole", acted: &["RoleName"], told: &[], refused: &[] },
    Members {
        operation: "iam:DeleteRolePolicy",
        acted: &["PolicyName", "RoleName"],
        told: &[],
        refused: &[],
    },
    Members { operation: "iam:GetRole", acted: &["RoleName"], told: &[], refused: &[] },
    Members { operation: "iam:GetRolePolicy", acted: &["PolicyName", "RoleName"], told: &[], refused: &[] },
    Members {
        operation: "iam:ListRoles",
        acted: &["Marker", "MaxItems", "PathPrefix"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "iam:PutRolePolicy",
        acted: &["PolicyDocument", "PolicyName", "RoleName"],
        told: &[],
        refused: &[],
    },
];
