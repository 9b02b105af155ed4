//! What a call acts on, as the ARN that policies name it by. The ids that an input holds say it, by the same names in every operation of a
//! service.

use app::Settings;
use domain::LedgerId;
use serde_json::Value;
use wire::Operation;

/// The ARN of what an input names; `*` where it names nothing, or nothing that has an ARN.
pub(crate) fn of(settings: &Settings, operation: &Operation, input: &Value) -> String {
    let text = |member: &str| input.get(member).and_then(Value::as_str);
    let named = match operation.service.name {
        "cognito-idp" => text("UserPoolId")
            .map(|id| settings.user_pool_arn(&LedgerId::new(id)))
            .or_else(|| text("ResourceArn").filter(|arn| names_user_pool(arn)).map(ToOwned::to_owned)),
        "cognito-identity" => text("IdentityPoolId").map(|id| settings.identity_pool_arn(&LedgerId::new(id))),
        "cognito-sync" => text("IdentityPoolId").map(|pool| {
            let (identity, dataset) = (text("IdentityId"), text("DatasetName").unwrap_or("*"));
            let within = identity.map(|id| format!("/identity/{id}/dataset/{dataset}")).unwrap_or_default();
            settings.arn("cognito-sync", pool, &format!("identitypool/{pool}{within}"))
        }),
        "iam" if operation.name == "ListRoles" => {
            Some(settings.iam_arn(&format!("role{}", text("PathPrefix").unwrap_or("/"))))
        }
        // A role's path is not known before it is looked up.
        "iam" => text("RoleName").map(|name| settings.iam_arn(&format!("role/{name}"))),
        _ => None,
    };
    named.unwrap_or_else(|| "*".to_owned())
}

/// Whether an ARN that a caller gave is a user pool's, of whatever account.
fn names_user_pool(arn: &str) -> bool {
    arn.starts_with("arn:aws:cognito-idp:") && arn.contains(":userpool/")
}

#[cfg(test)]
mod tests {
    use app::PagesPlace;
    use serde_json::json;
    use wire::{Service, cognito_identity, cognito_idp, cognito_sync, iam, sts};

    use super::*;

    fn of_input(service: &Service, operation: &str, input: &Value) -> String {
        let settings = Settings {
            region: "us-east-1".to_owned(),
            account: "123456789012".to_owned(),
            public_url: "http://localhost:9229".to_owned(),
            fixed_code: None,
            rate_limits: Vec::new(),
            message_limits: Vec::new(),
            pages: PagesPlace::default(),
            provider_hosts: Vec::new(),
        };
        of(&settings, service.operation(operation).unwrap(), input)
    }

    #[test]
    fn a_pool_is_named_in_its_own_region() {
        let input = json!({"UserPoolId": "eu-west-1_a", "Username": "ada"});
        let arn = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_a";
        assert_eq!(of_input(&cognito_idp::SERVICE, "AdminGetUser", &input), arn);
        let input = json!({"IdentityPoolId": "eu-west-1:p"});
        let arn = "arn:aws:cognito-identity:eu-west-1:123456789012:identitypool/eu-west-1:p";
        assert_eq!(of_input(&cognito_identity::SERVICE, "DescribeIdentityPool", &input), arn);
    }

    #[test]
    fn a_pool_that_is_named_by_its_arn_is_that_pool() {
        let of_arn =
            |arn: &str| of_input(&cognito_idp::SERVICE, "TagResource", &json!({ "ResourceArn": arn }));
        let arn = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_a";
        assert_eq!(of_arn(arn), arn);
        assert_eq!(of_arn("arn:aws:s3:::bucket"), "*");
    }

    #[test]
    fn a_dataset_is_named_within_its_identity_and_all_of_them_where_none_is_named() {
        let of_sync = |input: &Value| of_input(&cognito_sync::SERVICE, "ListDatasets", input);
        let pool = "arn:aws:cognito-sync:us-east-1:123456789012:identitypool/us-east-1:p";
        assert_eq!(of_sync(&json!({"IdentityPoolId": "us-east-1:p"})), pool);
        let mut input = json!({"IdentityPoolId": "us-east-1:p", "IdentityId": "us-east-1:i"});
        assert_eq!(of_sync(&input), format!("{pool}/identity/us-east-1:i/dataset/*"));
        input["DatasetName"] = json!("d");
        assert_eq!(of_sync(&input), format!("{pool}/identity/us-east-1:i/dataset/d"));
    }

    #[test]
    fn what_has_no_arn_is_everything() {
        assert_eq!(of_input(&cognito_idp::SERVICE, "ListUserPools", &json!({"MaxResults": 1})), "*");
        assert_eq!(of_input(&sts::SERVICE, "AssumeRole", &json!({"RoleArn": "r"})), "*");
    }

    #[test]
    fn a_role_is_named_without_its_path_and_roles_are_listed_below_one() {
        let of_iam = |operation, input: &Value| of_input(&iam::SERVICE, operation, input);
        let account = "arn:aws:iam::123456789012";
        assert_eq!(of_iam("GetRole", &json!({"RoleName": "app"})), format!("{account}:role/app"));
        assert_eq!(of_iam("ListRoles", &json!({"PathPrefix": "/apps/"})), format!("{account}:role/apps/"));
        assert_eq!(of_iam("ListRoles", &json!({})), format!("{account}:role/"));
    }
}
