//! Members of the requests that configure what belongs to a user pool: groups with their members, and resource servers.

use super::Members;

pub(super) static TABLES: &[Members] = &[
    Members {
        operation: "cognito-idp:AdminAddUserToGroup",
        acted: &["GroupName", "UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminListGroupsForUser",
        acted: &["Limit", "NextToken", "UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminRemoveUserFromGroup",
        acted: &["GroupName", "UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:CreateGroup",
        acted: &["Description", "GroupName", "Precedence", "RoleArn", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:CreateResourceServer",
        acted: &["Identifier", "Name", "Scopes.ScopeDescription", "Scopes.ScopeName", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:DeleteGroup",
        acted: &["GroupName", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:DeleteResourceServer",
        acted: &["Identifier", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:DescribeResourceServer",
        acted: &["Identifier", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:GetGroup",
        acted: &["GroupName", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ListGroups",
        acted: &["Limit", "NextToken", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ListResourceServers",
        acted: &["MaxResults", "NextToken", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ListUsersInGroup",
        acted: &["GroupName", "Limit", "NextToken", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:UpdateGroup",
        acted: &["Description", "GroupName", "Precedence", "RoleArn", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:UpdateResourceServer",
        acted: &["Identifier", "Name", "Scopes.ScopeDescription", "Scopes.ScopeName", "UserPoolId"],
        told: &[],
        refused: &[],
    },
];
