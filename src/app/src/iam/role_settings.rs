//! What roles have beside their policies' documents: their names, tags, a description, and how long sessions may be.

use std::collections::BTreeMap;

use domain::{
    Moment,
    account::role::commands::{TagRole, UntagRole, UpdateRole},
};
use projections::Listed;

use crate::{
    Answer,
    iam::{Iam, roles::DEFAULT_SESSION_SECONDS},
    kernel::pages::ListOf,
};

/// Which part of a list is asked for.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    /// So many rows at the most.
    pub limit: usize,
    /// The marker of the page before.
    pub marker: Option<&'a str>,
}

impl Iam {
    /// Changes what a role is for, if that is said, and how long its sessions may be: an hour where nothing is said.
    pub async fn update_role(
        &self,
        name: &str,
        description: Option<String>,
        max_session_seconds: Option<u32>,
        moment: &Moment,
    ) -> Answer<()> {
        let role = self.role(name).await?;
        let max_session_seconds = max_session_seconds.unwrap_or(DEFAULT_SESSION_SECONDS);
        self.ask_role(&role.id, UpdateRole { description, max_session_seconds }, moment).await
    }

    /// Adds tags to a role, or replaces their values.
    pub async fn tag_role(&self, name: &str, tags: Vec<(String, String)>, moment: &Moment) -> Answer<()> {
        let role = self.role(name).await?;
        self.ask_role(&role.id, TagRole { tags }, moment).await
    }

    /// Takes tags from a role.
    pub async fn untag_role(&self, name: &str, keys: Vec<String>, moment: &Moment) -> Answer<()> {
        let role = self.role(name).await?;
        self.ask_role(&role.id, UntagRole { keys }, moment).await
    }

    /// A role's tags, by their keys.
    pub async fn role_tags(&self, name: &str, part: Part<'_>) -> Answer<Listed<(String, String)>> {
        let role = self.role(name).await?;
        self.part_of(&ListOf::new("role tags", [&*role.id]), role.active.made.tags, part)
    }

    /// The inline policies of a role, by their names.
    pub async fn role_policies(&self, name: &str, part: Part<'_>) -> Answer<Listed<(String, String)>> {
        let role = self.role(name).await?;
        self.part_of(&ListOf::new("role policies", [&*role.id]), role.active.policies, part)
    }

    fn part_of(
        &self,
        list: &ListOf,
        all: BTreeMap<String, String>,
        part: Part<'_>,
    ) -> Answer<Listed<(String, String)>> {
        let after = self.page_after(list, part.marker)?;
        let mut rows: Vec<(String, String)> = all.into_iter().collect();
        rows.retain(|(key, _)| after.as_ref().is_none_or(|after| key > after));
        let is_last = rows.len() <= part.limit;
        rows.truncate(part.limit);
        let next = rows.last().filter(|_| !is_last).map(|(key, _)| key.clone());
        self.core.sealer.with_next_page(list, Listed { rows, next })
    }
}
