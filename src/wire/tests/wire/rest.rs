//! REST-JSON: routes on encoded paths, members from four places, answers.

use serde_json::json;
use wire::{RequestParts, Typed, cognito_sync::operations::UpdateRecords, route::by_path};

use crate::{REQUEST_ID, header, operation, text};

const DATASET: &str = "/identitypools/us-east-1%3Aab/identities/us-east-1%3Acd/datasets/notes";

fn name(method: &str, path: &str) -> Option<&'static str> {
    by_path(method, path).map(|operation| operation.name)
}

#[test]
fn every_route_of_the_model_leads_to_its_operation() {
    for operation in wire::service("cognito-sync").unwrap().operations {
        let path = operation.uri.replace('{', "us-east-1%3A").replace('}', "");
        assert_eq!(name(operation.method, &path), Some(operation.name));
        assert_eq!(name(operation.method, &format!("{path}/")), Some(operation.name), "a trailing slash");
    }
}

#[test]
fn method_and_whole_path_decide() {
    assert_eq!(name("GET", DATASET), Some("DescribeDataset"));
    assert_eq!(name("DELETE", DATASET), Some("DeleteDataset"));
    assert_eq!(name("POST", DATASET), Some("UpdateRecords"));
    assert_eq!(name("PUT", DATASET), None);
    assert_eq!(name("GET", "/identitypools"), Some("ListIdentityPoolUsage"));
    for unknown in
        ["", "/", "identitypools", "/identitypools//events", "/identitypools/x/y", "//identitypools"]
    {
        assert_eq!(name("GET", unknown), None, "{unknown}");
    }
}

#[test]
fn an_encoded_slash_stays_inside_its_label() {
    assert_eq!(name("GET", "/identitypools/a%2Fevents"), Some("DescribeIdentityPoolUsage"));
}

#[test]
fn labels_query_headers_and_body_make_one_input() {
    let headers = [("X-Amz-Client-Context".to_owned(), "e30=".to_owned())];
    let body = br#"{"DeviceId":"d","SyncSessionToken":"t","IdentityId":"someone:else",
        "RecordPatches":[{"Op":"replace","Key":"k","Value":"v","SyncCount":0,"DeviceLastModifiedDate":1.5}]}"#;
    let parts = RequestParts { method: "POST", raw_path: DATASET, raw_query: "", headers: &headers, body };
    let value = wire::decode(UpdateRecords::operation(), &parts).unwrap();
    assert_eq!(
        value,
        json!({
            "IdentityPoolId": "us-east-1:ab", "IdentityId": "us-east-1:cd", "DatasetName": "notes",
            "ClientContext": "e30=", "DeviceId": "d", "SyncSessionToken": "t",
            "RecordPatches": [{ "Op": "replace", "Key": "k", "Value": "v", "SyncCount": 0, "DeviceLastModifiedDate": 1.5 }],
        })
    );
    let typed: wire::cognito_sync::UpdateRecordsRequest =
        wire::read(UpdateRecords::operation(), &parts).unwrap();
    assert_eq!(typed.record_patches.unwrap()[0].sync_count, 0);
}

#[test]
fn the_query_string_gives_numbers_and_text() {
    let path = format!("{DATASET}/records");
    let get = |raw_query| {
        let parts =
            RequestParts { method: "GET", raw_path: &path, raw_query, headers: &[], body: b"ignored" };
        wire::decode(operation("cognito-sync:ListRecords"), &parts)
    };
    let value = get("lastSyncCount=7&maxResults=1024&syncSessionToken=a%2Bb&other=1").unwrap();
    assert_eq!(value["LastSyncCount"], json!(7));
    assert_eq!(value["SyncSessionToken"], json!("a+b"));
    assert!(get("lastSyncCount=seven").is_err());
    assert!(get("syncSessionToken=%FF").is_err());
}

#[test]
fn a_patch_that_removes_may_have_a_null_value() {
    let body =
        br#"{"SyncSessionToken":"t","RecordPatches":[{"Op":"remove","Key":"k","Value":null,"SyncCount":3}]}"#;
    let parts = RequestParts { method: "POST", raw_path: DATASET, raw_query: "", headers: &[], body };
    let read: wire::cognito_sync::UpdateRecordsRequest =
        wire::read(UpdateRecords::operation(), &parts).unwrap();
    assert_eq!(read.record_patches.unwrap()[0].value, None);
}

#[test]
fn labels_are_checked_after_decoding() {
    let parts = RequestParts {
        method: "GET",
        raw_path: "/identitypools/a%20b",
        raw_query: "",
        headers: &[],
        body: b"",
    };
    let operation = operation("cognito-sync:DescribeIdentityPoolUsage");
    let value = wire::decode(operation, &parts).unwrap();
    let error = wire::check(operation, &value).unwrap_err().answer(operation.service);
    assert_eq!(error.code, "InvalidParameterException");
    assert!(error.message.contains("Value 'a b' at 'identityPoolId'"), "{}", error.message);
}

#[test]
fn answers_are_json_or_nothing() {
    let output = wire::cognito_sync::UpdateRecordsResponse { records: Some(vec![]) };
    let answer = wire::encode_typed::<UpdateRecords>(&output, REQUEST_ID);
    assert_eq!(text(&answer), r#"{"Records":[]}"#);
    assert_eq!(header(&answer, "content-type"), Some("application/json"));
    let nothing = wire::encode(operation("cognito-sync:SetCognitoEvents"), &json!(null), REQUEST_ID);
    assert_eq!(nothing.body, b"");
    let empty = wire::encode(operation("cognito-sync:SubscribeToDataset"), &json!({}), REQUEST_ID);
    assert_eq!(text(&empty), "{}");
}
