//! Roles are listed.

use app::{Answer, App};
use domain::Moment;
use wire::iam::{ListRolesResponse, operations::ListRoles};

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

/// Roles on a page, where the caller names no number.
const PAGE: u32 = 100;

impl Operation for ListRoles {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let prefix = input.path_prefix.unwrap_or_default();
        let limit = input.max_items.and_then(|max| u32::try_from(max).ok()).unwrap_or(PAGE);
        let listed = app.iam.list_roles(&prefix, limit, input.marker.as_deref()).await?;
        // A list of roles leaves tags out.
        let roles = listed.rows.into_iter().map(|row| shapes::shown(&row.id, row.made));
        let roles = roles.map(|role| wire::iam::Role { tags: None, ..role }).collect();
        Ok(ListRolesResponse { is_truncated: Some(listed.next.is_some()), marker: listed.next, roles })
    }
}
