//! The tags of a role are listed.

use app::{Answer, App};
use domain::Moment;
use wire::iam::{ListRoleTagsResponse, Tag, operations::ListRoleTags};

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for ListRoleTags {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let part = shapes::part(input.max_items, input.marker.as_deref());
        let listed = app.iam.role_tags(&input.role_name, part).await?;
        Ok(ListRoleTagsResponse {
            is_truncated: Some(listed.next.is_some()),
            marker: listed.next,
            tags: listed.rows.into_iter().map(|(key, value)| Tag { key, value }).collect(),
        })
    }
}
