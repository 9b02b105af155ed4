//! Nothing that was tampered with passes: the row is named.

use std::sync::Arc;

use domain::{
    LedgerId,
    scenario::moment_at,
    user_pools::user::{self, Confirmed, ConfirmedBy, User},
};
use ledger::Root;
use serde_json::Value;

use crate::house::{House, POOL, Say, at, signed_up};

/// Makes a forgery on a log of its own; the row that is named.
async fn named(forgery: &str) -> String {
    let house = House::story().await;
    house.forge(forgery).await;
    let (code, report, complained) = house.replay(&["--json", "verify"]);
    assert_eq!(code, 1, "{forgery}: {complained}");
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["clean"], false);
    report["findings"][0]["row"].as_str().unwrap().to_owned()
}

macro_rules! forgeries {
    ($($name:ident: $sql:expr => $row:expr;)+) => {
        $(#[tokio::test] async fn $name() { assert_eq!(named(&$sql).await, $row); })+
    };
}

/// The schema of a read model in its present version.
fn schema_of(read_model: &str) -> String {
    let all = projections::all().into_iter();
    all.map(|model| (model.name(), model.schema())).find(|(name, _)| *name == read_model).unwrap().1
}

const OF_THE_POOL: &str = "where ledger = 'us-east-1_Pool'";

forgeries! {
    a_changed_event_is_named: format!("update event set data = '{{}}' {OF_THE_POOL} and position = 3")
        => "us-east-1_Pool event 3";
    a_changed_sealed_part_is_named: format!("update event set sealed = sealed || '\\x00' {OF_THE_POOL} and position = 2")
        => "us-east-1_Pool event 2";
    a_missing_event_is_named: format!("delete from event {OF_THE_POOL} and position = 4")
        => "us-east-1_Pool event 4";
    a_ledger_whose_counter_was_taken_away_is_found: "delete from ledger where id = 'us-east-1_Pool'"
        => "us-east-1_Pool event 1";
    a_ledger_whose_events_were_all_taken_away_is_found: format!("delete from event {OF_THE_POOL}")
        => "us-east-1_Pool event 1";
    a_cut_off_ledger_is_found: format!("delete from event {OF_THE_POOL} and position = 7;
        update ledger set position = 6 where id = 'us-east-1_Pool'") => "us-east-1_Pool counter";
    a_smuggled_event_is_named: format!("insert into event select ledger, 8, gen_random_uuid(), stream, 2, kind, shape, data,
        sealed, meta, recorded_at, digest from event {OF_THE_POOL} and position = 1") => "us-east-1_Pool event 8";
    a_changed_checkpoint_is_named: format!("update checkpoint set note = replace(note, E'\\n2\\n', E'\\n3\\n') {OF_THE_POOL} and position = 2")
        => "us-east-1_Pool checkpoint 2";
    a_changed_tile_is_named: format!("update tile set hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1) {OF_THE_POOL}")
        => "us-east-1_Pool tile/0/000.p/7";
    a_claim_that_was_taken_away_is_named: "delete from claim where scope = 'email'"
        => "us-east-1_Pool claim of a email by user-ada-sub";
    a_claim_that_was_given_away_is_named: "update claim set stream = 'user-eve' where scope = 'username'"
        => "us-east-1_Pool claim of a username by user-eve";
    a_changed_read_model_is_named:
        format!("update {}.item set body = jsonb_set(body, '{{attributes,email}}', '\"eve@example.com\"')", schema_of("users"))
        => "read model users: us-east-1_Pool ada-sub";
}

/// Seven hundred events of a pool, signed at 300 and at 650.
async fn long_log() -> House {
    let house = House::new().await;
    let ada = user::stream(&LedgerId::new(POOL), "ada-sub");
    // One root for all: a new one each time would read all earlier events.
    let (mut root, moment) = (Root::<User>::new(ada, Arc::default()), moment_at(1_700_000_000_000));
    root.execute(&house.ledger, &Say(signed_up("Ada").into()), &moment).await.unwrap();
    for n in 2..=700 {
        let by = ConfirmedBy::Code { attribute: "email".into() };
        let confirmed = Confirmed { by, names: Vec::new(), at: at(n) };
        root.execute(&house.ledger, &Say(confirmed.into()), &moment).await.unwrap();
        if [300, 650].contains(&n) {
            house.sign().await;
        }
    }
    house
}

/// What is not signed is a finding of its own.
fn without_the_unsigned(report: &Value) -> Vec<String> {
    let rows = report["findings"].as_array().unwrap().iter().map(|f| f["row"].as_str().unwrap().to_owned());
    rows.filter(|row| *row != format!("{POOL} event 651")).collect()
}

#[tokio::test]
async fn of_many_tiles_the_one_that_was_changed_is_named() {
    let house = long_log().await;
    assert_eq!(without_the_unsigned(&house.json(&["verify"])), Vec::<String>::new());
    let flip = |level, index| {
        format!(
            "update tile set hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1)
             {OF_THE_POOL} and level = {level} and index = {index}"
        )
    };
    for (level, index, row) in [(0, 0, "tile/0/000"), (0, 2, "tile/0/002.p/138"), (1, 0, "tile/1/000.p/2")] {
        house.forge(&flip(level, index)).await;
        assert_eq!(without_the_unsigned(&house.json(&["verify"])), [format!("{POOL} {row}")]);
        house.forge(&flip(level, index)).await;
    }
    house.forge(&flip(0, 0)).await;
    house.forge(&format!("update event set data = '{{}}' {OF_THE_POOL} and position = 600")).await;
    let found = without_the_unsigned(&house.json(&["verify"]));
    let both = [format!("{POOL} tile/0/000"), format!("{POOL} event 600")];
    assert_eq!(found, both, "what is complete before the event comes first, and both are named");
}

/// Changes the third event of the pool, and gives it the digest that belongs to it then.
async fn hash_anew(house: &House, change: &str) {
    let third = format!("{OF_THE_POOL} and position = 3");
    house.forge(&format!("update event set {change} {third}")).await;
    let forged = house.ledger.log().page(&LedgerId::new(POOL), 2, 1).await.unwrap().remove(0);
    let digest = hex::encode(forged.leaf_hash());
    house.forge(&format!("update event set digest = '\\x{digest}' {third}")).await;
}

#[tokio::test]
async fn a_forger_who_hashes_anew_is_found_by_the_checkpoint() {
    let house = House::story().await;
    hash_anew(&house, "meta = replace(convert_from(meta, 'UTF8'), 'test', 'somebody else')::bytea").await;
    let report = house.json(&["verify"]);
    let rows = [&report["findings"][0]["row"], &report["findings"][1]["row"]];
    assert_eq!(rows, ["us-east-1_Pool events 3 to 7", "us-east-1_Pool checkpoint 7"], "{report}");
}

#[tokio::test]
async fn an_event_without_a_moment_is_named() {
    for meta in ["{}", "[]", r#"{"now":"then"}"#] {
        let house = House::story().await;
        hash_anew(&house, &format!("meta = '{meta}'")).await;
        let found = house.json(&["verify"])["findings"][0].clone();
        assert_eq!(found["row"], "us-east-1_Pool event 3", "{meta}");
        assert!(found["fault"].as_str().unwrap().contains("cannot read"), "{found}");
    }
}
