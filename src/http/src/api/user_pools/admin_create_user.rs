//! An administrator makes a user.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminCreateUserResponse, UserType, operations::AdminCreateUser};

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminCreateUser {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let new = app::user_pools::users::NewUser {
            username: input.username,
            attributes: shapes::values(input.user_attributes)?,
            temporary_password: input.temporary_password,
            invite: input.message_action.as_deref() != Some("SUPPRESS"),
        };
        let user = app.user_pools.admin_create_user(&input.user_pool_id, new, moment).await?;
        let user = UserType {
            attributes: Some(shapes::attributes(&user)),
            enabled: Some(user.enabled),
            user_create_date: Some(shapes::at(user.created_at)),
            user_last_modified_date: Some(shapes::at(user.modified_at)),
            user_status: Some(user.status.to_string()),
            username: Some(user.username),
            ..UserType::default()
        };
        Ok(AdminCreateUserResponse { user: Some(user) })
    }
}
