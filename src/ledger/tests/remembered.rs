//! What the notary remembers outside the database: no forgery of the database's owner gets a signature, and no honest node loses its own.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

mod signed_log;

use std::{sync::Arc, time::Duration};

use crypto::seal::MasterKey;
use ledger::{
    Keys, Ledger, MemoryKeys,
    notary::{self, Alarm, Notary, Refused, checkpoints_are_there},
    postgres::{GuardDown, guards_down},
};

use signed_log::{House, clock, ledger};

const NOT_THE_SIGNED: &str = "do not make the root that this node signed there";

#[tokio::test]
async fn a_rewritten_event_is_not_signed_over_however_well_all_tables_fit_it() {
    let mut house = House::new().await;
    house.signed_at(&[10, 20]).await;
    house.rewrite(15).await;
    house.restart();
    assert_eq!(house.refusal().await, format!("the events up to 20 {NOT_THE_SIGNED}"));
    house.grow(20, 25).await;
    assert_eq!(
        house.refusal().await,
        format!("the events up to 20 {NOT_THE_SIGNED}"),
        "nor over what comes behind it"
    );
    // What the database says of itself is flawless: a node that remembers nothing accepts it.
    assert_eq!(house.sign_as(&house.memory_of("new")).await.unwrap(), 25);
    assert_eq!(
        house.refusal().await,
        format!("the events up to 20 {NOT_THE_SIGNED}"),
        "whoever signed it since"
    );
}

#[tokio::test]
async fn a_rewritten_event_is_found_whatever_tile_of_the_tree_it_lies_in() {
    for position in [1, 256, 257, 600, 699] {
        let mut house = House::new().await;
        house.signed_at(&[300, 700]).await;
        house.rewrite(position).await;
        house.restart();
        assert_eq!(
            house.refusal().await,
            format!("the events up to 700 {NOT_THE_SIGNED}"),
            "event {position}"
        );
        assert_eq!(house.sign_as(&house.memory_of("new")).await.unwrap(), 700);
        house.grow(700, 1_100).await;
        assert_eq!(house.sign_as(&house.memory_of("new")).await.unwrap(), 1_100);
        assert_eq!(
            house.refusal().await,
            format!("the events up to 700 {NOT_THE_SIGNED}"),
            "event {position}"
        );
    }
}

#[tokio::test]
async fn a_ledger_that_was_dropped_from_every_table_is_not_begun_anew() {
    let mut house = House::new().await;
    house.signed_at(&[10]).await;
    let tables = ["event", "tile", "checkpoint", "claim", "snapshot"];
    let drop = tables.map(|table| format!("delete from {table} where ledger = 'us-east-1_Pool'")).join(";");
    house.forge(&format!("{drop}; delete from ledger where id = 'us-east-1_Pool'")).await;
    house.restart();
    assert_eq!(house.refusal().await, "it was signed up to 10, and is not in the database");
    house.grow(0, 3).await;
    let why = house.refusal().await;
    assert!(why.contains("it ends at 3, and this node signed it up to 10"), "{why}");
    house.grow(3, 11).await;
    assert_eq!(
        house.sign().await.unwrap(),
        11,
        "the same events make the same tree: nothing is lost but the checkpoint"
    );
}

#[tokio::test]
async fn checkpoints_that_are_gone_are_missed() {
    let mut house = House::new().await;
    house.signed_at(&[10, 20, 30]).await;
    house.forge("delete from checkpoint").await;
    house.restart();
    assert_eq!(house.refusal().await, "the checkpoint at 20 that was signed is no longer there");
    let mut house = House::new().await;
    house.signed_at(&[10, 20, 30, 40]).await;
    house.forge("delete from checkpoint where position = 20").await;
    house.restart();
    let remembered = house.memory.recall(&ledger()).unwrap().unwrap();
    let missed = checkpoints_are_there(&house.pool, &remembered).await;
    let why = missed.unwrap_err().to_string();
    assert_eq!(why, "of 3 checkpoints up to 30, 1 are no longer there");
}

