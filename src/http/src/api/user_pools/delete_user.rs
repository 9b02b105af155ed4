//! A user deletes the own account.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::operations::DeleteUser;

use crate::api::{caller::Anyone, operation::Operation};

impl Operation for DeleteUser {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let mut moment = moment.clone();
        let bearer = app.user_pools.bearer(&input.access_token, &mut moment).await?;
        app.user_pools.delete_user(&bearer, &moment).await
    }
}
