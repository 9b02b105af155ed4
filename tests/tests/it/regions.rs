//! One server answers for every region: a signed call's region is the one that it is signed for. Pools are made in it and listed by it,
//! and a pool of another region is not found; calls that are not signed find their pool wherever it is.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::api::{self, Administrator, IDENTITY_POOLS, USER_POOLS, text};
use tests::http::{Answer, Connection, Request};
use tests::server::{Recognito, Server};
use tests::shared;

const IRELAND: &str = "eu-west-1";
const VIRGINIA: &str = "us-east-1";
const PASSWORD: &str = "Analytical-Engine-1843";

fn at(server: &Server, region: &str) -> Administrator {
    Administrator::of(server).in_region(region)
}

fn unsigned(server: &Server, target: &str, body: &Value) -> Value {
    let request = Request::json(target, body.to_string());
    api::succeeded(&Connection::open(server.authority()).unwrap().exchange(&request).unwrap())
}

#[track_caller]
fn assert_refused(answer: &Answer, code: &str, message: &str) {
    let body = answer.json();
    assert_eq!((&body["__type"], &body["message"]), (&json!(code), &json!(message)), "{}", answer.text());
}

fn make_pool(administrator: &Administrator, name: &str) -> Value {
    administrator.user_pools("CreateUserPool", &json!({"PoolName": name}))["UserPool"].clone()
}

/// The ids of a page of user pools, and the token of the next.
fn page(administrator: &Administrator, size: u32, token: Option<&Value>) -> (Vec<String>, Value) {
    let mut body = json!({"MaxResults": size});
    if let Some(token) = token {
        body["NextToken"] = token.clone();
    }
    let listed = administrator.user_pools("ListUserPools", &body);
    let pools = listed["UserPools"].as_array().unwrap();
    (pools.iter().map(|pool| text(&pool["Id"])).collect(), listed["NextToken"].clone())
}

#[test]
fn a_user_pool_is_made_found_and_named_in_the_region_that_the_call_is_signed_for() {
    let server = shared::server();
    let (ireland, virginia) = (at(&server, IRELAND), at(&server, VIRGINIA));
    let made = make_pool(&ireland, "irish");
    let id = text(&made["Id"]);
    assert!(id.starts_with("eu-west-1_"), "{made}");
    assert_eq!(made["Arn"], json!(format!("arn:aws:cognito-idp:eu-west-1:123456789012:userpool/{id}")));
    let found = ireland.user_pools("DescribeUserPool", &json!({"UserPoolId": id}));
    assert_eq!(found["UserPool"]["Arn"], made["Arn"]);
    let elsewhere =
        virginia.ask("cognito-idp", &format!("{USER_POOLS}.DescribeUserPool"), &json!({"UserPoolId": id}));
    assert_eq!(elsewhere.status, 400);
    let message = format!("User pool {id} does not exist.");
    assert_refused(&elsewhere, "ResourceNotFoundException", &message);
}

#[test]
fn a_user_pool_is_found_in_the_region_of_its_replica_until_that_is_deleted() {
    let server = shared::server();
    let (ireland, virginia) = (at(&server, IRELAND), at(&server, VIRGINIA));
    let pool = json!({"UserPoolId": make_pool(&ireland, "irish")["Id"]});
    let replica = json!({"UserPoolId": pool["UserPoolId"], "RegionName": VIRGINIA});
    ireland.user_pools("CreateUserPoolReplica", &replica);
    assert_eq!(virginia.user_pools("DescribeUserPool", &pool), ireland.user_pools("DescribeUserPool", &pool));
    virginia.user_pools("DeleteUserPoolReplica", &replica);
    let gone = virginia.ask("cognito-idp", &format!("{USER_POOLS}.DescribeUserPool"), &pool);
    let message = format!("User pool {} does not exist.", text(&pool["UserPoolId"]));
    assert_refused(&gone, "ResourceNotFoundException", &message);
}

