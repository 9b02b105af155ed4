//! From the log alone one can tell who did what: whose key signed, which identity or session it was given to, in which region. Personal
//! data is sealed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::api::{self, Administrator, IDENTITY_POOLS, text};
use tests::database::{self, Cluster};
use tests::http::{Connection, Request};
use tests::{programs, server::Server, shared};

const REGION: &str = "eu-west-1";
const IDENTITIES: usize = 20;

fn unsigned(server: &Server, operation: &str, body: &Value) -> Value {
    let request = Request::json(&format!("{IDENTITY_POOLS}.{operation}"), body.to_string());
    api::succeeded(&Connection::open(server.authority()).unwrap().exchange(&request).unwrap())
}

/// A role for the guests of a pool, who may keep datasets; gives its ARN.
fn guests_role(administrator: &Administrator, pool: &str) -> String {
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Federated": "cognito-identity.amazonaws.com"}, "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {"cognito-identity.amazonaws.com:aud": pool}},
    }]});
    let may = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "cognito-sync:*", "Resource": "*"}]});
    let form = |pairs: &[(&str, &str)]| {
        let escaped =
            |text: &str| text.bytes().fold(String::new(), |text, byte| text + &format!("%{byte:02X}"));
        let pairs: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        format!("Version=2010-05-08&{}", pairs.join("&"))
    };
    // The account's roles are one space, for all tests.
    let name = format!("guests-{}", pool.replace(':', "-"));
    let role =
        [("Action", "CreateRole"), ("RoleName", &name), ("AssumeRolePolicyDocument", &trust.to_string())];
    assert_eq!(administrator.ask_form("iam", &form(&role)).status, 200);
    let policy = [
        ("Action", "PutRolePolicy"),
        ("RoleName", &name),
        ("PolicyName", "p"),
        ("PolicyDocument", &may.to_string()),
    ];
    assert_eq!(administrator.ask_form("iam", &form(&policy)).status, 200);
    format!("arn:aws:iam::123456789012:role/{name}")
}

/// An identity pool whose guests get the role.
fn pool_of_guests(administrator: &Administrator) -> (String, String) {
    let made = json!({"IdentityPoolName": "guests", "AllowUnauthenticatedIdentities": true, "AllowClassicFlow": true});
    let pool = text(&administrator.identity_pools("CreateIdentityPool", &made)["IdentityPoolId"]);
    let role = guests_role(administrator, &pool);
    let roles = json!({"IdentityPoolId": pool, "Roles": {"unauthenticated": role}});
    administrator.identity_pools("SetIdentityPoolRoles", &roles);
    (pool, role)
}

/// Writes a record with these credentials; gives the dataset's history.
fn keep_a_record(server: &Server, credentials: &Value, pool: &str, identity: &str) -> Vec<Value> {
    let path = format!("/identitypools/{pool}/identities/{identity}/datasets/notes").replace(':', "%3A");
    let holder = Administrator::with_credentials(server, credentials).in_region(REGION);
    let listed = api::succeeded(&holder.send("cognito-sync", &Request::get(&format!("{path}/records"))));
    let record = json!([{"Op": "replace", "Key": "k", "Value": "v", "SyncCount": 0}]);
    let body = json!({"SyncSessionToken": listed["SyncSessionToken"], "RecordPatches": record});
    let request = Request { method: "POST", path, headers: Vec::new(), body: body.to_string().into() };
    api::succeeded(&holder.send("cognito-sync", &request.with("Content-Type", "application/json")));
    history(server, &format!("{pool}/identity-{identity}"))
}

fn history(server: &Server, of: &str) -> Vec<Value> {
    let told = programs::replay(&server.data(), &["--json", "history", of]).expect_success();
    serde_json::from_str(&told).unwrap()
}

fn write_of(history: &[Value]) -> &Value {
    history.iter().find(|event| event["kind"] == "dataset.records_updated").unwrap()
}

#[test]
fn twenty_identities_under_one_role_are_told_apart() {
    let server = shared::server();
    let administrator = Administrator::of(&server).in_region(REGION);
    let (pool, role) = pool_of_guests(&administrator);
    let (mut keys, mut behind) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..IDENTITIES {
        let identity = text(&unsigned(&server, "GetId", &json!({"IdentityPoolId": pool}))["IdentityId"]);
        let given = unsigned(&server, "GetCredentialsForIdentity", &json!({"IdentityId": identity}));
        let told = keep_a_record(&server, &given["Credentials"], &pool, &identity);
        let write = write_of(&told);
        assert_eq!(write["access_key_id"], given["Credentials"]["AccessKeyId"]);
        assert_eq!(write["on_behalf_of"], json!(format!("identity {identity}")));
        assert_eq!((&write["owner"], &write["region"]), (&json!(role), &json!(REGION)));
        let vended = told.iter().find(|event| event["kind"] == "identity.credentials_vended").unwrap();
        assert_eq!(vended["data"]["access_key_id"], write["access_key_id"], "the key leads to its vending");
        keys.insert(text(&write["access_key_id"]));
        behind.insert(text(&write["on_behalf_of"]));
    }
    assert_eq!((keys.len(), behind.len()), (IDENTITIES, IDENTITIES));
}

#[test]
fn a_sessions_name_is_told_by_the_history_and_lies_nowhere_in_the_clear() {
    let server = shared::server();
    let administrator = Administrator::of(&server).in_region(REGION);
    let (pool, role) = pool_of_guests(&administrator);
    let identity = text(&unsigned(&server, "GetId", &json!({"IdentityPoolId": pool}))["IdentityId"]);
    let token = text(&unsigned(&server, "GetOpenIdToken", &json!({"IdentityId": identity}))["Token"]);
    let session = "countess@sessions.example";
    let form = format!(
        "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn={role}&RoleSessionName={session}&WebIdentityToken={token}"
    );
    let answer = Connection::open(server.authority()).unwrap().exchange(&Request::query(&form)).unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    let xml = answer.text();
    let member = |name: &str| {
        let (_, rest) = xml.split_once(&format!("<{name}>")).unwrap();
        rest.split_once(&format!("</{name}>")).unwrap().0.to_owned()
    };
    let credentials = json!({"AccessKeyId": member("AccessKeyId"), "SecretKey": member("SecretAccessKey"), "SessionToken": member("SessionToken")});
    let told = keep_a_record(&server, &credentials, &pool, &identity);
    let write = write_of(&told);
    assert_eq!(write["session_name"], session);
    let assumed = role.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/");
    assert_eq!(write["principal"], json!(format!("{assumed}/{session}")));

    let values = Cluster::of(&server.data()).values(database::LOG, &[]);
    let holds =
        |word: &str| values.iter().any(|value| value.windows(word.len()).any(|part| part == word.as_bytes()));
    assert!(!holds(session), "the session's name lies in the clear");
    assert!(holds(&member("AccessKeyId")), "the search finds what is there");
}

#[test]
fn what_an_administrator_does_names_the_key_and_the_region() {
    let server = shared::server();
    let administrator = Administrator::of(&server).in_region(REGION);
    let (pool, _) = api::user_pool(&administrator);
    let told = history(&server, &format!("{pool}/user_pool-{pool}"));
    assert!(!told.is_empty());
    for event in &told {
        assert_eq!(event["access_key_id"], json!(server.administrator().id), "{event}");
        assert_eq!(event["owner"], "arn:aws:iam::123456789012:user/administrator");
        assert_eq!((&event["principal"], &event["region"]), (&event["owner"], &json!(REGION)));
        assert_eq!((&event["session_name"], &event["on_behalf_of"]), (&json!(""), &json!("")));
    }
}
