//! The category in which calls of each operation of user pools are counted, for the bounds of `--rate-limit`. docs/rate-limits.md shows the
//! table.

use app::Rate;
use domain::values::rate_category::RateCategory;
use wire::Operation;

/// The operations of each category. In `UserFederation` count what comes to the pages: answers of identity providers, and addresses whose domain
/// is looked for.
const CATEGORIES: &[(RateCategory, &[&str])] = &[
    (RateCategory::ClientAuthentication, &["GetClientToken"]),
    (
        RateCategory::UserAccountRecovery,
        &[
            "AdminResetUserPassword",
            "AdminSetUserPassword",
            "ChangePassword",
            "ConfirmForgotPassword",
            "ForgotPassword",
        ],
    ),
    (
        RateCategory::UserAuthentication,
        &["AdminInitiateAuth", "AdminRespondToAuthChallenge", "InitiateAuth", "RespondToAuthChallenge"],
    ),
    (RateCategory::UserCreation, &["AdminConfirmSignUp", "AdminCreateUser", "ConfirmSignUp", "SignUp"]),
    (RateCategory::UserList, &["ListUsers", "ListUsersInGroup"]),
    (
        RateCategory::UserPoolClientRead,
        &[
            "DescribeUserPoolClient",
            "GetUserPoolClientSessionConfiguration",
            "ListUserPoolClientSecrets",
            "ListUserPoolClients",
        ],
    ),
    (
        RateCategory::UserPoolClientUpdate,
        &[
            "AddUserPoolClientSecret",
            "CreateUserPoolClient",
            "DeleteUserPoolClient",
            "DeleteUserPoolClientSecret",
            "SetUserPoolClientSessionConfiguration",
            "UpdateUserPoolClient",
        ],
    ),
    (RateCategory::UserPoolRead, &["DescribeUserPool", "ListUserPools"]),
    (
        RateCategory::UserPoolResourceRead,
        &[
            "DescribeIdentityProvider",
            "DescribeManagedLoginBranding",
            "DescribeManagedLoginBrandingByClient",
            "DescribeResourceServer",
            "DescribeRiskConfiguration",
            "DescribeTerms",
            "DescribeTermsByClient",
            "DescribeUserImportJob",
            "DescribeUserPoolDomain",
            "GetCSVHeader",
            "GetGroup",
            "GetIdentityProviderByIdentifier",
            "GetLogDeliveryConfiguration",
            "GetProvisionedLimit",
            "GetSigningCertificate",
            "GetUICustomization",
            "GetUserPoolMfaConfig",
            "GetUserPoolSessionConfiguration",
            "ListGroups",
            "ListIdentityProviders",
            "ListResourceServers",
            "ListTagsForResource",
            "ListTerms",
            "ListUserImportJobs",
            "ListUserPoolReplicas",
        ],
    ),
    (
        RateCategory::UserPoolResourceUpdate,
        &[
            "AddCustomAttributes",
            "CreateGroup",
            "CreateIdentityProvider",
            "CreateManagedLoginBranding",
            "CreateResourceServer",
            "CreateTerms",
            "CreateUserImportJob",
            "CreateUserPoolDomain",
            "CreateUserPoolReplica",
            "DeleteGroup",
            "DeleteIdentityProvider",
            "DeleteManagedLoginBranding",
            "DeleteResourceServer",
            "DeleteTerms",
            "DeleteUserPoolDomain",
            "DeleteUserPoolReplica",
            "SetLogDeliveryConfiguration",
            "SetRiskConfiguration",
            "SetUICustomization",
            "SetUserPoolMfaConfig",
            "SetUserPoolSessionConfiguration",
            "StartUserImportJob",
            "StopUserImportJob",
            "TagResource",
            "UntagResource",
            "UpdateGroup",
            "UpdateIdentityProvider",
            "UpdateManagedLoginBranding",
            "UpdateProvisionedLimit",
            "UpdateResourceServer",
            "UpdateTerms",
            "UpdateUserPoolDomain",
            "UpdateUserPoolReplica",
        ],
    ),
    (RateCategory::UserPoolUpdate, &["CreateUserPool", "DeleteUserPool", "UpdateUserPool"]),
    (RateCategory::UserRead, &["AdminGetUser", "GetUser"]),
    (
        RateCategory::UserResourceRead,
        &[
            "AdminGetDevice",
            "AdminGetUserAuthFactors",
            "AdminListDevices",
            "AdminListGroupsForUser",
            "AdminListUserAuthEvents",
            "AdminListUserSessions",
            "GetDevice",
            "GetUserAttributeVerificationCode",
            "GetUserAuthFactors",
            "ListDevices",
            "ListUserSessions",
            "ListWebAuthnCredentials",
            "ResendConfirmationCode",
        ],
    ),
    (
        RateCategory::UserResourceUpdate,
        &[
            "AdminDeleteSoftwareToken",
            "AdminForgetDevice",
            "AdminSetUserMFAPreference",
            "AdminSetUserSettings",
            "AdminUpdateAuthEventFeedback",
            "AdminUpdateDeviceStatus",
            "AssociateSoftwareToken",
            "CompleteWebAuthnRegistration",
            "ConfirmDevice",
            "DeleteWebAuthnCredential",
            "ForgetDevice",
            "SetUserMFAPreference",
            "SetUserSettings",
            "StartWebAuthnRegistration",
            "UpdateAuthEventFeedback",
            "UpdateDeviceStatus",
            "VerifySoftwareToken",
        ],
    ),
    (
        RateCategory::UserToken,
        &[
            "AdminRevokeUserSession",
            "GetDerivedToken",
            "GetTokensFromRefreshToken",
            "RevokeToken",
            "RevokeUserSession",
        ],
    ),
    (
        RateCategory::UserUpdate,
        &[
            "AdminAddUserToGroup",
            "AdminDeleteUser",
            "AdminDeleteUserAttributes",
            "AdminDisableProviderForUser",
            "AdminDisableUser",
            "AdminEnableUser",
            "AdminLinkProviderForUser",
            "AdminRemoveUserFromGroup",
            "AdminUpdateUserAttributes",
            "AdminUserGlobalSignOut",
            "DeleteUser",
            "DeleteUserAttributes",
            "GlobalSignOut",
            "UpdateUserAttributes",
            "VerifyUserAttribute",
        ],
    ),
];

