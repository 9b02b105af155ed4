//! An administrator looks at a user.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminGetUserResponse, operations::AdminGetUser};

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminGetUser {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let user = app.user_pools.admin_get_user(&input.user_pool_id, &input.username).await?;
        Ok(AdminGetUserResponse {
            preferred_mfa_setting: shapes::preferred_factor(&user),
            user_mfa_setting_list: shapes::active_factors(&user),
            user_attributes: Some(shapes::attributes(&user)),
            enabled: Some(user.enabled),
            user_create_date: Some(shapes::at(user.created_at)),
            user_last_modified_date: Some(shapes::at(user.modified_at)),
            user_status: Some(user.status.to_string()),
            username: user.username,
            ..AdminGetUserResponse::default()
        })
    }
}
