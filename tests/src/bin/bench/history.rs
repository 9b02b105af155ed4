//! Reading a history whole: `replay verify` and `replay rebuild` as a person runs them, beside a bare ordered read of all events.

use std::{
    fs,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use actix_rt::System;
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection, Row};
use tests::{
    api::{Administrator, USER_POOLS},
    database::{self, Cluster},
    programs,
    server::Recognito,
};

use crate::{
    report::{Ceiling, Report},
    timing::count,
};

/// A history long enough that reading it takes much longer than starting to.
const FILL: [&str; 4] = ["--users", "60000", "--events", "300000"];
/// How long a server may take to show all of it.
const READ_MODELS_TIMEOUT: Duration = Duration::from_mins(5);

/// Makes the history, and measures.
pub(crate) fn run(report: &mut Report) {
    let server = Recognito::start_filled(fill);
    wait_for_users(&server);
    let url = Cluster::of(&server.data()).url(database::LOG);
    let (events, seconds) = System::new().block_on(scan(&url));
    let bare = count(events) / seconds;
    for verb in ["verify", "rebuild"] {
        let begun = Instant::now();
        programs::replay(&server.data(), &[verb]).expect_success();
        let rate = count(events) / begun.elapsed().as_secs_f64();
        report.add_once(
            &format!("replay {verb}, {events} events"),
            rate,
            Ceiling::new("a bare ordered read", bare),
        );
    }
}

fn fill(data: &Path) {
    let mut generate = Command::new(programs::path("generate"));
    programs::run(generate.args(FILL).arg("--data").arg(data)).expect_success();
}

/// Lists of users are refused until they show everything; it is the read model that takes longest.
fn wait_for_users(server: &Recognito) {
    let note: Value =
        serde_json::from_slice(&fs::read(server.data().join("generated.json")).unwrap()).unwrap();
    let list = json!({ "UserPoolId": note["UserPoolId"], "Limit": 1 });
    let administrator = Administrator::of(server);
    let begun = Instant::now();
    loop {
        let answer = administrator.ask("cognito-idp", &format!("{USER_POOLS}.ListUsers"), &list);
        if answer.status == 200 {
            return;
        }
        assert!(begun.elapsed() < READ_MODELS_TIMEOUT, "{}", answer.text());
        thread::sleep(Duration::from_secs(1));
    }
}

/// Reads all events in order; how many, and in what time.
async fn scan(url: &str) -> (usize, f64) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let begun = Instant::now();
    let columns =
        "select ledger, position, id, stream, version, kind, shape, data, sealed, meta, recorded_at, digest
                   from event order by ledger, position";
    let mut rows = sqlx::query(columns).fetch(&mut connection);
    let (mut events, mut bytes) = (0, 0);
    while let Some(row) = rows.try_next().await.unwrap() {
        events += 1;
        bytes += row.get::<&[u8], _>("data").len() + row.get::<&[u8], _>("sealed").len();
    }
    assert!(bytes > 0);
    (events, begun.elapsed().as_secs_f64())
}
