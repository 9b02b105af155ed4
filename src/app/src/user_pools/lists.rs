//! Lists of pools, clients and users, a page at a time.

use domain::{
    Timestamp,
    user_pools::sign_in::MfaSettings,
    values::filter::{self, Comparison, Filter},
};
pub use projections::{
    Listed,
    user_pools::{clients::ClientRow, pools::UserPoolRow},
};
use projections::{Page, user_pools::users::UserRow};

use crate::{
    Answer, Fault,
    kernel::pages::ListOf,
    user_pools::{
        UserPools,
        pools::OpenPool,
        users::{Shown, with_identities},
    },
};

/// Rows that are read at a time where all are wanted.
const PAGE: u32 = 1_000;

impl UserPools {
    /// The user pools of a region, by id.
    pub async fn list_pools(
        &self,
        region: &str,
        limit: u32,
        token: Option<&str>,
    ) -> Answer<Listed<UserPoolRow>> {
        let list = ListOf::new("user pools", [region]);
        let after = self.page_after(&list, token)?;
        let listed = self.reads.user_pools(region, Page { after: after.as_deref(), limit }).await?;
        self.core.sealer.with_next_page(&list, listed)
    }

    /// How many users a pool has.
    pub async fn user_count(&self, pool: &OpenPool) -> Answer<u64> {
        Ok(self.reads.user_count(&pool.id).await?)
    }

    /// The ids of the user pools of all regions.
    pub async fn every_pool_id(&self) -> Answer<Vec<String>> {
        Ok(self.every_pool().await?.into_iter().map(|row| row.id).collect())
    }

    async fn every_pool(&self) -> Answer<Vec<UserPoolRow>> {
        let mut pools: Vec<UserPoolRow> = Vec::new();
        loop {
            let page = Page { after: pools.last().map(|row| row.id.as_str()), limit: PAGE };
            let Listed { rows, next } = self.reads.all_user_pools(page).await?;
            pools.extend(rows);
            if next.is_none() {
                return Ok(pools);
            }
        }
    }

    /// The ids of the user pools of all regions whose newest signing keys were not made after a time.
    pub(super) async fn pools_with_old_keys(&self, made_after: Timestamp) -> Answer<Vec<String>> {
        let mut rows = self.every_pool().await?;
        rows.retain(|row| row.signing_keys_at <= made_after);
        Ok(rows.into_iter().map(|row| row.id).collect())
    }

    /// The clients of a pool, by id.
    pub async fn list_clients(
        &self,
        pool_id: &str,
        limit: u32,
        token: Option<&str>,
    ) -> Answer<Listed<ClientRow>> {
        let pool = self.pool(pool_id).await?;
        let list = ListOf::new("clients", [pool_id]);
        let after = self.page_after(&list, token)?;
        let listed = self.reads.clients(&pool.id, Page { after: after.as_deref(), limit }).await?;
        self.core.sealer.with_next_page(&list, listed)
    }

    /// The users of a pool that a filter selects, by `sub`. `wanted` are the attributes to return, all where there are none given; each
    /// must be in the pool's schema.
    pub async fn list_users(
        &self,
        pool_id: &str,
        filter: Option<&str>,
        wanted: Option<&[String]>,
        limit: u32,
        token: Option<&str>,
    ) -> Answer<Listed<Shown>> {
        let pool = self.pool(pool_id).await?;
        if wanted.into_iter().flatten().any(|name| pool.config.schema.find(name).is_none()) {
            return Err(Fault::invalid("One or more requested attributes do not exist."));
        }
        let filter =
            filter::parse(filter.unwrap_or_default()).map_err(|error| Fault::invalid(error.to_string()))?;
        let list = users_of(pool_id, filter.as_ref(), wanted);
        let after = self.page_after(&list, token)?;
        let page = Page { after: after.as_deref(), limit };
        let listed = self.reads.users(&pool.id, filter.as_ref(), page).await?;
        let Listed { rows, next } = self.core.sealer.with_next_page(&list, listed)?;
        Ok(Listed { rows: rows.into_iter().map(shown).collect(), next })
    }

    /// The key that a page begins after.
    pub(super) fn page_after(&self, list: &ListOf, token: Option<&str>) -> Answer<Option<String>> {
        token.map(|token| self.core.sealer.page_after(list, token).map_err(|_| invalid_token())).transpose()
    }
}

fn invalid_token() -> Fault {
    Fault::invalid("Invalid pagination token.")
}

/// The list of a pool's users with that filter, independent of its spelling, and with those attributes, independent of their order.
fn users_of(pool_id: &str, filter: Option<&Filter>, wanted: Option<&[String]>) -> ListOf {
    let clause = filter.map_or_else(Vec::new, |filter| {
        let comparison = match filter.comparison {
            Comparison::Equals => "=",
            Comparison::StartsWith => "^=",
        };
        vec![filter.field.name(), comparison, filter.value.as_str()]
    });
    let mut names: Vec<&str> = wanted.into_iter().flatten().map(String::as_str).collect();
    names.sort_unstable();
    let attributes = wanted.map_or("all", |_| "some");
    ListOf::new("users", [pool_id].into_iter().chain(clause).chain([attributes]).chain(names))
}

pub(super) fn shown(row: UserRow) -> Shown {
    Shown {
        sub: row.sub,
        username: row.username,
        attributes: with_identities(row.attributes, &row.links),
        status: row.status.into(),
        enabled: row.enabled,
        created_at: row.created_at,
        modified_at: row.modified_at,
        mfa: MfaSettings::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_the_same_however_it_is_spelt_and_attributes_in_whatever_order() {
        let list = |filter: &str, wanted: Option<&[&str]>| {
            let wanted = wanted.map(|names| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
            users_of("p", filter::parse(filter).unwrap().as_ref(), wanted.as_deref()).text().to_owned()
        };
        assert_eq!(list("name = \"x\"", None), list("\"name\"=\"x\"", None));
        assert_eq!(list("", Some(&["name", "email"])), list("", Some(&["email", "name"])));
        for (one, other) in [
            ("name = \"x\"", ""),
            ("name = \"x\"", "name ^= \"x\""),
            ("name = \"x\"", "name = \"y\""),
            ("name = \"x\"", "email = \"x\""),
        ] {
            assert_ne!(list(one, None), list(other, None), "{one} {other}");
        }
        assert_ne!(list("", None), list("", Some(&[])));
        assert_ne!(list("", Some(&["name"])), list("", Some(&["email"])));
    }
}
