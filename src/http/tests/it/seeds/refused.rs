//! Seeds that are refused: with the path of every mistake, and before anything is made.

use serde_json::{Value, json};

use super::{ask, example, run, sow};
use crate::desk::Desk;

async fn problems(desk: &Desk, seed: &str) -> Vec<String> {
    let refused = sow(desk, seed).await.expect_err("the seed is refused");
    refused.iter().map(ToString::to_string).collect()
}

async fn pools(desk: &Desk) -> Value {
    ask(desk, "cognito-idp:ListUserPools", json!({ "MaxResults": 60 })).await["UserPools"].take()
}

#[test]
fn mistakes_of_form_are_told_all_at_once_by_their_paths() {
    run(async |desk| {
        let seed = json!({
            "UserPool": [],
            "Roles": [{ "RoleName": "r", "AssumeRolePolicyDocument": 1 }],
            "UserPools": [
                {
                    "Id": "us-east-1_Shop00001",
                    "PoolName": "shop",
                    "Policies": { "PasswordPolicy": { "MinLength": 3 } },
                    "Clients": [
                        { "ClientName": "web" },
                        { "Id": 12, "ClientName": "web" },
                        { "Id": "shopapp", "ClientName": "app", "ExplicitAuthFlows": ["ALLOW_ALL"] },
                    ],
                    "Users": [{ "Username": "ada", "Password": "a b\u{9}", "Groups": "editors" }, "charles"],
                },
                { "Id": "shop", "PoolName": "other" },
            ],
        });
        let told = problems(desk, &seed.to_string()).await;
        for path in [
            "UserPool: is not known here",
            "Roles[0]: ",
            "UserPools[0].Policies.PasswordPolicy.MinLength: is not known here",
            "UserPools[0].Clients[0].Id: is missing",
            "UserPools[0].Clients[1].Id: must be text",
            "UserPools[0].Clients[2]: ",
            "UserPools[0].Users[0].Groups: must be a list",
            "UserPools[0].Users[1]: must have members",
            "UserPools[1].Id: ",
        ] {
            assert!(told.iter().any(|problem| problem.starts_with(path)), "{path}: {told:#?}");
        }
        assert_eq!(pools(desk).await, json!([]));
    });
}

#[test]
fn what_only_operations_refuse_is_told_before_anything_is_made() {
    run(async |desk| {
        let user = |name: &str, password: &str, group: &str| json!({ "Username": name, "Password": password, "Groups": [group] });
        let seed = json!({
            "UserPools": [
                {
                    "Id": "us-east-1_Shop00001",
                    "PoolName": "shop",
                    "Groups": [{ "GroupName": "editors" }],
                    "Users": [
                        user("ada", "Countess-1815", "editors"),
                        user("ada", "Countess-1815", "editors"),
                        user("bob", "secretword", "editors"),
                        user("eve", "Countess-1815", "writers"),
                    ],
                },
                { "Id": "us-east-1_Shop00002", "PoolName": "other", "MfaConfiguration": "ON", "Groups": [{ "GroupName": "g" }] },
            ],
        });
        let told = problems(desk, &seed.to_string()).await;
        let paths: Vec<_> = told.iter().map(|problem| problem.split_once(": ").unwrap().0).collect();
        let users = ["UserPools[0].Users[1]", "UserPools[0].Users[2]", "UserPools[0].Users[3]"];
        assert_eq!(paths, [&users[..], &["UserPools[1]"]].concat(), "{told:#?}");
        assert!(!told.iter().any(|problem| problem.contains("secretword")), "{told:#?}");
        assert_eq!(pools(desk).await, json!([]));
    });
}

#[test]
fn a_file_that_cannot_be_read_is_told_by_its_place_and_not_quoted() {
    run(async |desk| {
        let broken =
            "UserPools:\n  - Id: us-east-1_Shop00001\n    Users:\n      - Password: \"secretword\n  x: [";
        let twice = "Roles: []\nRoles: []\n";
        for text in [broken, twice, "- a\n- b\n", "secretword"] {
            let told = problems(desk, text).await;
            assert_eq!(told.len(), 1, "{told:?}");
            assert!(told[0].starts_with("the file: ") && !told[0].contains("secretword"), "{told:?}");
        }
        assert!(problems(desk, twice).await[0].contains("line 2"));
    });
}

#[test]
fn what_is_there_and_differs_is_refused_by_its_members_and_nothing_is_made() {
    run(async |desk| {
        sow(desk, &example()).await.unwrap();
        let changed = example()
            .replace("MinimumLength: 10", "MinimumLength: 12")
            .replace("PreventUserExistenceErrors: ENABLED", "PreventUserExistenceErrors: LEGACY")
            .replace("cognito-sync:*", "cognito-sync:List*")
            .replace("an0example0secret0of0a0client", "another0secret0of0the0client00")
            .replace("Precedence: 1", "Precedence: 2");
        let told = problems(
            desk,
            &format!(
                "{changed}  - {}\n",
                json!({
                    "Id": "us-east-1:22345678-90ab-4cde-8f01-234567890abc",
                    "IdentityPoolName": "late",
                    "AllowUnauthenticatedIdentities": false,
                })
            ),
        )
        .await;
        let expected = [
            "Roles[0].Policies.sync: is there, and differs in PolicyDocument;",
            "UserPools[0]: is there, and differs in Policies;",
            "UserPools[0].Groups[0]: is there, and differs in Precedence;",
            "UserPools[0].Clients[0]: is there, and differs in PreventUserExistenceErrors;",
            "UserPools[0].Clients[1]: is there, and differs in ClientSecret;",
        ];
        assert_eq!(told.len(), expected.len(), "{told:#?}");
        for (problem, expected) in told.iter().zip(expected) {
            assert!(problem.starts_with(expected), "{problem}");
        }
        let late = json!({ "IdentityPoolId": "us-east-1:22345678-90ab-4cde-8f01-234567890abc" });
        assert_ne!(desk.answer("cognito-identity:DescribeIdentityPool", &late).await.status, 200);
    });
}

#[test]
fn an_id_that_was_taken_is_refused_by_its_path() {
    run(async |desk| {
        let tags = json!({ "recognito:client-id:web": "shopweb" });
        let pool =
            ask(desk, "cognito-idp:CreateUserPool", json!({ "PoolName": "old", "UserPoolTags": tags })).await;
        let client = json!({ "UserPoolId": pool["UserPool"]["Id"], "ClientName": "web" });
        ask(desk, "cognito-idp:CreateUserPoolClient", client).await;
        let told = problems(desk, &example()).await;
        assert_eq!(told, ["UserPools[0].Clients[0]: The client id is taken."]);
    });
}
