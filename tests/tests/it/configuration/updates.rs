//! Updates of pools and clients: what is left out is kept or reset as at AWS, what cannot be is refused, and the next request sees the
//! change: Describe, the lists, and sign-ins.

use serde_json::{Value, json};
use tests::api::{self, USER_POOLS, text};
use tests::http::{Answer, Connection, Request};

use super::{House, assert_refused, house, with};

const INVALID: &str = "InvalidParameterException";
const PASSWORD: &str = "Engine-1843";

impl House {
    /// A public operation.
    fn public(&self, operation: &str, body: &Value) -> Answer {
        let request = Request::json(&format!("{USER_POOLS}.{operation}"), body.to_string());
        Connection::open(self.server.authority()).unwrap().exchange(&request).unwrap()
    }

    fn update_pool(&self, pool: &str, members: &Value) -> Answer {
        self.ask("UpdateUserPool", &with(members, "UserPoolId", pool))
    }

    fn update_client(&self, pool: &str, client: &str, members: &Value) -> Answer {
        self.ask("UpdateUserPoolClient", &with(&with(members, "UserPoolId", pool), "ClientId", client))
    }

    #[track_caller]
    fn described_pool(&self, pool: &str) -> Value {
        self.administrator.user_pools("DescribeUserPool", &json!({ "UserPoolId": pool }))["UserPool"].clone()
    }

    #[track_caller]
    fn described_client(&self, pool: &str, client: &str) -> Value {
        let ids = json!({ "UserPoolId": pool, "ClientId": client });
        self.administrator.user_pools("DescribeUserPoolClient", &ids)["UserPoolClient"].clone()
    }

    /// The name under which `ListUserPools` has a pool, on whichever page.
    #[track_caller]
    fn listed_name(&self, pool: &str) -> String {
        let mut body = json!({ "MaxResults": 60 });
        loop {
            let page = self.administrator.user_pools("ListUserPools", &body);
            let found = page["UserPools"].as_array().unwrap().iter().find(|listed| listed["Id"] == pool);
            match found {
                Some(listed) => return text(&listed["Name"]),
                None => body["NextToken"] = json!(text(&page["NextToken"])),
            }
        }
    }

    fn set_password(&self, pool: &str, password: &str) -> Answer {
        let body = json!({ "UserPoolId": pool, "Username": "ada", "Password": password, "Permanent": true });
        self.ask("AdminSetUserPassword", &body)
    }

    fn sign_in(&self, client: &str) -> Answer {
        let parameters = json!({ "USERNAME": "ada", "PASSWORD": PASSWORD });
        let body =
            json!({ "ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters });
        self.public("InitiateAuth", &body)
    }
}

#[test]
fn a_change_is_seen_by_the_next_call_and_by_those_who_sign_in() {
    let house = house();
    let (pool, client) = api::user_pool(&house.administrator);
    house.user(&pool, "ada", &[]);
    api::succeeded(&house.set_password(&pool, PASSWORD));
    let tokens = api::succeeded(&house.sign_in(&client));
    assert_eq!(tokens["AuthenticationResult"]["ExpiresIn"], 3600);

    let policy = json!({ "PasswordPolicy": { "MinimumLength": 20 } });
    api::succeeded(&house.update_pool(&pool, &json!({ "Policies": policy })));
    let short = "Password did not conform with policy: Password not long enough";
    assert_refused(&house.set_password(&pool, PASSWORD), 400, "InvalidPasswordException", short);
    api::succeeded(&house.set_password(&pool, "a-password-of-small-letters"));
    api::succeeded(&house.update_pool(&pool, &json!({ "Policies": { "PasswordPolicy": {} } })));
    api::succeeded(&house.set_password(&pool, PASSWORD));

    let two_hours = json!({ "AccessTokenValidity": 2, "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"] });
    api::succeeded(&house.update_client(&pool, &client, &two_hours));
    let tokens = api::succeeded(&house.sign_in(&client));
    assert_eq!(tokens["AuthenticationResult"]["ExpiresIn"], 7200);

    let other = json!({ "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"] });
    api::succeeded(&house.update_client(&pool, &client, &other));
    let not_enabled = "USER_PASSWORD_AUTH flow not enabled for this client";
    assert_refused(&house.sign_in(&client), 400, INVALID, not_enabled);
}

#[test]
fn an_update_of_a_client_resets_all_but_name_secret_session_and_units() {
    let house = house();
    let pool = house.pool(&json!({}));
    let members = json!({
        "UserPoolId": pool, "ClientName": "web", "GenerateSecret": true, "AuthSessionValidity": 15,
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "AccessTokenValidity": 30, "RefreshTokenValidity": 12,
        "TokenValidityUnits": { "AccessToken": "minutes", "RefreshToken": "hours" }, "ReadAttributes": ["email"],
        "PreventUserExistenceErrors": "ENABLED", "EnableTokenRevocation": false, "CallbackURLs": ["app://in"],
        "EnablePropagateAdditionalUserContextData": true, "SupportedIdentityProviders": ["COGNITO"],
    });
    let made = house.administrator.user_pools("CreateUserPoolClient", &members)["UserPoolClient"].clone();
    let client = text(&made["ClientId"]);

    let answered = api::succeeded(&house.update_client(&pool, &client, &json!({})))["UserPoolClient"].clone();
    let described = house.described_client(&pool, &client);
    assert_eq!(answered, described);
    let mut expected = json!({
        "AllowedOAuthFlowsUserPoolClient": false, "AuthSessionValidity": 15, "ClientName": "web",
        "EnablePropagateAdditionalUserContextData": false, "EnableTokenRevocation": true,
        "RefreshTokenValidity": 720, "UserPoolId": pool,
        "TokenValidityUnits": { "AccessToken": "minutes", "IdToken": "hours", "RefreshToken": "hours" },
    });
    for same in ["ClientId", "ClientSecret", "CreationDate"] {
        expected[same] = made[same].clone();
    }
    expected["LastModifiedDate"] = described["LastModifiedDate"].clone();
    assert_eq!(described, expected);
    assert!(described["LastModifiedDate"].as_f64() > made["LastModifiedDate"].as_f64());

    api::succeeded(&house.update_client(&pool, &client, &json!({ "ClientName": "app" })));
    let listed = house.administrator.user_pools("ListUserPoolClients", &json!({ "UserPoolId": pool }));
    assert_eq!(listed["UserPoolClients"][0]["ClientName"], "app");
}

