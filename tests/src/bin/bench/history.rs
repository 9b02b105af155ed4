//! Reading a history whole: `replay verify` and `replay rebuild` as a person runs them, beside a bare ordered read of all events.

use std::time::Instant;

use actix_rt::System;
use futures_util::TryStreamExt;
use serde_json::json;
use sqlx::{Connection, PgConnection, Row};
use tests::{
    api::IDENTITY_POOLS,
    database::{self, Cluster},
    programs,
};

use crate::{
    load::{Line, drive},
    place::Place,
    report::{Ceiling, Report},
    timing::count,
};

const CLIENTS: usize = 32;

/// Makes some history, and measures.
pub(crate) fn run(report: &mut Report) {
    let place = Place::new(CLIENTS);
    let body = json!({"IdentityPoolName": "bench", "AllowUnauthenticatedIdentities": true});
    let pool = place.administrator.identity_pools("CreateIdentityPool", &body);
    let guest =
        place.bytes(&format!("{IDENTITY_POOLS}.GetId"), &json!({ "IdentityPoolId": pool["IdentityPoolId"] }));
    drive(
        CLIENTS,
        async |_| Line::open(place.authority()).await,
        async |line: &mut Line| {
            line.ask(&guest).await;
        },
    );
    let url = Cluster::of(&place.server.data()).url(database::LOG);
    let (events, seconds) = System::new().block_on(scan(&url));
    let bare = count(events) / seconds;
    for verb in ["verify", "rebuild"] {
        let begun = Instant::now();
        programs::replay(&place.server.data(), &[verb]).expect_success();
        let rate = count(events) / begun.elapsed().as_secs_f64();
        report.add_once(
            &format!("replay {verb}, {events} events"),
            rate,
            Ceiling::new("a bare ordered read", bare),
        );
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
