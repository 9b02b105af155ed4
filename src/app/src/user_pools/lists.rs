//! Lists of pools, clients and users, a page at a time.
//!
//! A page's token is the key it goes on after, sealed for the list that it goes on with: it tells nothing, works on any node for an
//! hour, and is refused by every other list, by the same list of another pool and by the same list with another selection.

use crypto::seal::{open_token, seal_token};
use domain::{
    Timestamp,
    values::filter::{self, Comparison, Filter},
};
pub use projections::{
    Listed,
    user_pools::{clients::ClientRow, pools::UserPoolRow},
};
use projections::{Page, user_pools::users::UserRow};
use serde::{Deserialize, Serialize};

use crate::{
    Answer, Fault,
    kernel::fault::encoded,
    user_pools::{UserPools, users::Shown},
};

/// How long a page's token is good.
const TOKEN_SECONDS: i64 = 3_600;

/// What a page's token carries.
#[derive(Serialize, Deserialize)]
struct Place {
    after: String,
    expires_at: Timestamp,
}

/// Which list a page belongs to. Its text is part of the key that seals the page's token, and is kept nowhere.
struct ListOf(String);

impl ListOf {
    /// A list by its kind, and by all that selects its rows. Lengths keep the parts apart, whatever they hold.
    fn new<'a>(kind: &str, selection: impl IntoIterator<Item = &'a str>) -> Self {
        let mut text = kind.to_owned();
        for part in selection {
            text.extend([" ", part.len().to_string().as_str(), ":", part]);
        }
        Self(text)
    }
}

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
        self.with_token(&list, listed)
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
        self.with_token(&list, listed)
    }

    /// The users of a pool that a filter selects, by `sub`. `wanted` are the attributes that are shown of them, all where nothing is
    /// said; each must be in the pool's schema.
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
        let Listed { rows, next } = self.with_token(&list, listed)?;
        Ok(Listed { rows: rows.into_iter().map(shown).collect(), next })
    }

    /// The key that a page goes on after.
    fn page_after(&self, list: &ListOf, token: Option<&str>) -> Answer<Option<String>> {
        let Some(token) = token else { return Ok(None) };
        let opened =
            open_token(&self.core.derived("page", &list.0), "page", token).map_err(|_| invalid_token())?;
        let place: Place = serde_json::from_slice(&opened).map_err(|_| invalid_token())?;
        if self.core.clock().now() >= place.expires_at { Err(invalid_token()) } else { Ok(Some(place.after)) }
    }

    /// The page with the token of the one that follows it.
    fn with_token<T>(&self, list: &ListOf, listed: Listed<T>) -> Answer<Listed<T>> {
        let seal = |after: String| {
            let place = Place { after, expires_at: self.core.clock().now().plus_seconds(TOKEN_SECONDS) };
            Ok::<_, Fault>(seal_token(&self.core.derived("page", &list.0), "page", &encoded(&place)?))
        };
        Ok(Listed { rows: listed.rows, next: listed.next.map(seal).transpose()? })
    }
}

fn invalid_token() -> Fault {
    Fault::invalid("Invalid pagination token.")
}

/// The list of a pool's users with that filter, however it was spelt, and with those attributes, in whatever order.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_selections_are_never_the_same_list() {
        let lists = [
            ListOf::new("users", ["a"]),
            ListOf::new("users", ["a", "b"]),
            ListOf::new("users", ["a 1:b"]),
            ListOf::new("users", ["ab"]),
            ListOf::new("clients", ["a"]),
        ];
        let texts: std::collections::BTreeSet<_> = lists.iter().map(|list| &list.0).collect();
        assert_eq!(texts.len(), lists.len());
    }

    #[test]
    fn a_filter_is_the_same_however_it_is_spelt_and_attributes_in_whatever_order() {
        let list = |filter: &str, wanted: Option<&[&str]>| {
            let wanted = wanted.map(|names| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
            users_of("p", filter::parse(filter).unwrap().as_ref(), wanted.as_deref()).0
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