#[test]
fn an_update_of_a_pool_keeps_and_resets_as_aws_does() {
    let house = house();
    let pool = house.pool(&json!({
        "AdminCreateUserConfig": { "AllowAdminCreateUserOnly": true }, "AutoVerifiedAttributes": ["email"],
        "DeletionProtection": "ACTIVE", "UserPoolTags": { "team": "a" }, "UserPoolTier": "PLUS",
        "EmailVerificationMessage": "Code {####}", "Policies": { "PasswordPolicy": { "MinimumLength": 10 } },
        "AccountRecoverySetting": { "RecoveryMechanisms": [{ "Name": "admin_only", "Priority": 1 }] },
    }));
    let client = json!({ "UserPoolId": pool, "ClientName": "web" });
    let client = house.administrator.user_pools("CreateUserPoolClient", &client);
    let sign_up =
        json!({ "ClientId": client["UserPoolClient"]["ClientId"], "Username": "eve", "Password": PASSWORD });
    let not_permitted = "SignUp is not permitted for this user pool";
    assert_refused(&house.public("SignUp", &sign_up), 400, "NotAuthorizedException", not_permitted);
    let before = house.described_pool(&pool);

    assert_eq!(api::succeeded(&house.update_pool(&pool, &json!({}))), json!({}));
    let mut expected = before;
    expected["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] = json!(false);
    expected["VerificationMessageTemplate"].as_object_mut().unwrap().remove("EmailMessage");
    for reset in ["AutoVerifiedAttributes", "EmailVerificationMessage"] {
        expected.as_object_mut().unwrap().remove(reset);
    }
    let after = house.described_pool(&pool);
    expected["LastModifiedDate"] = after["LastModifiedDate"].clone();
    assert_eq!(after, expected);
    api::succeeded(&house.public("SignUp", &sign_up));

    let delete = json!({ "UserPoolId": pool });
    assert_eq!(house.ask("DeleteUserPool", &delete).status, 400, "the protection was kept");
    let open = json!({ "DeletionProtection": "INACTIVE", "PoolName": "renamed" });
    api::succeeded(&house.update_pool(&pool, &open));
    assert_eq!(house.listed_name(&pool), "renamed");
    api::succeeded(&house.ask("DeleteUserPool", &delete));
}

#[test]
fn an_update_that_cannot_be_is_refused_in_awss_words_and_changes_nothing() {
    let house = house();
    let pool = house.pool(&json!({ "AutoVerifiedAttributes": ["email"], "UserAttributeUpdateSettings":
        { "AttributesRequireVerificationBeforeUpdate": ["email"] } }));
    let client = json!({ "UserPoolId": pool, "ClientName": "web" });
    let client = house.administrator.user_pools("CreateUserPoolClient", &client);
    let client = text(&client["UserPoolClient"]["ClientId"]);
    let (pool_before, client_before) = (house.described_pool(&pool), house.described_client(&pool, &client));

    let unverified =
        "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes";
    assert_refused(&house.update_pool(&pool, &json!({ "PoolName": "other" })), 400, INVALID, unverified);
    let phones = json!({ "AutoVerifiedAttributes": ["email", "phone_number"] });
    let no_sender = "SMS configuration is required when phone_number is selected for auto verification";
    assert_refused(&house.update_pool(&pool, &phones), 400, INVALID, no_sender);
    for trigger in ["PreSignUp", "DefineAuthChallenge"] {
        let function = "arn:aws:lambda:us-east-1:123456789012:function:f";
        let not_built = format!("LambdaConfig.{trigger} is not implemented yet");
        let refused = house.update_pool(&pool, &json!({ "LambdaConfig": { trigger: function } }));
        assert_refused(&refused, 501, "NotImplementedException", &not_built);
    }
    for (members, message) in [
        (json!({ "WriteAttributes": ["sub"] }), "Invalid write attributes specified while updating a client"),
        (json!({ "AccessTokenValidity": 25 }), "Invalid range for token validity."),
        (
            json!({ "EnablePropagateAdditionalUserContextData": true, "ClientName": "other" }),
            "Client Secret is required to set EnablePropagateAdditionalUserContextData as true",
        ),
    ] {
        assert_refused(&house.update_client(&pool, &client, &members), 400, INVALID, message);
    }
    assert_eq!(house.described_pool(&pool), pool_before);
    assert_eq!(house.described_client(&pool, &client), client_before);

    let missing = "us-east-1_aaaaaaaaa";
    let unknown = format!("User pool {missing} does not exist.");
    let not_found = "ResourceNotFoundException";
    assert_refused(&house.update_pool(missing, &json!({})), 400, not_found, &unknown);
    let no_client = "1example23456789012345678a";
    let unknown = format!("User pool client {no_client} does not exist.");
    assert_refused(&house.update_client(&pool, no_client, &json!({})), 400, not_found, &unknown);
}
