//! An administrator ends a session of a user.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminRevokeUserSessionResponse, operations::AdminRevokeUserSession};

use super::session_shape::is_linked;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminRevokeUserSession {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let session = (&*input.session_id, is_linked(input.revoke_associated_sessions.as_deref()));
        app.user_pools.admin_revoke_session(&input.user_pool_id, &input.username, session, moment).await?;
        Ok(AdminRevokeUserSessionResponse::default())
    }
}
