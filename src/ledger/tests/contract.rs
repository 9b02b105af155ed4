//! What every store of events must do. The same rules run on memory and on Postgres.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

mod nodes;
mod together;
mod toy;

use std::sync::{Arc, atomic::AtomicU64};

use domain::{Moment, StreamId, scenario::moment_at};
use ledger::{
    Append, AppendError, Appended, ClaimWrite, Draft, Failure, FilePart, KeyRing, Ledger, Part, Root,
};
use nodes::Nodes;
use sqlx::{Connection, PgConnection};
use together::*;
use toy::{Build, Door, HowOften, Open, OpenAnd, Refusal, TearDown, stream};
use uuid::Uuid;

fn moment() -> Moment {
    moment_at(1_700_000_000_000)
}

fn root(n: usize) -> Root<Door> {
    Root::new(stream(n), Arc::<AtomicU64>::default())
}

async fn a_stale_writer_reads_on_and_decides_again(Nodes(one, two, _databases): Nodes) {
    let (mut here, mut there) = (root(1), root(1));
    here.execute(&one, &Build("1 Main Street"), &moment()).await.unwrap();
    assert_eq!(there.execute(&two, &Open, &moment()).await.unwrap(), 1);
    assert_eq!(here.execute(&one, &Open, &moment()).await.unwrap(), 2, "it had not seen the first opening");
    let again = here.execute(&one, &Build("2 Main Street"), &moment()).await;
    assert!(matches!(again, Err(Failure::Refused(Refusal::DoorAlready))));
}

async fn a_name_is_held_by_one_stream_until_it_is_given_back(Nodes(one, _, _databases): Nodes) {
    root(1).execute(&one, &Build("1 Main Street"), &moment()).await.unwrap();
    let taken = root(2).execute(&one, &Build("1 Main Street"), &moment()).await;
    assert!(matches!(taken, Err(Failure::Refused(Refusal::AddressTaken))));
    let holder = one.holder(&stream(1).ledger, "address", "1 Main Street").await.unwrap();
    assert_eq!(holder, Some(stream(1).id));
    root(1).execute(&one, &TearDown, &moment()).await.unwrap();
    root(2).execute(&one, &Build("1 Main Street"), &moment()).await.unwrap();
}

async fn positions_are_gapless_and_every_answered_append_is_there(Nodes(one, two, _databases): Nodes) {
    let nodes = [Arc::new(one), Arc::new(two)];
    let mut writers = Vec::new();
    for n in 0..16 {
        let ledger = Arc::clone(&nodes[n % 2]);
        writers.push(tokio::spawn(async move {
            let mut door = root(n % 4);
            let address = ["a", "b", "c", "d"][n % 4];
            let _ = door.execute(&ledger, &Build(address), &moment()).await;
            let mut opened = 0;
            for _ in 0..20 {
                match door.execute(&ledger, &Open, &moment()).await {
                    Ok(_) => opened += 1,
                    Err(Failure::Contended) => {}
                    Err(other) => panic!("{other}"),
                }
            }
            opened
        }));
    }
    let mut answered = 0;
    for writer in writers {
        answered += writer.await.unwrap();
    }
    let page = nodes[0].page(&stream(0).ledger, 0, 10_000).await.unwrap();
    let positions: Vec<u64> = page.iter().map(|one| one.record.position).collect();
    assert_eq!(positions, (1..=page.len() as u64).collect::<Vec<_>>());
    assert_eq!(page.iter().filter(|one| one.record.kind == "door.opened").count(), answered);
    let mut tree = crypto::merkle::Frontier::default();
    for one in &page {
        assert_eq!(one.record.digest, one.record.leaf_hash());
        tree.push(one.record.digest);
    }
    assert_eq!(tree.size(), page.len() as u64);
}

