//! A user ends one of the own sessions.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{RevokeUserSessionResponse, operations::RevokeUserSession};

use super::session_shape::is_linked;
use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for RevokeUserSession {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let session = (&*input.session_id, is_linked(input.revoke_associated_sessions.as_deref()));
        app.user_pools.revoke_own_session(&bearer, session, moment).await?;
        Ok(RevokeUserSessionResponse::default())
    }
}
