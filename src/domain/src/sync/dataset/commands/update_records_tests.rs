//! What an update of records does and refuses.

use super::*;
use crate::{
    scenario::{Then, given},
    sync::dataset::{
        DatasetEvent,
        commands::cases::{deleted, patch, personal, record, updated},
    },
};

fn change(key: &str, value: Option<&str>, sync_count: u64) -> Change {
    Change {
        key: personal(key),
        value: value.map(personal),
        sync_count,
        device_last_modified: Some(Timestamp::from_ms(1)),
    }
}

fn update(changes: impl IntoIterator<Item = Change>) -> UpdateRecords {
    UpdateRecords {
        name: "notes".into(),
        changes: changes.into_iter().collect(),
        by: "phone".into(),
        limits: Limits::default(),
        may_begin: true,
    }
}

/// At one second for each of the past's updates, as the cases write them.
fn when(past: Vec<DatasetEvent>, seconds: i64, command: UpdateRecords) -> Then<UpdateRecords> {
    given(past).when_at(seconds * 1000, command)
}

#[test]
fn the_first_update_makes_the_dataset() {
    when(vec![], 1, update([change("a", Some("1"), 0), change("b", Some("2"), 0)])).then(
        [updated(1, [patch("a", Some("1")), patch("b", Some("2"))])],
        Ok(vec![record(1, "a", Some("1")), record(1, "b", Some("2"))]),
    );
}

#[test]
fn an_update_that_may_not_begin_a_dataset_needs_one() {
    let only_there = || UpdateRecords { may_begin: false, ..update([change("b", Some("2"), 0)]) };
    when(vec![], 1, only_there()).then([], Err(Refusal::NotFound));
    let past = || vec![updated(1, [patch("a", Some("1"))])];
    let deleted = past().into_iter().chain([deleted(2)]).collect();
    when(deleted, 3, only_there()).then([], Err(Refusal::NotFound));
    when(past(), 2, only_there())
        .then([updated(2, [patch("b", Some("2"))])], Ok(vec![record(2, "b", Some("2"))]));
}

#[test]
fn the_count_rises_by_one_and_every_touched_record_gets_it() {
    let past = vec![updated(1, [patch("a", Some("1")), patch("b", Some("2"))])];
    when(past.clone(), 2, update([change("b", Some("3"), 1), change("c", Some("4"), 0)])).then(
        [updated(2, [patch("b", Some("3")), patch("c", Some("4"))])],
        Ok(vec![record(2, "b", Some("3")), record(2, "c", Some("4"))]),
    );

    let later = past.into_iter().chain([updated(2, [patch("b", Some("3")), patch("c", Some("4"))])]);
    let state = given::<Dataset>(later).state();
    let counts = state.present().unwrap().records.iter().map(|record| record.sync_count).collect::<Vec<_>>();
    assert_eq!((counts, state.sync_count()), (vec![1, 2, 2], 2));
}

#[test]
fn one_stale_change_refuses_them_all() {
    let past = || vec![updated(1, [patch("a", Some("1"))]), updated(2, [patch("a", Some("2"))])];
    let stale = Refusal::StaleRecord { change: 1, current: 2, given: 1 };
    when(past(), 3, update([change("b", Some("x"), 0), change("a", Some("y"), 1)])).then([], Err(stale));

    let unknown = Refusal::StaleRecord { change: 0, current: 2, given: 0 };
    when(past(), 3, update([change("a", Some("y"), 0)])).then([], Err(unknown));

    let never_there = Refusal::StaleRecord { change: 0, current: 0, given: 7 };
    when(past(), 3, update([change("b", Some("y"), 7)])).then([], Err(never_there));
}

#[test]
fn a_removed_record_stays_as_a_tombstone_with_a_count() {
    let past = || vec![updated(1, [patch("a", Some("1"))])];
    when(past(), 2, update([change("a", None, 1)]))
        .then([updated(2, [patch("a", None)])], Ok(vec![record(2, "a", None)]));

    let removed = || past().into_iter().chain([updated(2, [patch("a", None)])]).collect::<Vec<_>>();
    when(removed(), 3, update([change("a", Some("again"), 1)]))
        .then([], Err(Refusal::StaleRecord { change: 0, current: 2, given: 1 }));
    when(removed(), 3, update([change("a", Some("again"), 2)]))
        .then([updated(3, [patch("a", Some("again"))])], Ok(vec![record(3, "a", Some("again"))]));
}

