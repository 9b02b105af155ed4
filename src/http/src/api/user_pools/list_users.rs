//! Users are listed and searched.

use app::{Answer, App, user_pools::users::Shown};
use domain::Moment;
use wire::cognito_idp::{ListUsersResponse, UserType, operations::ListUsers};

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for ListUsers {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let (pool_id, limit) = (&input.user_pool_id, shapes::limit(input.limit));
        let wanted = input.attributes_to_get;
        let (filter, token) = (input.filter.as_deref(), input.pagination_token.as_deref());
        let listed = app.user_pools.list_users(pool_id, filter, wanted.as_deref(), limit, token).await?;
        let users = Some(listed.rows.iter().map(|user| with_wanted(user, wanted.as_deref())).collect());
        Ok(ListUsersResponse { pagination_token: listed.next, users })
    }
}

/// A user with the attributes that are wanted.
fn with_wanted(user: &Shown, wanted: Option<&[String]>) -> UserType {
    let mut listed = shapes::listed_user(user);
    if let (Some(wanted), Some(attributes)) = (wanted, &mut listed.attributes) {
        attributes.retain(|attribute| wanted.contains(&attribute.name));
    }
    listed
}
