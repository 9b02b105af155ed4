//! The ceiling of appending: the same rows in batches, gapless, by one connection to the same Postgres that does nothing else.

use std::time::Instant;

use sqlx::{
    Connection, PgConnection, Row,
    postgres::{PgConnectOptions, PgRow},
};
use uuid::Uuid;

use crate::timing::{FOR, Waits, count};

/// Rows per second, and how long commits took.
pub(crate) struct Raw {
    pub(crate) per_second: f64,
    pub(crate) commits: Waits,
}

/// Copies of the newest events, so many a commit.
pub(crate) async fn append(log: &PgConnectOptions, batch: usize) -> Raw {
    let mut connection = PgConnection::connect_with(log).await.unwrap();
    let make = "drop table if exists ceiling, ceiling_head;
                create table ceiling (like event including defaults including indexes);
                create table ceiling_head (like ledger including defaults including indexes);
                insert into ceiling_head values ('ceiling', 0, ''::bytea, 0)";
    sqlx::raw_sql(make).execute(&mut connection).await.unwrap();
    let newest = "select kind, shape, data, sealed, meta, recorded_at, digest from event order by ledger, position desc limit $1";
    let limit = i64::try_from(batch).unwrap();
    let rows = sqlx::query(newest).bind(limit).fetch_all(&mut connection).await.unwrap();
    let (begun, mut commits, mut done) = (Instant::now(), Waits::default(), 0);
    while begun.elapsed() < FOR {
        let asked = Instant::now();
        insert(&rows, batch, done, &mut connection).await;
        commits.0.push(asked.elapsed());
        done += batch;
    }
    Raw { per_second: count(done) / begun.elapsed().as_secs_f64(), commits }
}

/// One commit. The rows go on from `done`.
async fn insert(rows: &[PgRow], batch: usize, done: usize, connection: &mut PgConnection) {
    let statement = "
        with moved as (
            update ceiling_head set position = position + cardinality($1::bigint[]), frontier = $11 where id = 'ceiling'
        )
        insert into ceiling
        select 'ceiling', * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::smallint[],
                                        $7::bytea[], $8::bytea[], $9::bytea[], $10::bigint[], $12::bytea[])";
    let at = |n: usize| &rows[n % rows.len()];
    let numbers = || (0..batch).map(|n| i64::try_from(done + n + 1).unwrap());
    sqlx::query(statement)
        .bind(numbers().collect::<Vec<_>>())
        .bind((0..batch).map(|n| Uuid::from_u64_pair(7, (done + n) as u64)).collect::<Vec<_>>())
        .bind((0..batch).map(|n| format!("identity-{n:036}")).collect::<Vec<_>>())
        .bind(numbers().collect::<Vec<_>>())
        .bind((0..batch).map(|n| at(n).get::<&str, _>(0)).collect::<Vec<_>>())
        .bind((0..batch).map(|n| at(n).get::<i16, _>(1)).collect::<Vec<_>>())
        .bind((0..batch).map(|n| at(n).get::<&[u8], _>(2)).collect::<Vec<_>>())
        .bind((0..batch).map(|n| at(n).get::<&[u8], _>(3)).collect::<Vec<_>>())
        .bind((0..batch).map(|n| at(n).get::<&[u8], _>(4)).collect::<Vec<_>>())
        .bind((0..batch).map(|n| at(n).get::<i64, _>(5)).collect::<Vec<_>>())
        .bind([7_u8; 300].as_slice())
        .bind((0..batch).map(|n| at(n).get::<&[u8], _>(6)).collect::<Vec<_>>())
        .execute(connection)
        .await
        .unwrap();
}
