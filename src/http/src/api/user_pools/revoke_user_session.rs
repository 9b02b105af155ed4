//! A user ends one of the own sessions.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{RevokeUserSessionResponse, operations::RevokeUserSession};

use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for RevokeUserSession {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        app.user_pools.revoke_own_session(&bearer, &input.session_id, moment).await?;
        Ok(RevokeUserSessionResponse::default())
    }
}
