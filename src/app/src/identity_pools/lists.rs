//! Identity pools, a page at a time.

use projections::Page;
pub use projections::{Listed, identity_pools::pools::IdentityPoolRow};

use crate::{Answer, Fault, identity_pools::IdentityPools, kernel::pages::ListOf};

/// Rows that are read at a time where all are wanted.
const PAGE: u32 = 1_000;

impl IdentityPools {
    /// The ids of the identity pools of all regions.
    pub async fn every_id(&self) -> Answer<Vec<String>> {
        let mut ids: Vec<String> = Vec::new();
        loop {
            let page = Page { after: ids.last().map(String::as_str), limit: PAGE };
            let Listed { rows, next } = self.reads.all_identity_pools(page).await?;
            ids.extend(rows.into_iter().map(|row| row.id));
            if next.is_none() {
                return Ok(ids);
            }
        }
    }

    /// The identity pools of a region, by id.
    pub async fn list(
        &self,
        region: &str,
        limit: u32,
        token: Option<&str>,
    ) -> Answer<Listed<IdentityPoolRow>> {
        let list = ListOf::new("identity pools", [region]);
        let after = token.map(|token| self.core.sealer.page_after(&list, token)).transpose();
        let after = after.map_err(|_| Fault::invalid("Invalid pagination token."))?;
        let listed = self.reads.identity_pools(region, Page { after: after.as_deref(), limit }).await?;
        self.core.sealer.with_next_page(&list, listed)
    }
}