#[tokio::test]
async fn a_database_that_is_older_than_the_memory_is_not_signed() {
    let mut house = House::new().await;
    house.signed_at(&[10, 20]).await;
    let at_ten = "(select frontier from ledger_then)";
    house.forge("create table ledger_then as select frontier from ledger").await;
    let mut tree = crypto::merkle::Frontier::default();
    house.log.page(&ledger(), 0, 10).await.unwrap().iter().for_each(|record| tree.push(record.digest));
    let frontier = hex::encode(tree.to_bytes());
    house.forge(&format!("update ledger_then set frontier = '\\x{frontier}'")).await;
    house
        .forge(&format!(
            "delete from event where position > 10; delete from checkpoint where position > 10;
             update tile set hashes = substring(hashes for 320); update ledger set position = 10, frontier = {at_ten}"
        ))
        .await;
    house.restart();
    let why = house.refusal().await;
    assert!(
        why.starts_with("it ends at 10, and this node signed it up to 20: the database is older"),
        "{why}"
    );
    house.memory.forget(&ledger()).await.unwrap();
    assert_eq!(house.sign().await.unwrap(), 10, "once the operator has said that it was restored");
}

#[tokio::test]
async fn a_log_that_was_given_another_name_is_not_signed() {
    let mut house = House::new().await;
    house.signed_at(&[10]).await;
    house.seals = notary::Seals::new(signed_log::MASTER.clone(), "evil.example.com");
    let why = house.refusal().await;
    assert!(why.contains("\"auth.example.com/us-east-1_Pool\"") && why.contains("evil.example.com"), "{why}");
}

#[tokio::test]
async fn a_node_that_died_at_any_point_of_a_signature_goes_on() {
    let mut house = House::new().await;
    house.signed_at(&[10]).await;
    house.restart();
    house.grow(10, 20).await;
    // Remembered, and not committed: the note is made again, byte for byte.
    house.sign().await.unwrap();
    let signed = notary::latest(&house.pool, &ledger()).await.unwrap();
    house.forge("delete from checkpoint where position = 20").await;
    house.restart();
    assert_eq!(house.sign().await.unwrap(), 20);
    assert_eq!(notary::latest(&house.pool, &ledger()).await.unwrap(), signed);
    // Committed, and not noted as committed; and events came after it that no node has signed.
    house.grow(20, 30).await;
    house.restart();
    assert_eq!(house.memory.recall(&ledger()).unwrap().unwrap().kept, 10);
    assert_eq!(house.sign().await.unwrap(), 30);
    // Nothing at all has happened since.
    house.restart();
    assert_eq!(house.sign().await.unwrap(), 30);
    let remembered = house.memory.recall(&ledger()).unwrap().unwrap();
    assert_eq!((remembered.position, remembered.kept, remembered.checkpoints), (30, 30, 3));
    checkpoints_are_there(&house.pool, &remembered).await.unwrap();
}

#[tokio::test]
async fn nodes_take_over_from_each_other_whatever_each_remembers() {
    let house = House::new().await;
    let nodes = ["one", "two", "three"].map(|node| house.memory_of(node));
    let mut from = 0;
    for (node, to) in [(0, 5), (1, 300), (0, 301), (1, 700), (2, 701), (0, 1_200), (2, 1_201)] {
        house.grow(from, to).await;
        assert_eq!(house.sign_as(&nodes[node]).await.unwrap(), to);
        from = to;
    }
    for (name, node) in ["one", "two", "three"].iter().zip(&nodes) {
        assert_eq!(house.sign_as(node).await.unwrap(), 1_201);
        let again = house.memory_of(name).recall(&ledger()).unwrap().unwrap();
        assert_eq!(again.position, 1_201, "{name} has followed the others");
        checkpoints_are_there(&house.pool, &node.recall(&ledger()).unwrap().unwrap()).await.unwrap();
    }
}

#[tokio::test]
async fn nothing_is_signed_that_cannot_be_remembered() {
    let house = House::new().await;
    house.grow(0, 10).await;
    let file = std::env::temp_dir().join(format!("recognito-no-folder-{}", std::process::id()));
    std::fs::write(&file, "").unwrap();
    let memory = notary::Memory::open(&file.with_extension("none"), &signed_log::MASTER).unwrap();
    std::fs::write(file.with_extension("none"), "").unwrap();
    let refused = house.sign_as(&memory).await;
    assert!(matches!(refused, Err(Refused::Memory(_))), "{refused:?}");
    assert_eq!(notary::latest(&house.pool, &ledger()).await.unwrap(), None);
    for left in [file.with_extension("none"), file] {
        std::fs::remove_file(left).unwrap();
    }
}

async fn running(house: &House) -> Notary {
    let keys = Arc::new(Keys::new(MasterKey::generate(), Arc::new(MemoryKeys::default())));
    let open = Ledger::open(house.log.clone(), keys, house.feed.clone(), clock()).await.unwrap();
    Notary::start(Arc::new(open), house.pool.clone(), house.seals.clone(), house.memory.clone())
}

