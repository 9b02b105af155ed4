//! Who holds an access token.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{GetUserResponse, operations::GetUser};

use super::shapes;
use crate::api::{caller::Anyone, operation::Operation};

impl Operation for GetUser {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let bearer = app.user_pools.bearer(&input.access_token, &mut moment.clone()).await?;
        let user = bearer.get_user()?;
        Ok(GetUserResponse {
            user_attributes: shapes::attributes(&user),
            username: user.username,
            ..GetUserResponse::default()
        })
    }
}