#[test]
fn identity_pools_are_listed_by_region_page_by_page() {
    let server = shared::server();
    // Regions in which no other test makes identity pools.
    let (osaka, jakarta) = (at(&server, "ap-northeast-3"), at(&server, "ap-southeast-3"));
    let made = |administrator: &Administrator, name: &str| {
        let body = json!({"IdentityPoolName": name, "AllowUnauthenticatedIdentities": true});
        text(&administrator.identity_pools("CreateIdentityPool", &body)["IdentityPoolId"])
    };
    let (one, other) = (made(&osaka, "one"), made(&osaka, "other"));
    let elsewhere = made(&jakarta, "elsewhere");
    let page =
        |administrator: &Administrator, body: &Value| administrator.identity_pools("ListIdentityPools", body);
    let first = page(&osaka, &json!({"MaxResults": 1}));
    let second = page(&osaka, &json!({"MaxResults": 1, "NextToken": first["NextToken"]}));
    assert_eq!(second.get("NextToken"), None, "{second}");
    let shown = |page: &Value| page["IdentityPools"].as_array().unwrap().clone();
    let mut listed = [shown(&first), shown(&second)].concat();
    listed.sort_by_key(|pool| text(&pool["IdentityPoolName"]));
    let expected = json!([
        {"IdentityPoolId": one, "IdentityPoolName": "one"},
        {"IdentityPoolId": other, "IdentityPoolName": "other"},
    ]);
    assert_eq!(Value::Array(listed), expected);
    let others = page(&jakarta, &json!({"MaxResults": 60}));
    assert_eq!(
        others["IdentityPools"],
        json!([{"IdentityPoolId": elsewhere, "IdentityPoolName": "elsewhere"}])
    );
    let body = json!({"MaxResults": 1, "NextToken": first["NextToken"]});
    let strange = jakarta.ask("cognito-identity", "AWSCognitoIdentityService.ListIdentityPools", &body);
    assert_refused(&strange, "InvalidParameterException", "Invalid pagination token.");
}

#[test]
fn user_pools_are_listed_by_region_page_by_page() {
    let server = shared::server();
    // Regions in which no other test makes pools.
    let (mumbai, hyderabad) = (at(&server, "ap-south-1"), at(&server, "ap-south-2"));
    let made = |administrator: &Administrator, count: usize| -> BTreeSet<String> {
        (0..count).map(|_| text(&make_pool(administrator, "one of many")["Id"])).collect()
    };
    let (three, four) = (made(&mumbai, 3), made(&hyderabad, 4));
    let (first, token) = page(&mumbai, 2, None);
    let (second, end) = page(&mumbai, 2, Some(&token));
    assert_eq!((first.len(), second.len(), &end), (2, 1, &Value::Null));
    assert_eq!(first.into_iter().chain(second).collect::<BTreeSet<_>>(), three);
    let (all, end) = page(&hyderabad, 60, None);
    assert_eq!((all.into_iter().collect::<BTreeSet<_>>(), end), (four, Value::Null));
    assert_eq!(page(&at(&server, "ap-southeast-2"), 60, None), (Vec::new(), Value::Null));

    let body = json!({"MaxResults": 2, "NextToken": token});
    let strange = hyderabad.ask("cognito-idp", &format!("{USER_POOLS}.ListUserPools"), &body);
    assert_eq!(strange.json()["__type"], "InvalidParameterException", "a page of another region's list");
}

