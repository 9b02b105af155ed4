//! Shows the user who holds an access token.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{GetUserResponse, operations::GetUser};

use super::shapes;
use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for GetUser {
    type Caller = TokenHolder;

    async fn serve(_: &App, bearer: Bearer, _: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let user = bearer.get_user()?;
        Ok(GetUserResponse {
            preferred_mfa_setting: shapes::preferred_factor(&user),
            user_attributes: shapes::attributes(&user),
            user_mfa_setting_list: shapes::active_factors(&user),
            username: user.username,
            ..GetUserResponse::default()
        })
    }
}