async fn what_is_personal_lies_sealed_and_is_gone_when_the_key_is(Nodes(one, _, _databases): Nodes) {
    root(1).execute(&one, &Build("1 Main Street"), &moment()).await.unwrap();
    let records = one.log().stream(&stream(1).ledger, &stream(1).id, 0).await.unwrap();
    let bytes = [&records[0].data[..], &records[0].sealed, &records[0].meta].concat();
    let clear = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(!clear(b"ada@example.com") && !clear(b"Main Street"));
    let opened = one.read(records[0].clone()).await.unwrap();
    assert_eq!(opened.data().unwrap()["owner"]["$personal"], "ada@example.com");
    one.forget(&stream(1).ledger, stream(1).subject.as_ref().unwrap()).await.unwrap();
    let forgotten = one.read(records[0].clone()).await.unwrap();
    assert!(forgotten.forgotten && forgotten.data().unwrap()["owner"].get("$forgotten").is_some());
    assert_eq!(root(1).execute(&one, &HowOften, &moment()).await.unwrap(), 0, "it still folds");
}

async fn a_ring_of_keys_opens_what_was_sealed_before_it_was_taken_and_since(
    Nodes(one, two, _databases): Nodes,
) {
    let ledger = stream(0).ledger;
    for (n, address) in [(1, "1 Main Street"), (2, "2 Main Street")] {
        root(n).execute(&one, &Build(address), &moment()).await.unwrap();
    }
    one.forget(&ledger, stream(2).subject.as_ref().unwrap()).await.unwrap();
    let rings = [KeyRing::of(ledger.clone(), two.keys()).await.unwrap(), KeyRing::empty(ledger.clone())];
    root(3).execute(&one, &Build("3 Main Street"), &moment()).await.unwrap();
    let records = two.log().page(&ledger, 0, 10).await.unwrap();
    for ring in rings {
        let opened = two.open_all(records.clone(), &ring).await.unwrap();
        let forgotten: Vec<bool> = opened.iter().map(|one| one.as_ref().unwrap().forgotten).collect();
        assert_eq!(forgotten, [false, true, false]);
    }
}

async fn a_read_sees_what_another_node_was_answered(Nodes(one, two, _databases): Nodes) {
    let known = Arc::<AtomicU64>::default();
    let mut reader: Root<Door> = Root::new(stream(1), Arc::clone(&known));
    two.feed().listen(move |batch| {
        let newest = batch.records.iter().map(|r| r.version).max().unwrap_or(0);
        known.fetch_max(newest, std::sync::atomic::Ordering::AcqRel);
    });
    let mut writer = root(1);
    writer.execute(&one, &Build("1 Main Street"), &moment()).await.unwrap();
    for n in 1..=50 {
        writer.execute(&one, &Open, &moment()).await.unwrap();
        assert_eq!(reader.execute(&two, &HowOften, &moment()).await.unwrap(), n);
    }
}

async fn a_long_stream_folds_the_same_from_its_snapshot(Nodes(one, two, _databases): Nodes) {
    let mut writer = root(1);
    writer.execute(&one, &Build("1 Main Street"), &moment()).await.unwrap();
    for _ in 0..ledger::SNAPSHOT_EVERY + 5 {
        writer.execute(&one, &Open, &moment()).await.unwrap();
    }
    let snapshot = one.log().snapshot(&stream(1).ledger, &stream(1).id).await.unwrap().unwrap();
    assert_eq!(snapshot.version, ledger::SNAPSHOT_EVERY);
    assert!(!String::from_utf8_lossy(&snapshot.data).contains("ada@example.com"));
    let mut reader = root(1);
    reader.look(&two).await.unwrap();
    assert_eq!(reader.state(), writer.state());
}

/// An append of so many events as it comes to the store, known by `ids`.
fn bare(name: &str, expected: u64, ids: &[u128]) -> Append {
    let draft = |id: &u128| Draft {
        id: Uuid::from_u128(*id),
        kind: "door.opened",
        shape: 1,
        data: bytes::Bytes::from_static(b"{}"),
        sealed: bytes::Bytes::new(),
        meta: bytes::Bytes::from_static(b"{}"),
    };
    let drafts = ids.iter().map(draft).collect();
    let part = Part { stream: StreamId::new(name), expected, drafts, claims: Vec::new() };
    Append { ledger: stream(0).ledger, parts: vec![part] }
}

