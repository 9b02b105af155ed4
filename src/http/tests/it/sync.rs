//! Cognito Sync: each operation's calls.

use serde_json::{Value, json};

use crate::{
    desk::{Caller, Sheet, of, text, with},
    identity_pools::Estate,
};

/// An identity, its credentials, and its dataset `notes` with one record.
struct Notes {
    caller: Caller,
    /// How the dataset is named.
    dataset: Value,
    /// A token to write with, from before the record was written.
    old_token: String,
}

impl Notes {
    async fn of(sheet: &Sheet, estate: &Estate<'_>) -> Self {
        let guest = estate.identity(&json!({})).await;
        let caller = estate.session(&guest, &json!({})).await;
        let dataset =
            json!({ "IdentityPoolId": estate.identities, "IdentityId": guest, "DatasetName": "notes" });
        let old_token = token(sheet, &caller, &dataset).await;
        let write = with(
            &dataset,
            json!({ "SyncSessionToken": old_token, "RecordPatches": [record("colour", "red", 0)] }),
        );
        let update = crate::desk::operation("cognito-sync:UpdateRecords");
        let written = sheet.desk.call(update, &write, &caller).await;
        assert_eq!(written.status, 200, "{}", written.body);
        Self { caller, dataset, old_token }
    }

    fn identity(&self) -> Value {
        with(&self.dataset, json!({ "DatasetName": null }))
    }
}

/// A token to write with.
async fn token(sheet: &Sheet, caller: &Caller, dataset: &Value) -> String {
    let list = crate::desk::operation("cognito-sync:ListRecords");
    let listed = sheet.desk.call(list, dataset, caller).await;
    let token = text(&listed.json()["SyncSessionToken"]);
    sheet.learn(&token, "SyncSessionToken");
    token
}

fn record(key: &str, value: &str, count: u64) -> Value {
    json!({ "Op": "replace", "Key": key, "Value": value, "SyncCount": count })
}

/// What every operation refuses.
async fn not_ones_own(sheet: &Sheet, estate: &Estate<'_>, notes: &Notes, input: &Value) {
    sheet.refused_as_signed(input).await;
    let other = estate.identity(&json!({})).await;
    let other = with(input, json!({ "IdentityId": other }));
    sheet.refused_by(&notes.caller, "another identity's", other).await;
    let unknown = with(input, json!({ "IdentityId": "us-east-1:00000000-0000-4000-8000-000000000000" }));
    sheet.refused("an identity that is not there", unknown).await;
}

#[test]
fn list_records() {
    of("cognito-sync:ListRecords", async |sheet: &Sheet| {
        let estate = Estate::new(sheet).await;
        let notes = Notes::of(sheet, &estate).await;
        sheet.good_by(&notes.caller, "all", notes.dataset.clone()).await;
        sheet.good("by the administrator", notes.dataset.clone()).await;
        let since = with(&notes.dataset, json!({ "LastSyncCount": 1 }));
        sheet.good_by(&notes.caller, "what is new", since).await;
        let other = with(&notes.dataset, json!({ "DatasetName": "other" }));
        sheet.good_by(&notes.caller, "a dataset that is not there yet", other).await;
        let page = with(&notes.dataset, json!({ "NextToken": "garbage" }));
        sheet.refused_by(&notes.caller, "no page", page).await;
        not_ones_own(sheet, &estate, &notes, &notes.dataset).await;
    });
}

#[test]
fn update_records() {
    of("cognito-sync:UpdateRecords", async |sheet: &Sheet| {
        let estate = Estate::new(sheet).await;
        let notes = Notes::of(sheet, &estate).await;
        let token = token(sheet, &notes.caller, &notes.dataset).await;
        let write = |token: &str, patches: Value| {
            with(&notes.dataset, json!({ "SyncSessionToken": token, "RecordPatches": patches }))
        };
        let blue = write(&token, json!([record("colour", "blue", 1)]));
        not_ones_own(sheet, &estate, &notes, &blue).await;
        let refused = async |title: &str, input: Value| sheet.refused_by(&notes.caller, title, input).await;
        refused("a count that is not the record's", write(&token, json!([record("colour", "blue", 0)])))
            .await;
        let twice = json!([record("colour", "blue", 1), record("colour", "green", 1)]);
        refused("a record twice", write(&token, twice)).await;
        refused("no token", write("garbage", json!([]))).await;
        let again = write(&notes.old_token, json!([record("colour", "red", 0)]));
        refused("what was written already", again).await;
        refused("no such change", write(&token, json!([{ "Op": "add", "Key": "k", "SyncCount": 0 }]))).await;
        let long = "v".repeat(600_000);
        sheet.learn(&long, "600,000 letters");
        let much = json!([record("first", &long, 0), record("second", &long, 0)]);
        refused("more than a dataset holds", write(&token, much)).await;
        sheet.good_by(&notes.caller, "a record is changed", blue).await;
        let fresh = self::token(sheet, &notes.caller, &notes.dataset).await;
        let removed = json!([{ "Op": "remove", "Key": "colour", "SyncCount": 2 }]);
        sheet.good_by(&notes.caller, "a record is removed", write(&fresh, removed)).await;
    });
}

#[test]
fn list_datasets() {
    of("cognito-sync:ListDatasets", async |sheet: &Sheet| {
        let estate = Estate::new(sheet).await;
        let notes = Notes::of(sheet, &estate).await;
        sheet.good_by(&notes.caller, "all", notes.identity()).await;
        let page = with(&notes.identity(), json!({ "NextToken": "garbage" }));
        sheet.refused_by(&notes.caller, "no page", page).await;
        not_ones_own(sheet, &estate, &notes, &notes.identity()).await;
    });
}

#[test]
fn describe_dataset() {
    of("cognito-sync:DescribeDataset", async |sheet: &Sheet| {
        let estate = Estate::new(sheet).await;
        let notes = Notes::of(sheet, &estate).await;
        sheet.good_by(&notes.caller, "a dataset", notes.dataset.clone()).await;
        let other = with(&notes.dataset, json!({ "DatasetName": "other" }));
        sheet.refused_by(&notes.caller, "it is not there", other).await;
        not_ones_own(sheet, &estate, &notes, &notes.dataset).await;
    });
}

#[test]
fn delete_dataset() {
    of("cognito-sync:DeleteDataset", async |sheet: &Sheet| {
        let estate = Estate::new(sheet).await;
        let notes = Notes::of(sheet, &estate).await;
        not_ones_own(sheet, &estate, &notes, &notes.dataset).await;
        sheet.good_by(&notes.caller, "a dataset is deleted", notes.dataset.clone()).await;
        sheet.refused_by(&notes.caller, "again", notes.dataset.clone()).await;
    });
}
