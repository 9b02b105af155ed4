//! The event table read from one end to the other as an ordinary client reads it, in order, every column: the cost beyond this is that of
//! the checking.

use std::{hint::black_box, time::Instant};

use futures_util::StreamExt;
use sqlx::Row;

use crate::{fault::Fault, house::House, rebuild::per_second};

pub(super) async fn events_per_second(house: &House) -> Result<u64, Fault> {
    let (begun, mut events) = (Instant::now(), 0);
    for (ledger, _) in house.ledger.log().heads().await? {
        let mut rows = sqlx::query(
            "select ledger, position, id, stream, version, kind, shape, data, sealed, meta, recorded_at, digest
             from event where ledger = $1 order by position",
        )
        .bind(ledger.as_str())
        .fetch(&house.pool);
        while let Some(row) = rows.next().await {
            black_box(row?.try_get::<i64, _>(1)?);
            events += 1;
        }
    }
    Ok(per_second(events, begun.elapsed()))
}
