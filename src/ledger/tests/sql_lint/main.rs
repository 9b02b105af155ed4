//! The log rests on nothing that only plain Postgres has: every SQL text of the log and of the read models is read and refused
//! where it names such a thing.
//!
//! It reads source files as text. It does not know which statement runs when: what is needed outside the path of an append is
//! listed in [`EXCEPTIONS`], with its reason.
#![expect(clippy::unwrap_used, reason = "what a test needs and does not get ends it")]

mod rules;
mod sources;

use rules::{RULES, Rule, keys_without_ledger, names_no_ledger, offences};
use sources::{Text, rust_strings, sql_file, sql_texts};

/// Where a rule does not hold, and why that decides nothing about an append.
const EXCEPTIONS: [(&str, Rule, &str); 2] = [
    (
        "schema/ledger/0002_append_only.sql",
        Rule::Trigger,
        "optional: engines without triggers leave the file out",
    ),
    ("schema/ledger/0002_append_only.sql", Rule::Procedure, "the triggers' function"),
];

/// Statements that name no ledger, by file and some of their words, and why that costs nothing on the path of an append or a read.
const OF_ALL_LEDGERS: [(&str, &str, &str); 9] = [
    (
        "src/ledger/src/postgres/reads.rs",
        "select id, position from ledger",
        "at a start, by tools, and now and then",
    ),
    ("src/ledger/src/postgres/survey.rs", "coalesce(newest.position, 0)", "by `replay verify`"),
    (
        "src/ledger/src/postgres/survey.rs",
        "select ledger, scope, value_hmac, stream from claim",
        "by `replay verify`",
    ),
    ("src/ledger/src/postgres/reactions/items.rs", "left join progress", "at a start, and once a minute"),
    (
        "src/ledger/src/postgres/reactions/items.rs",
        "due_at <= $2 order by ledger",
        "of what is still to be done",
    ),
    ("src/ledger/src/postgres/reactions/items.rs", "since < $2 order by ledger", "of what was given up"),
    ("src/ledger/src/postgres/reactions/held_before.rs", "holder = $2 order by ledger", "at a start"),
    ("src/ledger/src/postgres/reactions/backlog.rs", "count(*) filter", "of what is still to be done"),
    ("src/ledger/src/postgres/reactions/undone.rs", "order by given_up is null", "for people"),
];

