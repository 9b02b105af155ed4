//! Who is in which group: a row a membership. Holds ids alone; a member's row of [`super::users`] shows the rest.

use std::collections::BTreeSet;

use domain::{
    LedgerId,
    configured::Config,
    user_pools::{
        group::GroupConfig,
        user::{JoinedGroup, UserEvent},
    },
};
use ledger::{Opened, Unavailable, Undecodable};
use serde::{Deserialize, Serialize};

use super::{
    POOL_DELETED,
    users::{UserRow, Users},
};
use crate::{
    Listed, Page, ReadModels,
    engine::{
        list::{Condition, Key, List},
        model::{Model, Touch},
    },
};

/// A membership.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Membership {
    /// The member.
    sub: String,
    /// The group's id.
    parent: String,
}

pub(crate) struct Memberships;

impl Model for Memberships {
    const NAME: &'static str = "memberships";
    const VERSION: u32 = 1;
    const INDEXES: &'static str = include_str!("../../../../schema/projections/memberships.sql");
    const KINDS: &'static [&'static str] =
        &["user.joined_group", "user.left_group", GroupConfig::DELETED.name, POOL_DELETED];
    type Row = Membership;

    fn parent(row: &Membership) -> Option<&str> {
        Some(&row.parent)
    }

    fn touches(event: &Opened) -> Result<Touch, Undecodable> {
        let id = event.record.stream.id();
        Ok(match event.record.kind.as_str() {
            POOL_DELETED => Touch::DropAll,
            kind if kind == GroupConfig::DELETED.name => Touch::DropOf(id.to_owned()),
            _ => group_of(&*event.event::<UserEvent>()?)
                .map_or(Touch::None, |group| Touch::One(format!("{group}/{id}"))),
        })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "no other event touches a row")]
    fn apply(_: Option<Membership>, event: &Opened) -> Result<Option<Membership>, Undecodable> {
        Ok(match &*event.event::<UserEvent>()? {
            UserEvent::JoinedGroup(JoinedGroup { group, .. }) => {
                Some(Membership { sub: event.record.stream.id().to_owned(), parent: group.clone() })
            }
            _ => None,
        })
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "no other event is about a group")]
fn group_of(event: &UserEvent) -> Option<&str> {
    match event {
        UserEvent::JoinedGroup(e) => Some(&e.group),
        UserEvent::LeftGroup(e) => Some(&e.group),
        _ => None,
    }
}

/// The users with these `sub`s.
fn these(subs: BTreeSet<String>) -> Condition<'static, UserRow> {
    let value = subs.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    let sql = "id = any(string_to_array($value, ' '))".to_owned();
    Condition { sql, holds: Box::new(move |sub, _| subs.contains(sub)), value }
}

impl ReadModels {
    /// The members of a group, by `sub`. The key of a page is a membership's.
    pub async fn members(
        &self,
        pool: &LedgerId,
        group: &str,
        page: Page<'_>,
    ) -> Result<Listed<UserRow>, Unavailable> {
        let of_group = Condition {
            sql: "body ->> 'parent' = $value".to_owned(),
            holds: Box::new(|_, row: &Membership| row.parent == group),
            value: group.to_owned(),
        };
        let list = List { ledger: Some(pool), key: Key::Id, condition: Some(of_group), page };
        let Listed { rows, next } = self.list::<Memberships>(list).await?;
        let condition = Some(these(rows.into_iter().map(|row| row.sub).collect()));
        let page = Page { after: None, limit: page.limit };
        // A user who was deleted since is in no list.
        let users = self.list::<Users>(List { ledger: Some(pool), key: Key::Id, condition, page }).await?;
        Ok(Listed { rows: users.rows, next })
    }
}