#[test]
fn a_person_of_any_region_signs_in_and_gets_credentials_without_saying_which() {
    let server = shared::server();
    let ireland = at(&server, IRELAND);
    let (pool, client) = api::user_pool(&ireland);
    let ada = json!({"UserPoolId": pool, "Username": "ada", "MessageAction": "SUPPRESS"});
    ireland.user_pools("AdminCreateUser", &ada);
    let password = json!({"UserPoolId": pool, "Username": "ada", "Password": PASSWORD, "Permanent": true});
    ireland.user_pools("AdminSetUserPassword", &password);
    let parameters = json!({"USERNAME": "ada", "PASSWORD": PASSWORD});
    let sign_in = json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
    let signed_in = unsigned(&server, &format!("{USER_POOLS}.InitiateAuth"), &sign_in);
    let token = &signed_in["AuthenticationResult"]["IdToken"];

    let provider = format!("cognito-idp.eu-west-1.amazonaws.com/{pool}");
    let providers = json!([{"ProviderName": provider, "ClientId": client}]);
    let settings = json!({"IdentityPoolName": "irish", "AllowUnauthenticatedIdentities": true, "CognitoIdentityProviders": providers});
    let identities = text(&ireland.identity_pools("CreateIdentityPool", &settings)["IdentityPoolId"]);
    assert!(identities.starts_with("eu-west-1:"), "{identities}");
    let login = json!({ &provider: token });
    let body = json!({"IdentityPoolId": identities, "Logins": login});
    let identity = text(&unsigned(&server, &format!("{IDENTITY_POOLS}.GetId"), &body)["IdentityId"]);
    assert!(identity.starts_with("eu-west-1:"), "{identity}");
    let body = json!({"IdentityId": identity, "Logins": login});
    let token = unsigned(&server, &format!("{IDENTITY_POOLS}.GetOpenIdToken"), &body);
    assert_eq!(token["IdentityId"], json!(identity));

    let misnamed = json!({"IdentityPoolId": identities, "Logins": {format!("cognito-idp.us-east-1.amazonaws.com/{pool}"): "t"}});
    let request = Request::json(&format!("{IDENTITY_POOLS}.GetId"), misnamed.to_string());
    let answer = Connection::open(server.authority()).unwrap().exchange(&request).unwrap();
    assert_eq!(answer.json()["__type"], "NotAuthorizedException", "{}", answer.text());

    let elsewhere = at(&server, VIRGINIA);
    let target = format!("{IDENTITY_POOLS}.DescribeIdentityPool");
    let answer = elsewhere.ask("cognito-identity", &target, &json!({"IdentityPoolId": identities}));
    assert_refused(&answer, "ResourceNotFoundException", &format!("IdentityPool '{identities}' not found."));
}

#[test]
fn a_pool_with_awss_form_of_issuer_names_its_own_region_in_it() {
    let server = shared::server();
    let made = json!({"PoolName": "irish", "UserPoolTags": {"recognito:issuer": "aws"}});
    let pool = text(&at(&server, IRELAND).user_pools("CreateUserPool", &made)["UserPool"]["Id"]);
    let request = Request::get(&format!("/{pool}/.well-known/openid-configuration"));
    let discovery = Connection::open(server.authority()).unwrap().exchange(&request).unwrap().json();
    assert_eq!(discovery["issuer"], json!(format!("https://cognito-idp.eu-west-1.amazonaws.com/{pool}")));
}

/// Operations that act on a pool, by the service's model: those that are built and signed.
fn operations_on_pools(model: &str, service: &str, member: &str) -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap();
    let not_yet = read("not_yet.txt");
    let model: Value = serde_json::from_str(&read(&format!("../schema/aws/{model}.json"))).unwrap();
    let acts_on_a_pool = |operation: &Value| {
        let input = &model["shapes"][text(&operation["input"]["shape"])];
        operation["authtype"] != "none" && input["members"][member].is_object()
    };
    let operations = model["operations"].as_object().unwrap().iter();
    let names = operations.filter(|(_, operation)| acts_on_a_pool(operation)).map(|(name, _)| name.clone());
    names.filter(|name| !not_yet.lines().any(|line| line == format!("{service}:{name}"))).collect()
}

/// What some operations need beside a pool.
fn whatever_is_needed(member: &str, pool: &str) -> Value {
    let mut body = json!({
        member: pool,
        "Username": "ada",
        "Password": PASSWORD,
        "ClientId": "0123456789abcdefghijklmnop",
        "ClientName": "app",
        "GroupName": "admins",
        "Identifier": "api",
        "Name": "API",
        "UserAttributes": [],
        "UserAttributeNames": [],
        "Roles": {},
        "CustomAttributes": [{"Name": "shoe", "AttributeDataType": "Number"}],
        "ClientSecretId": "0123456789abcdefghijklmnop--1",
        "LogConfigurations": [],
        "RegionName": "ap-east-1",
        "Status": "ACTIVE",
        "AuthFlow": "USER_SRP_AUTH",
        "ChallengeName": "SMS_MFA",
        "MFAOptions": [],
        "UserSessionTracking": "DISABLED",
        "TokenSession": {"MaxPerUser": 20},
        "SSOSession": {"MaxValidityMinutes": 60},
        "SessionId": "tkn0123456789abcdefghijklmno",
        "User": {"ProviderName": "Work", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "ada"},
        "SourceUser": {"ProviderName": "Work", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "ada"},
        "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ada"},
        "DeviceKey": "us-east-1_0a1b2c3d-4e5f-4607-8899-aabbccddeeff",
        "DeviceRememberedStatus": "remembered",
        "JobId": "import-0123456789",
        "JobName": "people",
        "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/logs",
        "MaxResults": 1,
        "EventId": "fffffffffffffffe",
        "FeedbackToken": "token",
        "FeedbackValue": "Valid",
    });
    let pages = what_configures_pages_needs();
    body.as_object_mut().unwrap().extend(pages.as_object().unwrap().clone());
    body
}

