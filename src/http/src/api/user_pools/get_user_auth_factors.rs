//! By what the user who holds an access token can sign in.

use app::{Answer, App, user_pools::bearer::Bearer};
use domain::Moment;
use wire::cognito_idp::{GetUserAuthFactorsResponse, operations::GetUserAuthFactors};

use super::shapes;
use crate::api::{caller::TokenHolder, operation::Operation};

impl Operation for GetUserAuthFactors {
    type Caller = TokenHolder;

    async fn serve(app: &App, bearer: Bearer, _: Self::Input, _: &Moment) -> Answer<Self::Output> {
        let factors = app.user_pools.auth_factors(&bearer).await?;
        Ok(GetUserAuthFactorsResponse {
            configured_user_auth_factors: Some(shapes::first_factors(&factors)),
            preferred_mfa_setting: shapes::preferred_factor(&factors.user),
            user_mfa_setting_list: shapes::active_factors(&factors.user),
            username: factors.user.username,
        })
    }
}
