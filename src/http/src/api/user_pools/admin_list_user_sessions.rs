//! The sessions of a user are listed.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{AdminListUserSessionsResponse, operations::AdminListUserSessions};

use super::session_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for AdminListUserSessions {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let (pool_id, user, token) = (&input.user_pool_id, &input.username, input.next_token.as_deref());
        let listed = app.user_pools.admin_list_sessions(pool_id, user, token, moment).await?;
        let sessions = listed.rows.into_iter().map(session_shape::shown).collect();
        Ok(AdminListUserSessionsResponse { sessions: Some(sessions), next_token: listed.next })
    }
}
