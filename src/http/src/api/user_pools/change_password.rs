//! A signed-in user changes the password.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{ChangePasswordResponse, operations::ChangePassword};

use crate::api::{caller::Anyone, operation::Operation};

impl Operation for ChangePassword {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let mut moment = moment.clone();
        let bearer = app.user_pools.bearer(&input.access_token, &mut moment).await?;
        let old = input
            .previous_password
            .ok_or_else(|| app::Fault::not_implemented("ChangePassword without PreviousPassword"))?;
        app.user_pools.change_password(&bearer, &old, &input.proposed_password, &moment).await?;
        Ok(ChangePasswordResponse::default())
    }
}