fn what_configures_pages_needs() -> Value {
    json!({
        "ProviderName": "Work",
        "ProviderType": "OIDC",
        "ProviderDetails": {},
        "IdpIdentifier": "work",
        "Domain": "people",
        "ManagedLoginBrandingId": "0f6b5c2e-9a1d-4c3b-8e7f-1a2b3c4d5e6f",
        "TermsId": "0f6b5c2e-9a1d-4c3b-8e7f-1a2b3c4d5e6f",
        "TermsName": "terms-of-use",
        "TermsSource": "LINK",
        "Enforcement": "NONE",
    })
}

#[test]
fn no_operation_acts_on_a_pool_of_another_region() {
    let server = shared::server();
    let (ireland, virginia) = (at(&server, IRELAND), at(&server, VIRGINIA));
    let pool = text(&make_pool(&ireland, "irish")["Id"]);
    let identities = api::identity_pool(&ireland);
    let services = [
        ("cognito-idp", USER_POOLS, "UserPoolId", &pool, format!("User pool {pool} does not exist.")),
        (
            "cognito-identity",
            IDENTITY_POOLS,
            "IdentityPoolId",
            &identities,
            format!("IdentityPool '{identities}' not found."),
        ),
    ];
    for (service, target, member, id, message) in services {
        let operations = operations_on_pools(service, service, member);
        assert!(operations.len() >= 4, "{service}: {operations:?}");
        for operation in operations {
            let body = whatever_is_needed(member, id);
            let answer = virginia.ask(service, &format!("{target}.{operation}"), &body);
            let told = answer.json();
            assert_eq!(told["__type"], "ResourceNotFoundException", "{operation}: {told}");
            assert_eq!(told["message"], json!(message), "{operation}");
        }
    }
    ireland.user_pools("DescribeUserPool", &json!({"UserPoolId": pool}));
    let dataset =
        format!("/identitypools/{identities}/identities/{identities}/datasets/notes").replace(':', "%3A");
    let answer = virginia.send("cognito-sync", &Request::get(&dataset));
    assert_eq!(answer.status, 404, "{}", answer.text());
    assert!(answer.text().contains(&format!("IdentityPool '{identities}' not found.")), "{}", answer.text());
}

#[test]
fn a_region_that_is_none_is_refused_and_a_partition_is_one_for_services_without_regions_alone() {
    let server = shared::server();
    let list = format!("{USER_POOLS}.ListUserPools");
    for region in ["nowhere", "US-EAST-1", "aws-global", "eu-west-1-and-a-very-long-tail-1"] {
        let answer = at(&server, region).ask("cognito-idp", &list, &json!({"MaxResults": 1}));
        let message = format!("Credential should be scoped to a valid region, not '{region}'.");
        assert_refused(&answer, "InvalidSignatureException", &message);
    }
    let who = "Action=GetCallerIdentity&Version=2011-06-15";
    let roles = "Action=ListRoles&Version=2010-05-08";
    for region in ["aws-global", "eu-west-1", "us-east-1"] {
        assert_eq!(at(&server, region).ask_form("sts", who).status, 200, "{region}");
        assert_eq!(at(&server, region).ask_form("iam", roles).status, 200, "{region}");
    }
}

#[test]
fn a_pool_of_a_default_region_of_the_operators_own_is_found_there_and_others_where_they_were_made() {
    let mut server = Recognito::start_with(&["--region", "home"]);
    let pool = text(&make_pool(&at(&server, "home"), "at home")["Id"]);
    assert!(pool.starts_with("home_"), "{pool}");
    let abroad = text(&make_pool(&at(&server, IRELAND), "abroad")["Id"]);
    assert!(server.stop(), "{}", server.log());
    server.start_again();
    assert_eq!(page(&at(&server, "home"), 60, None).0, [pool]);
    assert_eq!(page(&at(&server, IRELAND), 60, None).0, [abroad]);
}
