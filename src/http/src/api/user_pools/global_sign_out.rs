//! A user ends every session.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{GlobalSignOutResponse, operations::GlobalSignOut};

use crate::api::{caller::Anyone, operation::Operation};

impl Operation for GlobalSignOut {
    type Caller = Anyone;

    async fn serve(app: &App, _: Anyone, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let mut moment = moment.clone();
        let bearer = app.user_pools.bearer(&input.access_token, &mut moment).await?;
        app.user_pools.global_sign_out(&bearer, &moment).await?;
        Ok(GlobalSignOutResponse::default())
    }
}
