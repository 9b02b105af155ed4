//! A user deletes the own account.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::operations::DeleteUser;

use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for DeleteUser {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, _: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.user_pools.delete_user(&bearer, moment).await
    }
}
