//! Postgres's plan of the statement, which no contract test can see.

use private_postgres::testing::database;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};

use super::{APPEND, APPEND_AND_TAKE};
use crate::postgres::{connect, look_ups, migrate_log, writer::connections};

/// So few events that the positions' index is one page and the streams' index is not, and no statistics yet: Postgres prefers the former.
const EVENTS: &str = "
insert into event select $1, n, gen_random_uuid(), 'identity-' || lpad(n::text, 36, '0'), 1, 'k.happened', 1, '', '', '', 0, ''
from generate_series(1, 120) as n";

#[tokio::test]
async fn a_look_at_a_stream_never_reads_the_ledger() {
    let database = database().await;
    let mut owner = PgConnection::connect_with(&database.options()).await.unwrap();
    migrate_log(&mut owner).await.unwrap();
    sqlx::query(EVENTS).bind("us-east-1:a-ledger").execute(&mut owner).await.unwrap();
    let pool = look_ups(&connect(database.options(), None).await.unwrap());
    for (statement, parameters) in [(APPEND, 8), (APPEND_AND_TAKE, 11)] {
        let mut connection = connections::connect(&pool).await.unwrap();
        let prepare = format!("prepare append as {statement}");
        sqlx::raw_sql(AssertSqlSafe(prepare)).execute(&mut connection.session).await.unwrap();
        let explain = format!("explain execute append({})", vec!["null"; parameters].join(", "));
        let rows = sqlx::raw_sql(AssertSqlSafe(explain)).fetch_all(&mut connection.session).await.unwrap();
        let plan: Vec<&str> = rows.iter().map(|row| row.get(0)).collect();
        let reads: Vec<&&str> = plan.iter().filter(|line| line.contains(" on event")).collect();
        assert!(reads.iter().any(|line| line.contains("event_ledger_stream_version_key")), "{plan:#?}");
        assert!(!reads.iter().any(|line| line.contains("event_pkey") || line.contains("Seq")), "{plan:#?}");
    }
}