async fn a_retried_append_is_answered_with_its_old_position(Nodes(one, two, _databases): Nodes) {
    let first = one.log().append(bare("door-1", 0, &[1, 2])).await.unwrap();
    assert_eq!(first.position, 2);
    one.log().append(bare("door-2", 0, &[3])).await.unwrap();
    assert_eq!(two.log().append(bare("door-1", 0, &[1, 2])).await.unwrap(), first, "by whichever node");
    assert_eq!(one.log().page(&stream(0).ledger, 0, 10).await.unwrap().len(), 3, "nothing was written twice");
    let other = one.log().append(bare("door-1", 0, &[4, 5])).await;
    assert_eq!(other, Err(AppendError::Conflict), "other events are no retry");
}

async fn a_version_that_the_stream_has_not_reached_is_a_conflict(Nodes(one, _, _databases): Nodes) {
    let log = one.log();
    // Some appends first: a node that knows where the ledger stands may append optimistically.
    for n in 0..3 {
        log.append(bare("door-1", n, &[u128::from(n) + 1])).await.unwrap();
    }
    for (name, expected) in [("door-1", 5), ("door-2", 1)] {
        assert_eq!(log.append(bare(name, expected, &[9])).await, Err(AppendError::Conflict), "{name}");
    }
    assert_eq!(log.page(&stream(0).ledger, 0, 10).await.unwrap().len(), 3);
}

async fn an_append_that_does_not_fit_leaves_its_neighbours_alone(Nodes(one, _, _databases): Nodes) {
    let log = one.log();
    let claiming = |mut append: Append| {
        append.parts[0].claims.push(ClaimWrite::Take("address", [7; 32]));
        append
    };
    let together = [
        bare("door-1", 0, &[1]),
        bare("door-2", 7, &[2]),
        claiming(bare("door-3", 0, &[3])),
        claiming(bare("door-4", 0, &[4])),
        bare("door-5", 0, &[5]),
    ];
    let told = futures_util::future::join_all(together.map(|append| log.append(append))).await;
    let at = |position| Ok(Appended { position });
    let (conflict, taken) = (Err(AppendError::Conflict), Err(AppendError::Taken("address")));
    assert_eq!(told, [at(1), conflict, at(2), taken, at(3)]);
    let holder = log.holder(&stream(0).ledger, "address", &[7; 32]).await.unwrap();
    assert_eq!(holder, Some(StreamId::new("door-3")));
}

async fn an_append_gives_all_names_back_and_takes_some_again(Nodes(one, _, _databases): Nodes) {
    let log = one.log();
    let (old, kept, new) = ([1; 32], [2; 32], [3; 32]);
    let take = |digest| ClaimWrite::Take("address", digest);
    let changing = |mut append: Append, claims: &[ClaimWrite]| {
        append.parts[0].claims = claims.to_vec();
        append
    };
    log.append(changing(bare("door-1", 0, &[1]), &[take(old), take(kept)])).await.unwrap();
    let again = [ClaimWrite::ReleaseAll, take(kept), take(new)];
    log.append(changing(bare("door-1", 1, &[2]), &again)).await.unwrap();
    log.append(changing(bare("door-2", 0, &[3]), &[take(old)])).await.unwrap();
    for digest in [kept, new] {
        let taken = log.append(changing(bare("door-3", 0, &[4]), &[take(digest)])).await;
        assert_eq!(taken, Err(AppendError::Taken("address")));
    }
    let wanted = [ClaimWrite::ReleaseAll, take(kept), take(old)];
    let taken = log.append(changing(bare("door-1", 2, &[5]), &wanted)).await;
    assert_eq!(taken, Err(AppendError::Taken("address")), "and nothing was given back");
    let holder = log.holder(&stream(0).ledger, "address", &new).await.unwrap();
    assert_eq!(holder, Some(StreamId::new("door-1")));
}