async fn until(mut holds: impl AsyncFnMut() -> bool) {
    let holding = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), holding).await.expect("in time");
}

#[tokio::test]
async fn a_notary_that_finishes_has_signed_and_remembered_everything() {
    let mut house = House::new().await;
    let notary = running(&house).await;
    house.grow(0, 10).await;
    notary.finish().await;
    assert_eq!(notary::latest(&house.pool, &ledger()).await.unwrap().unwrap().position, 10);
    house.restart();
    let remembered = house.memory.recall(&ledger()).unwrap().unwrap();
    assert_eq!((remembered.position, remembered.kept), (10, 10));
}

#[tokio::test]
async fn a_running_notary_goes_on_when_the_operator_has_accepted_what_there_is() {
    let mut house = House::new().await;
    house.signed_at(&[10, 20]).await;
    house.rewrite(15).await;
    house.restart();
    let notary = running(&house).await;
    until(async || !notary.alarms().is_empty()).await;
    let why = format!("the events up to 20 {NOT_THE_SIGNED}");
    assert_eq!(notary.alarms(), [Alarm { ledger: Some(ledger()), why }]);
    // Another process: the operator's command.
    house.restart();
    house.memory.forget(&ledger()).await.unwrap();
    until(async || notary.alarms().is_empty()).await;
    until(async || {
        notary::latest(&house.pool, &ledger()).await.unwrap().is_some_and(|kept| kept.position == 20)
    })
    .await;
}

#[tokio::test]
async fn a_ledger_that_is_dropped_is_an_alarm_of_the_running_notary() {
    let house = House::new().await;
    house.signed_at(&[10]).await;
    let notary = running(&house).await;
    house.forge("delete from event; delete from tile; delete from checkpoint; delete from ledger").await;
    // A look that has begun before finds parts of it missing first.
    let why = "it was signed up to 10, and is not in the database";
    until(async || notary.alarms().first().is_some_and(|alarm| alarm.why == why)).await;
}

#[tokio::test]
async fn nothing_is_signed_while_a_guard_is_down() {
    let house = House::new().await;
    house.forge("alter table event disable trigger event_no_change").await;
    house.grow(0, 10).await;
    let notary = running(&house).await;
    until(async || !notary.alarms().is_empty()).await;
    assert_eq!(notary.alarms()[0].ledger, None);
    assert_eq!(notary::latest(&house.pool, &ledger()).await.unwrap(), None);
    house.forge("alter table event enable trigger event_no_change").await;
    until(async || notary::latest(&house.pool, &ledger()).await.unwrap().is_some()).await;
    assert_eq!(notary.alarms(), []);
}

#[tokio::test]
async fn each_guard_that_is_down_is_named_and_none_that_stands() {
    let house = House::new().await;
    assert_eq!(guards_down(&house.pool).await.unwrap(), []);
    let function = "create or replace function event_is_append_only() returns trigger language plpgsql as";
    for (sql, guard) in [
        ("drop trigger event_no_change on event", "trigger event_no_change"),
        ("alter table event disable trigger event_no_truncate", "trigger event_no_truncate"),
        (
            "drop trigger event_no_change on event; create trigger event_no_change before update on event
             for each row execute function event_is_append_only()",
            "trigger event_no_change",
        ),
        (
            "drop trigger event_no_change on event; create trigger event_no_change before update or delete on event
             for each row when (false) execute function event_is_append_only()",
            "trigger event_no_change",
        ),
        (&format!("{function} $$ begin return null; end $$"), "trigger event_no_change"),
        ("grant update on event to recognito_server", "grant on event to recognito_server"),
        ("grant update (digest) on event to recognito_server", "grant on event to recognito_server"),
        ("grant delete on checkpoint to public", "grant on checkpoint to everybody"),
        ("grant truncate on ledger to recognito_server", "grant on ledger to recognito_server"),
        ("grant update on log_name to recognito_server", "grant on log_name to recognito_server"),
        ("alter table tile owner to recognito_server", "role recognito_server"),
    ] {
        let house = House::new().await;
        house.forge(sql).await;
        let down = guards_down(&house.pool).await.unwrap();
        assert!(down.iter().any(|down: &GuardDown| down.guard == guard), "{sql}: {down:?}");
    }
}