/// The operations that answer challenges.
const ANSWERS: [&str; 2] = ["AdminRespondToAuthChallenge", "RespondToAuthChallenge"];

/// What a call of an operation counts as; operations of other services count as nothing.
pub(crate) fn rate_of(operation: &Operation) -> Option<Rate> {
    if operation.service.name != wire::cognito_idp::SERVICE.name {
        return None;
    }
    let counts = |(_, operations): &&(RateCategory, &[&str])| operations.contains(&operation.name);
    let (category, _) = CATEGORIES.iter().find(counts)?;
    Some(Rate { category: *category, is_answer: ANSWERS.contains(&operation.name) })
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fmt::Write, fs, path::Path};

    use super::*;
    use crate::built;

    const FILE: &str = "../../docs/rate-limits.md";
    /// Set to write the table instead of comparing it.
    const WRITE: &str = "RECOGNITO_WRITE_DOCS";

    #[test]
    fn every_operation_of_user_pools_counts_in_one_category() {
        let counted: Vec<_> = CATEGORIES.iter().flat_map(|(_, operations)| *operations).copied().collect();
        let names: BTreeSet<_> = counted.iter().copied().collect();
        assert_eq!(counted.len(), names.len(), "an operation stands in two categories");
        let built: BTreeSet<_> =
            built().iter().filter_map(|name| name.strip_prefix("cognito-idp:")).map(str::to_owned).collect();
        assert_eq!(built, names.into_iter().map(str::to_owned).collect());
        assert!(CATEGORIES.is_sorted_by_key(|(category, _)| *category));
        assert!(CATEGORIES.iter().all(|(_, operations)| operations.is_sorted()));
    }

    #[test]
    fn the_table_in_the_docs_is_this_one() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
        let found = fs::read_to_string(&path).unwrap();
        let (begin, end) = ("<!-- begin: categories -->\n", "<!-- end: categories -->");
        let (before, rest) = found.split_once(begin).unwrap();
        let (_, after) = rest.split_once(end).unwrap();
        let expected = format!("{before}{begin}{}{end}{after}", table());
        if std::env::var_os(WRITE).is_some() {
            fs::write(&path, expected).unwrap();
        } else {
            assert!(
                found == expected,
                "docs/rate-limits.md is older than the table: {WRITE}=1 writes it anew"
            );
        }
    }

    fn table() -> String {
        let mut text = "| category | at AWS | operations |\n|---|---|---|\n".to_owned();
        for category in RateCategory::ALL {
            let operations = CATEGORIES.iter().find(|(counted, _)| *counted == category);
            let none =
                "none: answers of identity providers, and addresses whose domain is looked for on the pages";
            let operations = operations.map_or(none.to_owned(), |(_, names)| names.join(", "));
            writeln!(text, "| {} | {} | {operations} |", category.name(), category.free_per_second())
                .unwrap();
        }
        text
    }
}