async fn the_time_of_recording_never_runs_backwards(Nodes(one, two, _databases): Nodes) {
    let mut clock = Vec::new();
    for n in 0..10 {
        let ledger = if n % 2 == 0 { &one } else { &two };
        clock.push(ledger.clock().now());
        ledger.log().append(bare("door-1", n, &[u128::from(n) + 1])).await.unwrap();
    }
    assert!(!clock.is_sorted(), "the nodes' clocks do");
    let page = one.log().page(&stream(0).ledger, 0, 100).await.unwrap();
    assert_eq!(page.len(), 10);
    assert!(page.iter().map(|record| record.recorded_at).is_sorted());
}

async fn what_begins_with_a_fact_is_recorded_with_it_or_not_at_all(Nodes(one, two, _databases): Nodes) {
    let mut door = root(1);
    door.execute(&one, &Build("1 Main Street"), &moment()).await.unwrap();
    let and_build = |n| OpenAnd(n, Build("2 Main Street"));
    assert_eq!(door.execute(&one, &and_build(2), &moment()).await.unwrap(), 1);
    assert_eq!(root(2).execute(&two, &Open, &moment()).await.unwrap(), 1, "it is there");
    let again = door.execute(&one, &and_build(2), &moment()).await;
    assert!(matches!(again, Err(Failure::Contended)), "its stream is not new");
    let taken = door.execute(&one, &and_build(3), &moment()).await;
    assert!(matches!(taken, Err(Failure::Refused(Refusal::AddressTaken))));
    let refused = door.execute(&one, &OpenAnd(4, Open), &moment()).await;
    assert!(matches!(refused, Err(Failure::Unavailable(_))));
    assert_eq!(door.execute(&one, &HowOften, &moment()).await.unwrap(), 1, "nothing else was recorded");
    let page = one.log().page(&stream(0).ledger, 0, 10).await.unwrap();
    let streams: Vec<&str> = page.iter().map(|record| record.stream.as_str()).collect();
    assert_eq!(streams, ["door-1", "door-1", "door-2", "door-2"]);
}

