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
            user_attributes: shapes::attributes(&user),
            username: user.username,
            ..GetUserResponse::default()
        })
    }
}