#[test]
fn an_empty_value_removes() {
    when(vec![], 1, update([change("a", Some(""), 0)]))
        .then([updated(1, [patch("a", None)])], Ok(vec![record(1, "a", None)]));
}

#[test]
fn removing_an_unknown_record_is_fine() {
    when(vec![], 1, update([change("a", None, 0)]))
        .then([updated(1, [patch("a", None)])], Ok(vec![record(1, "a", None)]));
}

#[test]
fn a_key_twice_is_refused() {
    when(vec![], 1, update([change("a", Some("1"), 0), change("a", Some("2"), 0)]))
        .then([], Err(Refusal::RepeatedKey));
}

#[test]
fn no_changes_are_no_update() {
    when(vec![], 1, update([])).then([], Ok(vec![]));
}

#[test]
fn where_the_device_tells_no_time_the_requests_time_is_taken() {
    let command = update([Change { device_last_modified: None, ..change("a", Some("1"), 0) }]);
    let Then(decision) = when(vec![], 1, command);
    let touched = decision.reply.unwrap();
    assert_eq!(touched[0].device_last_modified, Timestamp::from_seconds(1));
}

#[test]
fn after_a_deletion_the_count_goes_on_and_old_records_are_unknown() {
    let past = || vec![updated(1, [patch("a", Some("1"))]), deleted(2)];
    when(past(), 3, update([change("a", Some("2"), 1)]))
        .then([], Err(Refusal::StaleRecord { change: 0, current: 0, given: 1 }));
    when(past(), 3, update([change("a", Some("2"), 0)]))
        .then([updated(3, [patch("a", Some("2"))])], Ok(vec![record(3, "a", Some("2"))]));
}

/// `a` and `b` of three bytes each, and the tombstone `c`.
fn nearly_full() -> Vec<DatasetEvent> {
    vec![updated(1, [patch("a", Some("11")), patch("b", Some("22")), patch("c", None)])]
}

fn small() -> Limits {
    Limits { records: 3, keys: 4, bytes: 9, key_chars: 2, value_chars: 4 }
}

#[track_caller]
fn small_accepts(changes: Vec<Change>) {
    let decision = when(nearly_full(), 2, UpdateRecords { limits: small(), ..update(changes) }).0;
    assert_eq!(decision.reply.map(|_| ()), Ok(()));
}

#[track_caller]
fn small_refuses(changes: Vec<Change>, limit: Limit) {
    when(nearly_full(), 2, UpdateRecords { limits: small(), ..update(changes) })
        .then([], Err(Refusal::LimitExceeded(limit)));
}

#[test]
fn records_are_counted_without_tombstones() {
    small_accepts(vec![change("d", Some("x"), 0)]);
    small_refuses(vec![change("d", Some("x"), 0), change("c", Some("x"), 1)], Limit::Records);
    small_accepts(vec![change("d", Some("x"), 0), change("c", Some("x"), 1), change("a", None, 1)]);
}

#[test]
fn bytes_are_those_that_are_left_after_the_update() {
    small_accepts(vec![change("d", Some("33"), 0)]);
    small_refuses(vec![change("d", Some("333"), 0)], Limit::Bytes);
    small_refuses(vec![change("d", Some("åå"), 0)], Limit::Bytes);
    small_accepts(vec![change("d", Some("3333"), 0), change("a", Some("1"), 1), change("b", Some("2"), 1)]);
}

#[test]
fn tombstones_are_bounded_and_what_is_there_can_always_be_removed() {
    small_accepts(vec![change("d", None, 0)]);
    small_refuses(vec![change("d", None, 0), change("e", None, 0)], Limit::Keys);
    let tighter = Limits { keys: 1, ..small() };
    let decision =
        when(nearly_full(), 2, UpdateRecords { limits: tighter, ..update([change("a", None, 1)]) }).0;
    assert_eq!(decision.reply, Ok(vec![record(2, "a", None)]));
}

#[test]
fn keys_and_values_have_a_length() {
    small_refuses(vec![change("ddd", None, 0)], Limit::KeyChars);
    small_refuses(vec![change("a", Some("12345"), 1)], Limit::ValueChars);
    small_accepts(vec![change("åå", None, 0)]);
}
