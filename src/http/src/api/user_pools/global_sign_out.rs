//! A user ends every session.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{GlobalSignOutResponse, operations::GlobalSignOut};

use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for GlobalSignOut {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, _: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.user_pools.global_sign_out(&bearer, moment).await?;
        Ok(GlobalSignOutResponse::default())
    }
}
