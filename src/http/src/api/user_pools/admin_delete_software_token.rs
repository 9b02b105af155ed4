//! An administrator takes a user's authenticator app away.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminDeleteSoftwareTokenResponse, operations::AdminDeleteSoftwareToken};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminDeleteSoftwareToken {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.user_pools.admin_remove_authenticator(&input.user_pool_id, &input.username, moment).await?;
        Ok(AdminDeleteSoftwareTokenResponse::default())
    }
}
