//! Seeds: what is made of a file, what is refused in it, and the file that is made of what is there.

mod exported;
mod refused;

use std::{fs, path::Path};

use app::testing::InProcess;
use http_front::seed::{Outcome, Problem, Seed, schema};
use serde_json::{Value, json};

use crate::desk::{Desk, text};

const GUIDE: &str = "../../docs/seeding.md";
const SCHEMA: &str = "../../schema/seed.schema.json";
/// Set to write the schema instead of comparing it.
const WRITE: &str = "RECOGNITO_WRITE_DOCS";

fn in_crate(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The example of the guide.
fn example() -> String {
    let guide = fs::read_to_string(in_crate(GUIDE)).unwrap();
    let (_, example) = guide.split_once("```yaml\n").unwrap();
    example.split_once("```").unwrap().0.to_owned()
}

/// Tries and sows a seed.
async fn sow(desk: &Desk, text: &str) -> Result<Outcome, Vec<Problem>> {
    let empty = InProcess::start().await;
    Seed::read(text)?.apply(&desk.house.app, &empty.app).await
}

fn run(test: impl AsyncFnOnce(&Desk)) {
    actix_web::rt::System::new().block_on(async { test(&Desk::open().await).await });
}

async fn ask(desk: &Desk, operation: &str, input: Value) -> Value {
    let answer = desk.answer(operation, &input).await;
    assert_eq!(answer.status, 200, "{operation} {input}: {}", answer.body);
    answer.json()
}

#[test]
fn the_example_of_the_guide_is_sown_once() {
    run(async |desk| {
        assert_eq!(sow(desk, &example()).await, Ok(Outcome { made: 11, there: 0 }));
        let heads = desk.house.heads().await;
        assert_eq!(heads.len(), 3, "the account and both pools: {heads:?}");
        assert_eq!(sow(desk, &example()).await, Ok(Outcome { made: 0, there: 11 }));
        assert_eq!(desk.house.heads().await, heads);
    });
}

fn signing_in(username: &str, password: &str) -> Value {
    let parameters = json!({ "USERNAME": username, "PASSWORD": password });
    json!({ "ClientId": "shopweb", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters })
}

#[test]
fn users_of_a_seed_sign_in_and_are_in_their_groups() {
    run(async |desk| {
        sow(desk, &example()).await.unwrap();
        let ada = ask(desk, "cognito-idp:InitiateAuth", signing_in("ada", "countess1815")).await;
        let token = text(&ada["AuthenticationResult"]["AccessToken"]);
        let user = ask(desk, "cognito-idp:GetUser", json!({ "AccessToken": token })).await;
        assert!(user.to_string().contains("custom:team"), "{user}");
        let charles = ask(desk, "cognito-idp:InitiateAuth", signing_in("charles", "babbage1791")).await;
        assert_eq!(charles["ChallengeName"], "NEW_PASSWORD_REQUIRED");
        let named = json!({ "UserPoolId": "us-east-1_Shop00001", "Username": "ada" });
        let groups = ask(desk, "cognito-idp:AdminListGroupsForUser", named).await;
        assert_eq!(groups["Groups"][0]["GroupName"], "editors");
        assert!(desk.house.outbox.mails().is_empty(), "a seed sends nothing");
    });
}

#[test]
fn guests_of_a_seeds_identity_pool_get_credentials_of_its_role() {
    run(async |desk| {
        sow(desk, &example()).await.unwrap();
        let pool = json!({ "IdentityPoolId": "us-east-1:12345678-90ab-4cde-8f01-234567890abc" });
        let identity = ask(desk, "cognito-identity:GetId", pool).await;
        let given = ask(desk, "cognito-identity:GetCredentialsForIdentity", identity).await;
        assert!(given["Credentials"]["SessionToken"].is_string());
    });
}

/// As after a start that was cut off: a part of it is there, and a user has lived on.
#[test]
fn what_is_missing_is_made_and_users_are_left_alone() {
    run(async |desk| {
        let whole = example();
        let (before_users, _) = whole.split_once("    Users:\n").unwrap();
        assert_eq!(sow(desk, before_users).await.map(|outcome| outcome.made), Ok(7));
        assert_eq!(sow(desk, &example()).await, Ok(Outcome { made: 4, there: 7 }));
        let password = json!({ "UserPoolId": "us-east-1_Shop00001", "Username": "ada", "Password": "another1815", "Permanent": true });
        ask(desk, "cognito-idp:AdminSetUserPassword", password).await;
        let group = json!({ "UserPoolId": "us-east-1_Shop00001", "Username": "ada", "GroupName": "editors" });
        ask(desk, "cognito-idp:AdminRemoveUserFromGroup", group).await;
        assert_eq!(sow(desk, &example()).await, Ok(Outcome { made: 0, there: 11 }));
        ask(desk, "cognito-idp:InitiateAuth", signing_in("ada", "another1815")).await;
    });
}

#[test]
fn the_schema_for_editors_is_that_of_the_reader() {
    let (file, made) = (in_crate(SCHEMA), format!("{:#}\n", schema()));
    if std::env::var_os(WRITE).is_some() {
        fs::write(&file, &made).unwrap();
    }
    assert!(fs::read_to_string(&file).unwrap_or_default() == made, "{WRITE}=1 writes {SCHEMA} anew");
}

/// Every member that the schema knows at the top of a thing is read, so that what an editor offers is never refused as unknown.
#[test]
fn the_reader_knows_what_the_schema_offers() {
    let schema = schema();
    for (list, things) in schema["properties"].as_object().unwrap() {
        let Some(members) = things["items"]["properties"].as_object() else { continue };
        for member in members.keys() {
            let seed = json!({ list: [{ member: null }] }).to_string();
            let problems = Seed::read(&seed).err().unwrap();
            let path = format!("{list}[0].{member}");
            assert!(
                !problems.iter().any(|problem| problem.path == path && problem.why.contains("not known")),
                "{path}"
            );
        }
    }
}
