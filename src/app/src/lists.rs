//! Lists of pools, clients and users, a page at a time.
//!
//! A page's token is the key it goes on after, sealed: it tells nothing, and works on any node for an hour.

use crypto::seal::{open_token, seal_token};
use domain::{Timestamp, values::filter};
pub use projections::{Listed, clients::ClientRow, user_pools::UserPoolRow};
use projections::{Page, users::UserRow};
use serde::{Deserialize, Serialize};

use crate::{Answer, App, Fault, fault::encoded, users::Shown};

/// How long a page's token is good.
const TOKEN_SECONDS: i64 = 3_600;

/// What a page's token carries.
#[derive(Serialize, Deserialize)]
struct Place {
    after: String,
    expires_at: Timestamp,
}

impl App {
    /// User pools, by id.
    pub async fn list_pools(&self, limit: u32, token: Option<&str>) -> Answer<Listed<UserPoolRow>> {
        let after = self.page_after("user pools", token)?;
        let listed = self.reads.user_pools(Page { after: after.as_deref(), limit }).await?;
        self.with_token("user pools", listed)
    }

    /// The clients of a pool, by id.
    pub async fn list_clients(
        &self,
        pool_id: &str,
        limit: u32,
        token: Option<&str>,
    ) -> Answer<Listed<ClientRow>> {
        let pool = self.pool(pool_id).await?;
        let after = self.page_after(pool_id, token)?;
        let listed = self.reads.clients(&pool.id, Page { after: after.as_deref(), limit }).await?;
        self.with_token(pool_id, listed)
    }

    /// The users of a pool that a filter selects, by `sub`.
    pub async fn list_users(
        &self,
        pool_id: &str,
        filter: Option<&str>,
        limit: u32,
        token: Option<&str>,
    ) -> Answer<Listed<Shown>> {
        let pool = self.pool(pool_id).await?;
        let filter =
            filter::parse(filter.unwrap_or_default()).map_err(|error| Fault::invalid(error.to_string()))?;
        let after = self.page_after(pool_id, token)?;
        let page = Page { after: after.as_deref(), limit };
        let listed = self.reads.users(&pool.id, filter.as_ref(), page).await?;
        let Listed { rows, next } = self.with_token(pool_id, listed)?;
        Ok(Listed { rows: rows.into_iter().map(shown).collect(), next })
    }

    fn page_after(&self, of: &str, token: Option<&str>) -> Answer<Option<String>> {
        let Some(token) = token else { return Ok(None) };
        let invalid = || Fault::invalid("Invalid pagination token.");
        let opened = open_token(&self.derived("page", of), "page", token).map_err(|_| invalid())?;
        let place: Place = serde_json::from_slice(&opened).map_err(|_| invalid())?;
        if self.clock().now() >= place.expires_at { Err(invalid()) } else { Ok(Some(place.after)) }
    }

    fn with_token<T>(&self, of: &str, listed: Listed<T>) -> Answer<Listed<T>> {
        let seal = |after: String| {
            let place = Place { after, expires_at: self.clock().now().plus_seconds(TOKEN_SECONDS) };
            Ok::<_, Fault>(seal_token(&self.derived("page", of), "page", &encoded(&place)?))
        };
        Ok(Listed { rows: listed.rows, next: listed.next.map(seal).transpose()? })
    }
}

fn shown(row: UserRow) -> Shown {
    Shown {
        sub: row.sub,
        username: row.username,
        attributes: row.attributes,
        status: row.status.into(),
        enabled: row.enabled,
        created_at: row.created_at,
        modified_at: row.modified_at,
    }
}
