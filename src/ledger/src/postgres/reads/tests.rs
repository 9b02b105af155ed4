//! Postgres's plans of the reads, which no contract test can see.

use private_postgres::testing::database;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};

use super::{HOLDER, PAGE, SNAPSHOT, STREAM};
use crate::postgres::{connect, heads, look_ups, migrate_log};

/// So few rows that Postgres would rather read all of them than look into an index.
const ROWS: u32 = 100;
const OF_A_LEDGER: [&str; 3] = [
    "insert into event select $1, n, gen_random_uuid(), 'desk-' || n, 1, 'k.happened', 1, '', '', '', 0, ''
     from generate_series(1, $2) as n",
    "insert into claim select $1, 'name', decode(md5(n::text), 'hex'), 'desk-' || n from generate_series(1, $2) as n",
    "insert into snapshot select $1, 'desk-' || n, 1, '', '' from generate_series(1, $2) as n",
];
const LEDGER: &str = "insert into ledger values ($1, 1, '', 0)";

async fn fill(owner: &mut PgConnection) {
    for sql in OF_A_LEDGER {
        sqlx::query(sql).bind("ledger-1").bind(i64::from(ROWS)).execute(&mut *owner).await.unwrap();
    }
    for number in 1..=ROWS {
        sqlx::query(LEDGER).bind(format!("ledger-{number}")).execute(&mut *owner).await.unwrap();
    }
}

#[tokio::test]
async fn a_plan_that_was_made_while_a_table_was_small_finds_by_key() {
    let database = database().await;
    let mut owner = PgConnection::connect_with(&database.options()).await.unwrap();
    migrate_log(&mut owner).await.unwrap();
    fill(&mut owner).await;
    let pool = look_ups(&connect(database.options(), None).await.unwrap());
    let (stream, page) = (format!("select * {STREAM}"), format!("select * {PAGE}"));
    let reads = [
        (stream.as_str(), "event_ledger_stream_version_key", 3),
        (&page, "event_pkey", 3),
        (HOLDER, "claim_pkey", 3),
        (SNAPSHOT, "snapshot_pkey", 2),
        (heads::POSITION, "ledger_pkey", 1),
    ];
    for has_statistics in [false, true] {
        if has_statistics {
            sqlx::raw_sql("analyze").execute(&mut owner).await.unwrap();
        }
        for (sql, index, parameters) in reads {
            let plan = plan(sql, parameters, &mut pool.acquire().await.unwrap()).await;
            let bad = ["Sort", "Seq Scan"].iter().any(|bad| plan.contains(bad));
            assert!(plan.contains(index) && !bad, "statistics: {has_statistics}, {sql}: {plan}");
        }
    }
}

/// The plan for any parameters.
async fn plan(sql: &str, parameters: usize, connection: &mut PgConnection) -> String {
    let prepare = format!("set plan_cache_mode = force_generic_plan; prepare asked as {sql}");
    sqlx::raw_sql(AssertSqlSafe(prepare)).execute(&mut *connection).await.unwrap();
    let explain = format!("explain execute asked({})", vec!["null"; parameters].join(", "));
    let rows = sqlx::raw_sql(AssertSqlSafe(explain)).fetch_all(&mut *connection).await.unwrap();
    sqlx::raw_sql("deallocate asked").execute(connection).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>(0) + "\n").collect()
}
