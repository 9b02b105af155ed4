//! The table of items: taken up with the progress of their reaction, taken by one node for a try, the outcome of each recorded by itself.
//!
//! A node that takes an item writes its name beside it. Others take the item for lost once it was held for longer than a try may take.

use std::time::Duration;

use domain::{LedgerId, Timestamp};
use sqlx::{AssertSqlSafe, PgPool, Postgres, Row, Transaction, postgres::PgRow};

use super::{Begin, NodeName, Outcome, Reaction, beginning::before};
use crate::{
    Position, Record, Unavailable,
    postgres::{
        again, reads,
        rows::{RECORD_COLUMNS, column, place, record},
    },
};

/// How long a node holds an item exclusively: longer than a try may take, including the time to record its outcome.
pub(super) const HELD_FOR: Duration = Duration::from_mins(1);

/// The items of one reaction.
pub(super) struct Items {
    pub(super) pool: PgPool,
    pub(super) reaction: &'static Reaction,
    /// This node.
    pub(super) node: NodeName,
}

/// What was taken up of a ledger.
pub(super) struct TakenUp {
    pub(super) items: Vec<Item>,
    /// The reaction has looked at all of the ledger up to the head that was given.
    pub(super) is_all: bool,
}

/// An item that this node has taken.
pub(super) struct Item {
    /// The event.
    pub(super) record: Record,
    /// Tries begun, this one included.
    pub(super) tries: u32,
}

fn later(now: Timestamp, pause: Duration) -> i64 {
    now.ms().saturating_add(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX))
}

