//! The sessions of the user who holds an access token are listed.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{ListUserSessionsResponse, operations::ListUserSessions};

use super::session_shape;
use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for ListUserSessions {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let token = input.next_token.as_deref();
        let listed = app.user_pools.list_own_sessions(&bearer, token, moment).await?;
        let sessions = listed.rows.into_iter().map(session_shape::shown).collect();
        Ok(ListUserSessionsResponse { sessions: Some(sessions), next_token: listed.next })
    }
}
