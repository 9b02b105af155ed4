//! Members of the requests about devices.

use super::Members;

pub(super) static TABLES: &[Members] = &[
    Members {
        operation: "cognito-idp:AdminForgetDevice",
        acted: &["DeviceKey", "UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminGetDevice",
        acted: &["DeviceKey", "UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminListDevices",
        acted: &["Limit", "PaginationToken", "UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:AdminUpdateDeviceStatus",
        acted: &["DeviceKey", "DeviceRememberedStatus", "UserPoolId", "Username"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ConfirmDevice",
        acted: &[
            "AccessToken",
            "DeviceKey",
            "DeviceName",
            "DeviceSecretVerifierConfig.PasswordVerifier",
            "DeviceSecretVerifierConfig.Salt",
        ],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ForgetDevice",
        acted: &["AccessToken", "DeviceKey"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:GetDevice",
        acted: &["AccessToken", "DeviceKey"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ListDevices",
        acted: &["AccessToken", "Limit", "PaginationToken"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:UpdateDeviceStatus",
        acted: &["AccessToken", "DeviceKey", "DeviceRememberedStatus"],
        told: &[],
        refused: &[],
    },
];