fn tries(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// The ledgers that rows begin with.
pub(super) fn ledgers_of(rows: &[PgRow]) -> Result<Vec<LedgerId>, Unavailable> {
    let ledgers = rows.iter().map(|row| row.try_get::<String, _>(0).map(LedgerId::new));
    Ok(ledgers.collect::<Result<_, _>>()?)
}

impl Items {
    /// Ledgers with events that the reaction has not looked at. It costs more the more ledgers there are.
    pub(super) async fn behind(&self) -> Result<Vec<LedgerId>, Unavailable> {
        let rows = again(|| async {
            let query = sqlx::query(
                "select ledger.id from ledger
                 left join progress on progress.ledger = ledger.id and progress.name = $1
                 where ledger.position > coalesce(progress.position, 0) order by ledger.id",
            );
            Ok(query.bind(self.reaction.name).fetch_all(&self.pool).await?)
        })
        .await?;
        ledgers_of(&rows)
    }

    /// Takes up the items of the next events of a ledger, up to a head that it had: at most so many, all of them for a try of this node.
    /// Nothing while another node does the same. Events before the time that the reaction begins at are passed over.
    pub(super) async fn take_up(
        &self,
        (ledger, head): (&LedgerId, Position),
        (now, begins): (Timestamp, Begin),
        limit: usize,
    ) -> Result<TakenUp, Unavailable> {
        let mut transaction = self.pool.begin().await?;
        let Some(done) = self.progress(&mut transaction, ledger).await? else {
            return Ok(TakenUp { items: Vec::new(), is_all: false });
        };
        let done = match begins {
            Begin::First => done,
            Begin::At(time) => before(&mut transaction, ledger, (done, head), time).await?,
            Begin::Never => head.max(done),
        };
        let kinds = self.reaction.kinds;
        let page = reads::page_of_kinds(&mut *transaction, ledger, (done, head), kinds, limit).await?;
        let full = page.len() == limit;
        let reached = page.last().filter(|_| full).map_or(head.max(done), |last| last.position);
        let fresh = self.insert(&mut transaction, ledger, &page, now).await?;
        sqlx::query("update progress set position = $3 where ledger = $1 and name = $2")
            .bind(ledger.as_str())
            .bind(self.reaction.name)
            .bind(column(reached))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        let taken = page.into_iter().filter(|record| fresh.contains(&record.position));
        let items = taken.map(|record| Item { record, tries: 1 }).collect();
        Ok(TakenUp { items, is_all: reached >= head })
    }

    /// Locks and returns how far the reaction has looked; `None` while another node has it locked.
    async fn progress(
        &self,
        transaction: &mut Transaction<'static, Postgres>,
        ledger: &LedgerId,
    ) -> Result<Option<Position>, Unavailable> {
        sqlx::query(
            "insert into progress (ledger, name, position) values ($1, $2, 0) on conflict do nothing",
        )
        .bind(ledger.as_str())
        .bind(self.reaction.name)
        .execute(&mut **transaction)
        .await?;
        let row = sqlx::query(
            "select position from progress where ledger = $1 and name = $2 for update skip locked",
        )
        .bind(ledger.as_str())
        .bind(self.reaction.name)
        .fetch_optional(&mut **transaction)
        .await?;
        Ok(row.map(|row| row.try_get(0).map(place)).transpose()?)
    }

    /// Items for these events, taken for a first try. Returns which of them are new.
    async fn insert(
        &self,
        transaction: &mut Transaction<'static, Postgres>,
        ledger: &LedgerId,
        page: &[Record],
        now: Timestamp,
    ) -> Result<Vec<Position>, sqlx::Error> {
        let positions: Vec<i64> = page.iter().map(|record| column(record.position)).collect();
        if positions.is_empty() {
            return Ok(Vec::new());
        }
        let rows = sqlx::query(
            "insert into reaction_item (ledger, reaction, position, tries, due_at, since, holder)
             select $1, $2, position, 1, $4, $5, $6 from unnest($3::bigint[]) as fresh(position)
             on conflict do nothing returning position",
        )
        .bind(ledger.as_str())
        .bind(self.reaction.name)
        .bind(positions)
        .bind(later(now, HELD_FOR))
        .bind(now.ms())
        .bind(self.node.as_str())
        .fetch_all(&mut **transaction)
        .await?;
        rows.iter().map(|row| row.try_get(0).map(place)).collect()
    }

    /// Ledgers with items that are due.
    pub(super) async fn due(&self, now: Timestamp) -> Result<Vec<LedgerId>, Unavailable> {
        let due = "select distinct ledger from reaction_item
                   where reaction = $1 and given_up is null and due_at <= $2 order by ledger";
        self.ledgers(due, now.ms()).await
    }

    async fn ledgers(&self, sql: &'static str, until: i64) -> Result<Vec<LedgerId>, Unavailable> {
        let rows = again(|| async {
            Ok(sqlx::query(sql).bind(self.reaction.name).bind(until).fetch_all(&self.pool).await?)
        })
        .await?;
        ledgers_of(&rows)
    }

    /// Takes due items of a ledger, at most so many, the longest due first.
    pub(super) async fn take_due(
        &self,
        ledger: &LedgerId,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<Item>, Unavailable> {
        let rows = sqlx::query(
            "update reaction_item set tries = tries + 1, due_at = $4, holder = $6
             where ledger = $1 and reaction = $2 and position = any(array(
                select position from reaction_item
                where ledger = $1 and reaction = $2 and given_up is null and due_at <= $3
                order by due_at limit $5 for update skip locked))
             returning position, tries",
        )
        .bind(ledger.as_str())
        .bind(self.reaction.name)
        .bind(now.ms())
        .bind(later(now, HELD_FOR))
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .bind(self.node.as_str())
        .fetch_all(&self.pool)
        .await?;
        let mut taken = Vec::with_capacity(rows.len());
        for row in &rows {
            taken.push((place(row.try_get(0)?), u32::try_from(row.try_get::<i32, _>(1)?).unwrap_or(0)));
        }
        let mut items = self.events(ledger, &taken).await?;
        items.sort_by_key(|item| item.record.position);
        Ok(items)
    }

    async fn events(&self, ledger: &LedgerId, taken: &[(Position, u32)]) -> Result<Vec<Item>, Unavailable> {
        if taken.is_empty() {
            return Ok(Vec::new());
        }
        let positions: Vec<i64> = taken.iter().map(|(position, _)| column(*position)).collect();
        let sql = format!("select {RECORD_COLUMNS} from event where ledger = $1 and position = any($2)");
        let rows = again(|| async {
            let query = sqlx::query(AssertSqlSafe(sql.as_str())).bind(ledger.as_str()).bind(&positions);
            Ok(query.fetch_all(&self.pool).await?)
        })
        .await?;
        let mut items = Vec::with_capacity(rows.len());
        for row in &rows {
            let record = record(row)?;
            let tries = taken.iter().find(|(position, _)| *position == record.position);
            items.push(Item { tries: tries.map_or(1, |(_, tries)| *tries), record });
        }
        Ok(items)
    }

    /// Records the outcome of a try; nothing where another node has taken the item meanwhile. True: it was given up.
    pub(super) async fn record_outcome(
        &self,
        item: &Item,
        outcome: Outcome,
        now: Timestamp,
    ) -> Result<bool, Unavailable> {
        match outcome {
            Outcome::Done => return self.delete(item).await.map(|()| false),
            Outcome::Continue(pause) => {
                let begun = item.tries.saturating_sub(1);
                return self.keep(item, begun, later(now, pause), None).await.map(|()| false);
            }
            Outcome::Never(_) | Outcome::Later(_) => {}
        }
        let given_up = self.reaction.tries.given_up(item.tries, outcome);
        let due_at = later(now, self.reaction.tries.pause_after(item.tries));
        self.keep(item, item.tries, due_at, given_up).await?;
        Ok(given_up.is_some())
    }

    async fn delete(&self, item: &Item) -> Result<(), Unavailable> {
        sqlx::query(
            "delete from reaction_item where ledger = $1 and reaction = $2 and position = $3 and tries = $4",
        )
        .bind(item.record.ledger.as_str())
        .bind(self.reaction.name)
        .bind(column(item.record.position))
        .bind(tries(item.tries))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn keep(
        &self,
        item: &Item,
        begun: u32,
        due_at: i64,
        given_up: Option<&str>,
    ) -> Result<(), Unavailable> {
        sqlx::query(
            "update reaction_item set tries = $5, due_at = $6, given_up = $7, holder = null
             where ledger = $1 and reaction = $2 and position = $3 and tries = $4",
        )
        .bind(item.record.ledger.as_str())
        .bind(self.reaction.name)
        .bind(column(item.record.position))
        .bind(tries(item.tries))
        .bind(tries(begun))
        .bind(due_at)
        .bind(given_up)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Drops items that were given up and were first taken up before a time.
    pub(super) async fn drop_given_up(&self, before: Timestamp) -> Result<(), Unavailable> {
        let old = "select distinct ledger from reaction_item
                   where reaction = $1 and given_up is not null and since < $2 order by ledger";
        for ledger in self.ledgers(old, before.ms()).await? {
            sqlx::query(
                "delete from reaction_item
                 where ledger = $1 and reaction = $2 and given_up is not null and since < $3",
            )
            .bind(ledger.as_str())
            .bind(self.reaction.name)
            .bind(before.ms())
            .execute(&self.pool)
            .await?;
        }
        Ok(())
    }
}
