//! Identity pools, a page at a time.

use projections::Page;
pub use projections::{Listed, identity_pools::pools::IdentityPoolRow};

use crate::{Answer, Fault, identity_pools::IdentityPools, kernel::pages::ListOf};

impl IdentityPools {
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
