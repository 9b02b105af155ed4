//! An administrator ends a session of a user.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminRevokeUserSessionResponse, operations::AdminRevokeUserSession};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminRevokeUserSession {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (pool_id, user, session) = (&input.user_pool_id, &input.username, &input.session_id);
        app.user_pools.admin_revoke_session(pool_id, user, session, moment).await?;
        Ok(AdminRevokeUserSessionResponse::default())
    }
}