async fn what_is_rehearsed_is_answered_and_records_nothing(Nodes(one, two, _databases): Nodes) {
    let ledger = stream(1).ledger;
    let (opened, at) = (toy::Opened {}.into(), moment());
    let rehearse = async |node: &Ledger| node.rehearse::<Door>(&ledger, &opened, &at).await;
    rehearse(&one).await.unwrap();
    let mut door = root(1);
    door.execute(&one, &Build("1 Main Street"), &moment()).await.unwrap();
    rehearse(&one).await.unwrap();
    rehearse(&two).await.unwrap();
    let opens = door.execute(&one, &Open, &at);
    let (reply, rehearsed, again) = tokio::join!(opens, rehearse(&one), rehearse(&two));
    assert_eq!((reply.unwrap(), rehearsed.is_ok(), again.is_ok()), (1, true, true));
    let page = two.page(&ledger, 0, 10).await.unwrap();
    assert_eq!(page.iter().map(|one| one.record.position).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(one.log().heads().await.unwrap().into_iter().find(|(id, _)| *id == ledger), Some((ledger, 2)));
}

async fn a_holder_is_found_the_even_way_as_well(Nodes(one, two, _databases): Nodes) {
    let (ledger, address) = (stream(1).ledger, "1 Main Street");
    assert_eq!(two.holder_evenly(&ledger, "address", address).await.unwrap(), None);
    root(1).execute(&one, &Build(address), &moment()).await.unwrap();
    for _ in 0..2 {
        assert_eq!(two.holder_evenly(&ledger, "address", address).await.unwrap(), Some(stream(1).id));
    }
    assert_eq!(two.holder_evenly(&ledger, "address", "2 Main Street").await.unwrap(), None);
}

async fn a_file_is_kept_part_by_part_until_it_is_dropped_for_good(Nodes(one, two, _databases): Nodes) {
    let job = stream(1);
    let part = |file, number| FilePart { stream: &job, file, number };
    assert!(one.keep_part(&part("a", 0), b"first").await.unwrap());
    assert!(one.keep_part(&part("a", 1), b"second").await.unwrap());
    assert!(one.keep_part(&part("b", 0), b"other").await.unwrap());
    assert!(one.keep_part(&part("a", 0), b"instead").await.unwrap());
    for (file, number, kept) in [("a", 0, Some("instead")), ("a", 1, Some("second")), ("a", 2, None)] {
        let read = two.part(&part(file, number)).await.unwrap();
        assert_eq!(read.as_deref(), kept.map(str::as_bytes), "{file} {number}");
    }
    one.drop_file(&job, "a").await.unwrap();
    assert_eq!(two.part(&part("a", 0)).await.unwrap(), None);
    assert!(two.part(&part("b", 0)).await.unwrap().is_some());
    one.drop_files(&job).await.unwrap();
    assert_eq!(one.part(&part("b", 0)).await.unwrap(), None);
    assert!(!one.keep_part(&part("c", 0), b"late").await.unwrap(), "its key is destroyed");
}

macro_rules! contract {
    ($($rule:ident),+ $(,)?) => {
        mod memory {
            $(#[tokio::test] async fn $rule() { super::$rule(super::nodes::in_memory().await).await; })+
        }
        mod postgres {
            $(#[tokio::test] async fn $rule() { super::$rule(super::nodes::on_postgres().await).await; })+
        }
        /// What Postgres refuses on tables that are partitioned by ledger, Citus refuses too.
        mod postgres_partitioned {
            $(#[tokio::test] async fn $rule() { super::$rule(super::nodes::on_partitions().await).await; })+
        }
    };
}

contract!(
    a_stale_writer_reads_on_and_decides_again,
    a_name_is_held_by_one_stream_until_it_is_given_back,
    positions_are_gapless_and_every_answered_append_is_there,
    what_is_personal_lies_sealed_and_is_gone_when_the_key_is,
    a_ring_of_keys_opens_what_was_sealed_before_it_was_taken_and_since,
    a_read_sees_what_another_node_was_answered,
    a_long_stream_folds_the_same_from_its_snapshot,
    a_retried_append_is_answered_with_its_old_position,
    what_begins_with_a_fact_is_recorded_with_it_or_not_at_all,
    a_version_that_the_stream_has_not_reached_is_a_conflict,
    an_append_that_does_not_fit_leaves_its_neighbours_alone,
    an_append_gives_all_names_back_and_takes_some_again,
    the_time_of_recording_never_runs_backwards,
    what_is_rehearsed_is_answered_and_records_nothing,
    a_holder_is_found_the_even_way_as_well,
    a_change_of_several_aggregates_is_one_append_in_which_a_name_moves,
    what_begins_with_a_part_of_a_change_is_recorded_with_it,
    a_change_that_one_aggregate_refuses_or_whose_name_is_taken_records_nothing,
    where_a_stream_has_moved_on_all_decide_again,
    a_change_that_decides_nothing_answers_from_the_newest_states,
    a_file_is_kept_part_by_part_until_it_is_dropped_for_good,
);

/// The transaction that has written the row of the ledger last.
async fn last_writer(connection: &mut PgConnection) -> String {
    sqlx::query_scalar("select xmin::text from ledger where id = $1")
        .bind(stream(1).ledger.as_str())
        .fetch_one(connection)
        .await
        .unwrap()
}

#[tokio::test]
async fn each_rehearsal_commits_a_write_of_its_ledgers_row_on_every_node() {
    let Nodes(one, two, databases) = nodes::on_postgres().await;
    root(1).execute(&one, &Build("1 Main Street"), &moment()).await.unwrap();
    let mut connection = PgConnection::connect_with(&databases[0].options()).await.unwrap();
    let mut before = last_writer(&mut connection).await;
    for node in [&one, &one, &two, &two, &one] {
        node.rehearse::<Door>(&stream(1).ledger, &toy::Opened {}.into(), &moment()).await.unwrap();
        let after = last_writer(&mut connection).await;
        assert_ne!(before, after);
        before = after;
    }
}
