//! Items of reactions that are not done, for people to read.

use domain::{LedgerId, Timestamp};
use sqlx::{PgPool, Row};

use crate::{Position, Unavailable, postgres::rows::place};

/// An item as the table has it, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// The ledger.
    pub ledger: LedgerId,
    /// The reaction.
    pub reaction: String,
    /// The event that it follows on.
    pub position: Position,
    /// Tries begun.
    pub tries: u32,
    /// When it is tried next.
    pub due_at: Timestamp,
    /// When it was first taken up.
    pub since: Timestamp,
    /// Why it is tried no more.
    pub given_up: Option<String>,
}

/// Items of reactions that are not done, at most so many, for people to read: first those that were given up, the oldest first.
pub async fn undone(pool: &PgPool, limit: u32) -> Result<Vec<Undone>, Unavailable> {
    let rows = sqlx::query(
        "select ledger, reaction, position, tries, due_at, since, given_up from reaction_item
         order by given_up is null, since, ledger, position limit $1",
    )
    .bind(i64::from(limit))
    .fetch_all(pool)
    .await?;
    let undone = |row: &sqlx::postgres::PgRow| {
        Ok(Undone {
            ledger: LedgerId::new(row.try_get::<String, _>(0)?),
            reaction: row.try_get(1)?,
            position: place(row.try_get(2)?),
            tries: u32::try_from(row.try_get::<i32, _>(3)?).unwrap_or(0),
            due_at: Timestamp::from_ms(row.try_get(4)?),
            since: Timestamp::from_ms(row.try_get(5)?),
            given_up: row.try_get(6)?,
        })
    };
    Ok(rows.iter().map(undone).collect::<Result<_, sqlx::Error>>()?)
}