#[test]
fn every_statement_names_its_one_ledger() {
    let mut found = Vec::new();
    for text in sql_texts().iter().filter(|text| text.file.starts_with("src/ledger/src/")) {
        let is_excused =
            OF_ALL_LEDGERS.iter().any(|(file, words, _)| text.file == *file && text.sql.contains(words));
        if names_no_ledger(&text.sql) && !is_excused {
            found.push(format!("{}:{}: {}", text.file, text.line, text.sql));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_statement_of_all_ledgers_outlives_its_need() {
    let texts = sql_texts();
    for (file, words, why) in OF_ALL_LEDGERS {
        let needed = texts
            .iter()
            .any(|text| text.file == file && text.sql.contains(words) && names_no_ledger(&text.sql));
        assert!(needed, "{file} has no such statement: {words} ({why})");
    }
}

#[test]
fn a_statement_that_names_no_ledger_is_found() {
    for sql in [
        "select position from ledger where id = any($1) order by id for update",
        "insert into event (ledger, position) select * from unnest($1::text[], $2::bigint[])",
        "update ledger set position = moved.position from unnest($1::text[]) as moved(id) where ledger.id = moved.id",
        "select id, position from ledger",
        "delete from claim where stream = $1",
    ] {
        assert!(names_no_ledger(sql), "{sql}");
    }
    for sql in [
        "select position from ledger where id = $1 for update",
        "insert into claim (ledger, stream) values ($1, $2)",
        "insert into reaction_item (ledger, reaction) select $1, $2 from unnest($3::bigint[])",
        "select 1 from event where event.ledger = $1 and stream = $2",
        "select stream from claim join unnest($2::text[]) as asked(scope) using (scope) where claim.ledger=$1",
        "what an event is",
    ] {
        assert!(!names_no_ledger(sql), "{sql}");
    }
}

#[test]
fn no_statement_of_the_log_rests_on_what_only_plain_postgres_has() {
    let mut found = Vec::new();
    for text in sql_texts() {
        for (rule, words) in offences(&text.sql) {
            if !EXCEPTIONS.iter().any(|(file, excused, _)| *file == text.file && *excused == rule) {
                found.push(format!("{}:{}: {rule:?}: {words}", text.file, text.line));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_exception_outlives_its_need() {
    let texts = sql_texts();
    for (file, rule, why) in EXCEPTIONS {
        let needed = texts.iter().filter(|text| text.file == file);
        let needed = needed.flat_map(|text| offences(&text.sql)).any(|(offended, _)| offended == rule);
        assert!(needed, "{file} needs no exception for {rule:?} ({why})");
    }
}

#[test]
fn every_key_of_the_log_begins_with_the_ledger() {
    let schema = sql_file("schema/ledger/0001_log.sql");
    assert_eq!(keys_without_ledger(&schema.sql), Vec::<String>::new());
}

#[test]
fn a_key_that_does_not_begin_with_the_ledger_is_found() {
    for (sql, key) in [
        ("create table event (ledger text, id uuid, primary key (id));", "primary key (id)"),
        ("create table event (ledger text, id uuid, unique (id, ledger));", "unique (id, ledger)"),
        ("create table event (ledger text, id uuid unique);", "id uuid unique"),
        ("create table claim (ledger text references ledger (id));", "ledger text references"),
        ("create unique index one on event (stream, ledger);", "on event (stream, ledger)"),
    ] {
        assert_eq!(keys_without_ledger(sql), [key], "{sql}");
    }
}

#[test]
fn each_forbidden_thing_is_found() {
    for (rule, sql) in [
        (Rule::Sequence, "create table event (position bigserial primary key)"),
        (Rule::Sequence, "create table event (position SERIAL8)"),
        (Rule::Sequence, "create table event (position bigint generated always as identity)"),
        (Rule::Sequence, "position bigint generated  by default\n as identity"),
        (Rule::Sequence, "create sequence position"),
        (Rule::Sequence, "create temporary sequence if not exists position"),
        (Rule::Sequence, "insert into event select nextval('position')"),
        (Rule::Sequence, "select setval ('position', 1)"),
        (Rule::Sequence, "insert into event overriding system value values (1)"),
        (Rule::TransactionId, "alter table event add written_by xid8"),
        (Rule::TransactionId, "select txid_current()"),
        (Rule::TransactionId, "select pg_current_xact_id()"),
        (Rule::TransactionId, "where written_by < pg_snapshot_xmin(pg_current_snapshot())"),
        (Rule::TransactionId, "select xmin from event"),
        (Rule::TransactionId, "delete from claim where CTID = $1"),
        (Rule::AdvisoryLock, "select pg_advisory_xact_lock(42)"),
        (Rule::AdvisoryLock, "select pg_try_advisory_lock(1, 2)"),
        (Rule::Notification, "listen appended"),
        (Rule::Notification, "commit; notify appended, '7'"),
        (Rule::Notification, "select pg_notify('appended', $1)"),
        (
            Rule::Trigger,
            "create trigger numbered before insert on event for each row execute function number()",
        ),
        (Rule::Trigger, "create or replace constraint trigger late after insert on event"),
        (Rule::Trigger, "create rule no_delete as on delete to event do instead nothing"),
        (Rule::Procedure, "create or replace function append() returns void language sql as ''"),
        (Rule::Procedure, "create procedure append() language sql as ''"),
        (Rule::Procedure, "do $$ begin perform 1; end $$"),
        (Rule::Procedure, "call append($1)"),
        (Rule::Procedure, "select 1 -- nothing\n; do language plpgsql 'begin end'"),
    ] {
        let found: Vec<Rule> = offences(sql).into_iter().map(|(rule, _)| rule).collect();
        assert!(found.contains(&rule), "{rule:?} in {sql}: found {found:?}");
    }
    assert_eq!(RULES.len(), 6, "each rule has its samples above");
}

#[test]
fn what_is_allowed_is_left_alone() {
    for sql in [
        "select id from ledger where id = any($1) order by id for update skip locked",
        "insert into event (ledger, position) select * from unnest($1::text[], $2::bigint[]) on conflict do nothing",
        "-- a sequence, a trigger, nextval('x') and pg_notify() in a comment\nselect 1",
        "select /* xmin */ 1",
        "no restricted role; the append-only trigger still holds; whoever would notify or listen need not",
        "serialisation failure",
    ] {
        assert_eq!(offences(sql), Vec::new(), "{sql}");
    }
}

#[test]
fn the_texts_that_are_read_are_those_that_run() {
    let texts = sql_texts();
    let has = |file: &str, words: &str| texts.iter().any(|t| t.file == file && t.sql.contains(words));
    assert!(has("schema/ledger/0001_log.sql", "create table event"));
    assert!(has("src/ledger/src/postgres/writer/transaction.rs", "for update"));
    assert!(
        texts.iter().any(|t| t.file.starts_with("src/ledger/src/") && t.sql.contains("insert into event"))
    );
    assert!(
        texts.iter().any(|t| t.file.starts_with("src/projections/src/") && t.sql.contains("insert into"))
    );
    assert!(texts.iter().any(|t| t.file.starts_with("schema/projections/")));
}

#[test]
#[expect(clippy::needless_raw_string_hashes, reason = "the source holds a raw string of its own")]
fn strings_are_found_in_every_form_that_rust_has_and_nowhere_else() {
    let source = r##"
        // "in a comment"
        /* "in another" /* "inside" */ */
        fn f<'a>(x: &'a str) -> char { let _ = '"'; let _ = '\''; 'c' }
        const A: &str = "plain \"quoted\" text";
        const B: &str = r#"raw "text""#;
        const C: &[u8] = b"bytes";
        const D: &str = "two
            lines";
    "##;
    let found: Vec<Text> = rust_strings("x.rs", source);
    let texts: Vec<&str> = found.iter().map(|text| text.sql.as_str()).collect();
    assert_eq!(texts, [r#"plain \"quoted\" text"#, r#"raw "text""#, "bytes", "two\n            lines"]);
    assert_eq!(found.iter().map(|text| text.line).collect::<Vec<_>>(), [5, 6, 7, 8]);
}
