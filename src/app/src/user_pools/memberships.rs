//! Who is in which group of a user pool, and what tokens say of it.
//!
//! A user's aggregate holds the ids of the groups that the user has joined. A group that is deleted is not taken out of its members: its id
//! leads to no group from then on, and a new group of the same name has another.

use std::collections::BTreeSet;

use domain::{
    Moment,
    configured::Live,
    user_pools::{
        group::{GroupClaims, GroupConfig},
        user::{
            Profile, User,
            commands::{JoinGroup, LeaveGroup},
        },
    },
};
use projections::{Listed, Page};

use crate::{
    Answer,
    kernel::{fault::failed, pages::ListOf},
    user_pools::{UserPools, configurations::Configurations, lists, pools::OpenPool, users::Shown},
};

impl UserPools {
    /// An administrator makes a user a member of a group.
    pub async fn add_to_group(
        &self,
        pool_id: &str,
        username: &str,
        group: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let groups = self.groups(pool_id).await?;
        let group = groups.stream(group).await?.id.id().to_owned();
        let (stream, user) = self.existing(&groups.pool, username).await?;
        let ended = groups.ended_of(user.profile()?).await?;
        let join = JoinGroup { group, ended };
        self.core.directories.users.ask(&stream, join, moment).await.map_err(failed::<User>)
    }

    /// An administrator takes a user out of a group.
    pub async fn remove_from_group(
        &self,
        pool_id: &str,
        username: &str,
        group: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let groups = self.groups(pool_id).await?;
        let group = groups.stream(group).await?.id.id().to_owned();
        let (stream, _) = self.existing(&groups.pool, username).await?;
        self.core.directories.users.ask(&stream, LeaveGroup { group }, moment).await.map_err(failed::<User>)
    }

    /// The groups of a user, by name.
    pub async fn list_groups_of_user(
        &self,
        pool_id: &str,
        username: &str,
        limit: u32,
        token: Option<&str>,
    ) -> Answer<Listed<Live<GroupConfig>>> {
        let groups = self.groups(pool_id).await?;
        let (stream, user) = self.existing(&groups.pool, username).await?;
        let list = ListOf::new("groups of a user", [pool_id, stream.id.id()]);
        let after = self.page_after(&list, token)?;
        let mut joined = groups.live_of(user.profile()?).await?;
        joined.sort_by(|one, other| one.config.name.cmp(&other.config.name));
        let page = Page { after: after.as_deref(), limit };
        self.core.sealer.with_next_page(&list, page_of(joined, page))
    }

    /// The users in a group, by `sub`.
    pub async fn list_users_in_group(
        &self,
        pool_id: &str,
        group: &str,
        limit: u32,
        token: Option<&str>,
    ) -> Answer<Listed<Shown>> {
        let groups = self.groups(pool_id).await?;
        let stream = groups.stream(group).await?;
        let list = ListOf::new("users in a group", [pool_id, stream.id.id()]);
        let after = self.page_after(&list, token)?;
        let page = Page { after: after.as_deref(), limit };
        let listed = self.reads.members(&groups.pool.id, stream.id.id(), page).await?;
        let Listed { rows, next } = self.core.sealer.with_next_page(&list, listed)?;
        Ok(Listed { rows: rows.into_iter().map(lists::shown).collect(), next })
    }

    /// What tokens say about a user's groups as they are now.
    pub(super) async fn group_claims(&self, pool: &OpenPool, profile: &Profile) -> Answer<GroupClaims> {
        if profile.groups.is_empty() {
            return Ok(GroupClaims::default());
        }
        let groups = self.groups_in(pool.clone()).live_of(profile).await?;
        Ok(GroupClaims::of(groups.into_iter().map(|group| group.config).collect()))
    }
}

impl Configurations<'_, GroupConfig> {
    /// The groups that a user has joined and that have not ended.
    async fn live_of(&self, profile: &Profile) -> Answer<Vec<Live<GroupConfig>>> {
        let mut live = Vec::new();
        for id in &profile.groups {
            live.extend(self.by_id(id).await?);
        }
        Ok(live)
    }

    /// Ids of the groups that a user has joined and that have ended.
    async fn ended_of(&self, profile: &Profile) -> Answer<BTreeSet<String>> {
        let mut ended = BTreeSet::new();
        for id in &profile.groups {
            if self.by_id(id).await?.is_none() {
                ended.insert(id.clone());
            }
        }
        Ok(ended)
    }
}

/// A page of a user's groups, which are sorted by name.
fn page_of(groups: Vec<Live<GroupConfig>>, page: Page<'_>) -> Listed<Live<GroupConfig>> {
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let is_behind =
        |group: &Live<GroupConfig>| page.after.is_none_or(|after| group.config.name.as_str() > after);
    let mut rows: Vec<_> = groups.into_iter().filter(is_behind).collect();
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| has_more).map(|group| group.config.name.clone());
    Listed { rows, next }
}
