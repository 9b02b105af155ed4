//! What a node held when it was stopped or killed.

use domain::Timestamp;

use super::items::{Items, ledgers_of};
use crate::{Unavailable, postgres::again};

impl Items {
    /// Makes due what an earlier process of this node's name held: its tries have ended with it. To be called before this process takes
    /// anything.
    pub(super) async fn give_back(&self, now: Timestamp) -> Result<(), Unavailable> {
        let rows = again(|| async {
            let query = sqlx::query(
                "select distinct ledger from reaction_item where reaction = $1 and holder = $2 order by ledger",
            );
            Ok(query.bind(self.reaction.name).bind(self.node.as_str()).fetch_all(&self.pool).await?)
        })
        .await?;
        for ledger in ledgers_of(&rows)? {
            sqlx::query(
                "update reaction_item set due_at = $4, holder = null
                 where ledger = $1 and reaction = $2 and holder = $3",
            )
            .bind(ledger.as_str())
            .bind(self.reaction.name)
            .bind(self.node.as_str())
            .bind(now.ms())
            .execute(&self.pool)
            .await?;
        }
        Ok(())
    }
}
